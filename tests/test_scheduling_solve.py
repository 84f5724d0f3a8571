"""The solver against its verifier, against brute force, and on the odd small cases."""

from collections.abc import Callable
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.roster_instances import roster_instance
from scheduling.city import solve_city
from scheduling.problem import Assignment, Problem, Roster, Solution
from scheduling.solve import Limits, solve
from scheduling.verify import bound_from_duals, cost, violations
from tests.builders import draw_problem, make_crew, make_patrol, make_problem, make_volunteer, roster_of

EXACT = Limits(choice_gap=0.0)
SEEDS = st.integers(min_value=0, max_value=10**6)


def all_rosters(problem: Problem) -> list[Roster]:
    """Every set of the problem's pairs."""
    pairs = [
        (problem.volunteers[v].id, problem.patrols[p].id)
        for v, p in zip(problem.pairs.volunteer, problem.pairs.patrol, strict=True)
    ]
    sets = chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))
    return [roster_of(*chosen) for chosen in sets]


def cheapest_by_brute_force(problem: Problem) -> int:
    return min(
        cost(problem, roster)["total"] for roster in all_rosters(problem) if not violations(problem, roster)
    )


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, people=st.integers(2, 14), patrols=st.integers(1, 9))
def test_every_roster_keeps_every_rule_and_costs_at_least_the_bound(
    seed: int, people: int, patrols: int
) -> None:
    problem = draw_problem(seed, people, patrols)

    solution = solve(problem, limits=EXACT)

    assert violations(problem, solution.roster) == []
    assert solution.certificate.cost == cost(problem, solution.roster)["total"]
    assert solution.certificate.cost >= solution.certificate.bound
    assert solution.certificate.notes == ()


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, people=st.integers(2, 4), patrols=st.integers(1, 3))
def test_a_tiny_roster_costs_what_the_best_of_all_rosters_costs(seed: int, people: int, patrols: int) -> None:
    problem = draw_problem(seed, people, patrols, offered_share=0.75)

    solution = solve(problem, limits=EXACT)

    assert solution.certificate.cost == cheapest_by_brute_force(problem)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, price_seed=SEEDS)
def test_no_prices_at_all_prove_more_than_the_cheapest_roster_costs(seed: int, price_seed: int) -> None:
    problem = draw_problem(seed, 4, 2)
    duals = solve(problem, limits=EXACT).certificate.duals
    shaken = np.random.default_rng(price_seed).integers(-3, 4, len(duals))
    prices = [dual._replace(milli=dual.milli * int(by)) for dual, by in zip(duals, shaken, strict=True)]

    assert bound_from_duals(problem, prices) <= cheapest_by_brute_force(problem)


def test_the_same_problem_and_seed_give_the_same_solution() -> None:
    problem = draw_problem(5, 30, 25)

    assert solve(problem, seed=3) == solve(problem, seed=3)


