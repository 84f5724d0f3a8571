"""Prices of a whole problem: true at any tolerance, tighter at the second look, the same on any threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.roster_instances import roster_instance
from scheduling.bound import box_bound_milli, named_duals, solve_relaxation
from scheduling.cut import cut
from scheduling.jobs import in_turn
from scheduling.model import build_model, tightened
from scheduling.pieces import price_pieces
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


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 4))
def test_pieces_that_share_people_prove_a_bound_that_no_roster_is_below(seed: int, count: int) -> None:
    problem = draw_problem(seed, 12, 9)
    model = build_model(problem)
    loose = solve_relaxation(model, tolerance=1e-2)
    piece_of = np.arange(len(problem.patrols)) % count

    closer = price_pieces(model, loose, piece_of, run=in_turn, threads=1)

    bound = box_bound_milli(model, closer.milli) / 1000
    assert bound == bound_from_duals(problem, named_duals(model, closer.milli))
    assert bound <= solve(problem, limits=Limits(choice_gap=0.0)).certificate.cost


def test_pieces_prove_nearly_as_much_as_all(no_few_pairs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    town = roster_instance(800, 14, 3)
    whole = price(town).bound_milli

    monkeypatch.setattr("scheduling.pricing.PIECE_PEOPLE", 300)
    pieces = price(town).bound_milli

    assert len(cut(town, most_people=300)) > 2
    assert 0.99 * whole < pieces != whole


def test_pieces_priced_anywhere_get_the_same_prices(no_few_pairs: None, village: Problem) -> None:
    def backwards(work, jobs):  # type: ignore[no-untyped-def]
        return list(reversed([work(job) for job in reversed(jobs)]))

    assert price(village, run=backwards).milli.tobytes() == price(village).milli.tobytes()


def test_a_start_from_better_prices_takes_nothing_from_the_bound(village: Problem) -> None:
    model = build_model(village)
    loose = solve_relaxation(model, tolerance=1e-2)

    again = solve_relaxation(model, start=loose)

    assert box_bound_milli(model, again.milli) > box_bound_milli(model, loose.milli)
