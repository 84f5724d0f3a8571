"""The bound of the programme and the bound from the rules are the same number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.bound import box_bound_milli, named_duals, price_rows
from scheduling.model import build_model
from scheduling.problem import Dual
from scheduling.verify import bound_from_duals
from tests.builders import draw_problem, make_crew, make_patrol, make_problem

SEEDS = st.integers(0, 10**6)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, people=st.integers(0, 12), patrols=st.integers(0, 8))
def test_both_ways_to_the_bound_agree_for_solved_prices(seed: int, people: int, patrols: int) -> None:
    problem = draw_problem(seed, people, patrols)
    model = build_model(problem)
    milli = price_rows(model)

    bound = bound_from_duals(problem, named_duals(model, milli))

    assert bound == box_bound_milli(model, milli) / 1000


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_both_ways_to_the_bound_agree_for_any_prices_of_allowed_sign(seed: int) -> None:
    problem = draw_problem(seed, 8, 6)
    model = build_model(problem)
    milli = np.random.default_rng(seed).integers(-900_000, 900_000, len(model.rules))
    milli[(milli > 0) & np.isinf(model.row_lower)] = 0
    milli[(milli < 0) & np.isinf(model.row_upper)] = 0

    bound = bound_from_duals(problem, named_duals(model, milli))

    assert bound == box_bound_milli(model, milli) / 1000


def test_prices_are_the_same_each_time() -> None:
    model = build_model(draw_problem(1, 30, 20))

    assert price_rows(model).tolist() == price_rows(model).tolist()


@pytest.mark.parametrize(
    "idle",
    [
        Dual("leader", 1, 0, -5_000),
        Dual("weekly-cap", 1, 739_256, 5_000),
        Dual("mix-of-kinds", 1, 0b11, 5_000),
        Dual("wanted-skills", 1, 4, 5_000),
        Dual("leader", 77, 0, 5_000),
        Dual("no-such-rule", 1, 0, 5_000),
    ],
)
def test_a_price_that_proves_nothing_changes_nothing(idle: Dual) -> None:
    problem = make_problem(make_crew(), [make_patrol(1, skills=("first-aid",))])
    duals = named_duals(model := build_model(problem), price_rows(model))

    assert bound_from_duals(problem, [*duals, idle]) == bound_from_duals(problem, duals)


def test_without_prices_the_bound_is_nothing() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])

    assert bound_from_duals(problem, []) == 0.0
