"""Prices of a whole problem: true at any tolerance, tighter at the second look, the same on any threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.roster_instances import roster_instance
from scheduling.bound import box_bound_milli, named_duals, solve_relaxation
from scheduling.model import build_model, tightened
from scheduling.pricing import price
from scheduling.problem import Problem
from scheduling.solve import Limits, solve
from scheduling.verify import bound_from_duals
from tests.builders import draw_problem


@pytest.fixture
def no_few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Price even small problems twice."""
    monkeypatch.setattr("scheduling.pricing.FEW_PAIRS", 0)


@pytest.fixture(scope="module")
def village() -> Problem:
    return roster_instance(250, 7, 1)


def test_the_second_look_proves_more(no_few_pairs: None, village: Problem) -> None:
    model = build_model(village)
    once = box_bound_milli(model, solve_relaxation(model).milli)

    prices = price(village)

    assert len(prices.model.rules) > len(model.rules)
    assert prices.bound_milli > once


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_bound_of_the_tightened_rows_is_the_one_from_the_rules_and_no_roster_is_below(seed: int) -> None:
    problem = draw_problem(seed, 12, 9)
    model = build_model(problem)
    tight = tightened(model, np.ones(len(model.pairs), dtype=np.bool_))
    milli = solve_relaxation(tight).milli

    bound = bound_from_duals(problem, named_duals(tight, milli))

    assert bound == box_bound_milli(tight, milli) / 1000
    assert bound <= solve(problem, limits=Limits(choice_gap=0.0)).certificate.cost


def test_no_row_is_there_twice(village: Problem) -> None:
    model = build_model(village)

    tight = tightened(model, np.ones(len(model.pairs), dtype=np.bool_))

    names = list(zip(tight.rules, tight.row_of.tolist(), tight.row_at.tolist(), strict=True))
    assert len(set(names)) == len(names)


def test_more_threads_give_the_same_prices(no_few_pairs: None, village: Problem) -> None:
    one, two = price(village, threads=1), price(village, threads=2)

    assert one.milli.tobytes() == two.milli.tobytes()
    assert one.use.tobytes() == two.use.tobytes()


def test_a_start_from_better_prices_takes_nothing_from_the_bound(village: Problem) -> None:
    model = build_model(village)
    loose = solve_relaxation(model, tolerance=1e-2)

    again = solve_relaxation(model, start=loose)

    assert box_bound_milli(model, again.milli) > box_bound_milli(model, loose.milli)
