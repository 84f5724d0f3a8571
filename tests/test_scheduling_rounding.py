"""Rounding against the search of the whole programme."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.roster_instances import roster_instance
from scheduling import rounding
from scheduling.edit import roster_of_pairs
from scheduling.integer import Found, choose_pairs, search
from scheduling.model import Model, build_model, tightened
from scheduling.problem import Problem
from scheduling.rounding import choose_rounded
from scheduling.verify import cost, violations

GAP = 0.01


@pytest.fixture(autouse=True)
def always_rounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "WHOLE_PAIRS", 0)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each search within a rounding was of the relaxation."""
    made: list[bool] = []

    def counted(model: Model, *bounds: np.ndarray, fractions: bool, **limits: float) -> Found | None:
        made.append(fractions)
        return search(model, *bounds, fractions=fractions, **limits)

    monkeypatch.setattr(rounding, "search", counted)
    return made


def programme(problem: Problem) -> Model:
    model = build_model(problem)
    return tightened(model, np.ones(len(model.pairs), dtype=np.bool_))


def rounded_cost(problem: Problem, relative_gap: float) -> int:
    choice = choose_rounded(programme(problem), relative_gap=relative_gap, seed=1, time_limit_s=60.0)
    roster = roster_of_pairs(problem, choice.pairs)
    assert violations(problem, roster) == []
    return cost(problem, roster)["total"]


def whole_cost(problem: Problem) -> int:
    choice = choose_pairs(programme(problem), relative_gap=0.0, seed=1, time_limit_s=60.0)
    return cost(problem, roster_of_pairs(problem, choice.pairs))["total"]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_a_rounded_roster_is_as_near_to_the_best_as_asked(seed: int) -> None:
    problem = roster_instance(200, 7, seed)

    best = whole_cost(problem)

    assert best <= rounded_cost(problem, GAP) <= best / (1 - rounding.ENOUGH * GAP)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_whole_is_searched_where_rounding_is_not_near_enough(seed: int) -> None:
    problem = roster_instance(120, 7, seed)

    assert rounded_cost(problem, 0.0) == whole_cost(problem)


def test_a_second_wider_choice_follows_only_if_the_first_is_too_far(searches: list[bool]) -> None:
    problem = roster_instance(200, 7, 1)

    rounded_cost(problem, 0.5)
    assert searches == [True, False]

    searches.clear()
    rounded_cost(problem, 1e-6)
    assert searches == [True, False, False]


def test_a_rounding_that_was_cut_leaves_the_search_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = roster_instance(120, 7, 1)

    def cut(model: Model, *bounds: np.ndarray, fractions: bool, **limits: float) -> Found | None:
        found = search(model, *bounds, fractions=fractions, **limits)
        return found and replace(found, optimal=fractions)

    monkeypatch.setattr(rounding, "search", cut)

    assert rounded_cost(problem, 0.0) == whole_cost(problem)
