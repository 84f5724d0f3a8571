"""A plan remade under way, from where the teams are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.plan import plan_routes, warm_up
from routing.problem import RoutePlan, RouteProblem, StopTime, TeamRoute
from routing.reasons import NO_TIME_LEFT, TOO_FAR_FOR_THE_SHIFT
from routing.replan import Position, remaining, replan
from routing.verify import violations
from tests.builders import make_routes_problem, make_stop, make_team


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm_up()


def visited(plan: RoutePlan) -> list[list[int]]:
    return [[visit.stop_id for visit in route.stops] for route in plan.routes]


def make_patrols(seed: int, stops: int, teams: int) -> RouteProblem:
    random = np.random.default_rng(seed)
    xy_m = random.integers(0, 1500, (stops + teams, 2)).astype(np.float64)
    walk_m = np.abs(xy_m[:, None] - xy_m[None]).sum(axis=2)
    return RouteProblem(
        tuple(
            make_stop(100 + i, i, reward=float(random.integers(1, 50)), mandatory=bool(random.random() < 0.1))
            for i in range(stops)
        ),
        tuple(make_team(i, stops + i) for i in range(teams)),
        walk_m,
    )


def test_done_stops_are_not_visited_again_and_the_walk_goes_on_from_here():
    problem = make_routes_problem([make_stop(i) for i in (1, 2, 3)], [make_team()])
    plan = plan_routes(problem, seed=1, iterations=200)

    left = replan(problem, plan, 1800, [Position(1, place=2, done=frozenset({1, 2}))], seed=1)

    (route,) = left.plan.routes
    assert route.stops == (StopTime(3, 2100, 2700),)
    assert (route.walk_m, route.back_s) == (1200.0, 3600)
    assert violations(left.problem, left.plan) == []


def test_less_time_than_planned_drops_the_stops_that_no_longer_fit():
    problem = make_routes_problem([make_stop(i) for i in (1, 2, 3)], [make_team()])
    plan = plan_routes(problem, seed=1, iterations=200)

    left = replan(problem, plan, 0, [Position(1, place=0, ends_s=1200)], seed=1)

    assert visited(left.plan) == [[1]]


def test_a_walk_limit_counts_what_was_walked_already():
    problem = make_routes_problem([make_stop(1)], [make_team(max_walk_m=1000.0)])
    plan = plan_routes(problem, seed=1, iterations=50)

    (enough,), (short,) = (
        visited(replan(problem, plan, 0, [Position(1, 0, walked_m=walked_m)], seed=1).plan)
        for walked_m in (400.0, 401.0)
    )

    assert (enough, short) == ([1], [])


def test_a_mandatory_stop_that_became_impossible_is_named():
    problem = make_routes_problem([make_stop(1, mandatory=True), make_stop(2, mandatory=True)], [make_team()])
    plan = plan_routes(problem, seed=1, iterations=50)

    late = replan(problem, plan, 7000, [Position(1, place=0)], seed=1).plan
    one = replan(problem, plan, 5200, [Position(1, place=0)], seed=1).plan

    assert [unmet.reason for unmet in late.unmet] == [TOO_FAR_FOR_THE_SHIFT] * 2
    assert [unmet.reason for unmet in one.unmet] == [NO_TIME_LEFT]


def test_teams_that_say_nothing_keep_their_routes_and_their_places():
    stops = [make_stop(1, group=7), make_stop(2, place=1, group=7)]
    problem = make_routes_problem(stops, [make_team(1), make_team(2)])
    other = TeamRoute(2, (StopTime(1, 600, 1200),), 600.0, 1500, 1.0)
    plan = RoutePlan((TeamRoute(1, (), 0.0, 0, 0.0), other), (), 1)

    left = remaining(problem, plan, 300, [Position(1, place=0)])
    later = remaining(problem, plan, 1200, [Position(1, place=0)])

    assert [team.id for team in left.teams] == [1]
    assert [(stop.id, stop.opens_s) for stop in left.stops] == [(2, 1200)]
    assert [(stop.id, stop.opens_s) for stop in later.stops] == [(2, 0)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), now_s=st.integers(0, 7200))
def test_a_replan_is_valid_and_collects_what_the_old_route_still_could(seed: int, now_s: int):
    problem = make_patrols(seed, stops=15, teams=2)
    plan = plan_routes(problem, seed=seed, iterations=300)
    here = [_on_plan(problem, plan, number, now_s) for number in range(2)]

    left = replan(problem, plan, now_s, here, seed=seed, iterations=100)

    assert violations(left.problem, left.plan) == []
    if now_s == 0:
        assert sum(route.reward for route in left.plan.routes) >= sum(route.reward for route in plan.routes)


def _on_plan(problem: RouteProblem, plan: RoutePlan, number: int, now_s: int) -> Position:
    done = [visit.stop_id for visit in plan.routes[number].stops if visit.leaves_s <= now_s]
    place_of = {stop.id: stop.place for stop in problem.stops}
    team = problem.teams[number]
    return Position(team.id, place_of[done[-1]] if done else team.place, frozenset(done))


def test_a_replan_of_a_large_zone_breaks_no_rule():
    problem = make_patrols(3, stops=150, teams=18)
    plan = plan_routes(problem, seed=1, iterations=2000)
    here = [_on_plan(problem, plan, number, 3000) for number in range(18)]

    left = replan(problem, plan, 3000, here, seed=1)

    assert violations(left.problem, left.plan) == []