def test_leaving_out_dear_pairs_still_gives_a_valid_roster(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = draw_problem(6, 30, 25)
    monkeypatch.setattr("scheduling.solve.FEW_PAIRS", 0)
    monkeypatch.setattr("scheduling.pricing.FEW_PAIRS", 0)

    narrow = solve(problem, limits=Limits(target_gap=1.0, kept_costs=(-1e9,)))
    wide = solve(problem, limits=Limits(target_gap=0.0, kept_costs=(-1e9, 1e9)))

    assert narrow.roster == ()
    assert wide.certificate.kept_pairs > narrow.certificate.kept_pairs
    assert wide.certificate.cost < narrow.certificate.cost


def test_a_time_limit_that_was_hit_is_noted_and_leaves_a_valid_roster() -> None:
    problem = roster_instance(200, 7, 1)

    solution = solve(problem, limits=Limits(time_limit_s=1e-6))

    assert solution.certificate.notes == ("choice: time limit hit",)
    assert violations(problem, solution.roster) == []


def test_a_week_without_volunteers_is_an_empty_roster() -> None:
    solution = solve(make_problem([], [make_patrol(1, risk=2, seats=(2, 3))]))

    assert solution.roster == ()
    assert solution.certificate.tiers["run"] == 1000 * 2 * 2
    assert solution.certificate.cost == 4600
    assert solution.certificate.gap < 0.001


def test_a_week_without_patrols_costs_nothing() -> None:
    solution = solve(make_problem(make_crew(), []))

    assert (solution.roster, solution.certificate.cost, solution.certificate.gap) == ((), 0, 0.0)


def test_nothing_at_all_is_an_empty_roster() -> None:
    assert solve(make_problem([], [])).roster == ()


def test_somebody_without_offers_and_a_patrol_out_of_reach_do_no_harm() -> None:
    people = [*make_crew(), make_volunteer(9, "grid", offered=0)]
    problem = make_problem(people, [make_patrol(1), make_patrol(2, 43)], [(1, 1), (2, 1)])

    assert solve(problem).roster == (Assignment(1, 1), Assignment(2, 1))


def test_the_higher_risk_gets_the_people() -> None:
    low, high = make_patrol(1, risk=2), make_patrol(2, risk=9)

    solution = solve(make_problem(make_crew(), [low, high]))

    assert solution.roster == roster_of((1, 2), (2, 2))


def test_somebody_with_the_wanted_skill_goes_even_with_a_heavier_load() -> None:
    skilled = make_volunteer(2, "party", skills=frozenset({"first-aid"}), past_load=0.5)
    people = [make_volunteer(1, leader=True), skilled, make_volunteer(3, "party")]
    problem = make_problem(people, [make_patrol(1, skills=("first-aid",))])

    assert solve(problem).roster == roster_of((1, 1), (2, 1))


def test_the_cap_holds_in_each_week_and_not_over_both() -> None:
    people = make_crew(weekly_cap=1)
    risks = {1: 2, 2: 3, 3: 1}
    hours = {1: 5 * 24 + 8, 2: 6 * 24 + 20, 3: 8 * 24 + 8}
    patrols = [make_patrol(k, hours[k], risk=risks[k]) for k in risks]

    assert solve(make_problem(people, patrols)).roster == roster_of((1, 2), (2, 2), (1, 3), (2, 3))


def test_the_less_loaded_leader_goes() -> None:
    tired, fresh = (
        make_volunteer(1, "party", leader=True, past_load=1.5),
        make_volunteer(2, "party", leader=True),
    )
    problem = make_problem([tired, fresh, make_volunteer(3)], [make_patrol(1)])

    assert solve(problem).roster == roster_of((2, 1), (3, 1))


def test_progress_names_the_steps_and_ends_at_one() -> None:
    said: list[tuple[str, float | None]] = []

    solve(
        make_problem(make_crew(), [make_patrol(1)]), progress=lambda step, share: said.append((step, share))
    )

    assert said[0] == ("prices", 0.0)
    assert said[-1] == ("done", 1.0)
    assert [share for _, share in said] == sorted(share for _, share in said if share is not None)


@pytest.mark.parametrize("solver", [solve, solve_city])
def test_the_bound_is_told_first_and_the_best_cost_last(solver: Callable[..., Solution]) -> None:
    told: list[tuple[float, int | None]] = []

    certificate = solver(
        draw_problem(5, 30, 25), found=lambda bound, best: told.append((bound, best))
    ).certificate

    assert told[0] == (certificate.bound, None)
    assert told[-1] == (certificate.bound, certificate.cost)


def test_steps_are_timed_only_by_a_clock_that_was_lent() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])
    ticks = iter(range(100))

    assert solve(problem).certificate.steps_s == {}
    assert set(solve(problem, clock=lambda: float(next(ticks))).certificate.steps_s) == {
        "prices",
        "choice",
        "verify",
    }
