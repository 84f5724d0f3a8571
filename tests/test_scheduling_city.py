"""Rosters from parts keep every rule, and their bound holds for the whole."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.roster_instances import roster_instance
from scheduling.city import solve_city
from scheduling.cut import cut, group_areas, neighbours
from scheduling.jobs import in_turn
from scheduling.polish import polish
from scheduling.problem import Problem
from scheduling.solve import Limits, solve
from scheduling.verify import bound_from_duals, cost, violations
from tests.builders import draw_problem, make_crew, make_patrol, make_problem, roster_of


def with_areas(problem: Problem, count: int) -> Problem:
    """Patrols in so many areas, in turn."""
    patrols = tuple(replace(patrol, area_id=k % count) for k, patrol in enumerate(problem.patrols))
    return replace(problem, patrols=patrols)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), areas=st.integers(1, 3))
def test_a_roster_from_parts_keeps_every_rule_and_its_bound_holds(seed: int, areas: int) -> None:
    problem = with_areas(draw_problem(seed, 12, 9), areas)

    solution = solve_city(problem, most_people=5)
    best = solve(problem, limits=Limits(choice_gap=0.0)).certificate

    assert violations(problem, solution.roster) == []
    assert solution.certificate.cost == cost(problem, solution.roster)["total"]
    assert solution.certificate.bound == bound_from_duals(problem, solution.certificate.duals)
    assert solution.certificate.bound <= best.cost
    assert solution.certificate.cost >= best.bound


def test_every_patrol_and_pair_is_in_one_part() -> None:
    problem = roster_instance(1000, 14, 3)

    parts = cut(problem, most_people=600)

    assert len(parts) > 2
    ids = [patrol.id for part in parts for patrol in part.problem.patrols]
    assert sorted(ids) == sorted(patrol.id for patrol in problem.patrols)
    assert sorted(k for part in parts for k in part.pairs.tolist()) == list(range(len(problem.pairs)))


def test_the_roster_does_not_depend_on_the_order_in_which_jobs_are_done() -> None:
    problem = with_areas(draw_problem(3, 40, 30), 3)

    def backwards(function, jobs):  # type: ignore[no-untyped-def]
        return list(reversed([function(job) for job in reversed(list(jobs))]))

    assert solve_city(problem, run=backwards, most_people=20) == solve_city(
        problem, run=in_turn, most_people=20
    )


def test_two_weeks_from_parts_are_nearly_as_good_as_in_one_go() -> None:
    problem = roster_instance(90, 14, 1)

    parts, whole = solve_city(problem).certificate, solve(problem).certificate

    assert parts.cost <= 1.02 * whole.cost


def test_areas_join_until_a_group_would_be_too_big() -> None:
    problem = roster_instance(1000, 7, 2)

    together = group_areas(problem, 1000)
    apart = group_areas(problem, 1)

    assert set(together.values()) == {0}
    assert len(set(apart.values())) == len(apart)


def test_neighbours_are_parts_of_one_week_that_share_people() -> None:
    problem = roster_instance(1000, 14, 2)
    parts = cut(problem, most_people=600)

    for a, b in neighbours(parts):
        assert a < b
        assert parts[a].week == parts[b].week


@pytest.mark.parametrize("people", [0, 2])
def test_nothing_to_do_is_an_empty_roster(people: int) -> None:
    assert solve_city(make_problem(make_crew(count=people), [])).roster == ()


def test_patrols_that_nobody_offers_stay_empty() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)], [])

    solution = solve_city(problem, run=lambda function, jobs: [function(job) for job in jobs])

    assert (solution.roster, solution.certificate.cost) == ((), 2000)


def test_a_seam_is_mended_by_somebody_who_was_left_free() -> None:
    patrols = [make_patrol(1, area_id=1, seats=(2, 3)), make_patrol(2, area_id=2, seats=(2, 3))]
    people = [*make_crew(), *make_crew(3, count=3)]
    problem = make_problem(
        people, patrols, [(1, 1), (2, 1), (3, 2), (4, 2), (5, 1), (5, 2), (1, 2)], walk_m=100
    )
    parts = cut(problem, most_people=3)
    left_free = roster_of((1, 1), (2, 1), (3, 2), (4, 2))

    mended = polish(problem, left_free, parts, in_turn, seed=1, time_limit_s=60.0)

    assert len(parts) == 2
    assert len(mended) == 5
    assert violations(problem, mended) == []


@pytest.mark.parametrize("seed", range(6))
def test_polishing_is_never_worse_and_keeps_every_rule(seed: int) -> None:
    problem = with_areas(draw_problem(seed, 20, 14), 3)
    roster = solve_city(problem, most_people=8).roster
    parts = cut(problem, most_people=8)

    mended = polish(problem, (), parts, in_turn, seed=1, time_limit_s=60.0)
    again = polish(problem, roster, parts, in_turn, seed=1, time_limit_s=60.0)

    assert violations(problem, mended) == []
    assert cost(problem, again)["total"] <= cost(problem, roster)["total"]
