"""Every rule of a route plan, broken once."""

from dataclasses import replace

import pytest

from routing.problem import RoutePlan, RouteProblem, StopTime, TeamRoute, Unmet
from routing.verify import RouteViolation, violations
from tests.builders import make_routes_problem, make_stop, make_team

# Places are 300 m apart in a row; a team walks a metre a second from place 0.
NEAR, FAR = make_stop(1, opens_s=300, closes_s=900), make_stop(2, skill="first-aid")
AIDERS = make_team(7, skills=frozenset({"first-aid"}), max_walk_m=1200)
PROBLEM = make_routes_problem([NEAR, FAR], [AIDERS])
ROUTE = TeamRoute(7, (StopTime(1, 300, 900), StopTime(2, 1200, 1800)), walk_m=1200.0, back_s=2400, reward=2.0)
PLAN = RoutePlan((ROUTE,), (), seed=1)


def with_route(**changes: object) -> RoutePlan:
    return replace(PLAN, routes=(replace(ROUTE, **changes),))


def with_team(**changes: object) -> RouteProblem:
    return replace(PROBLEM, teams=(replace(AIDERS, **changes),))


def with_near(**changes: object) -> RouteProblem:
    return replace(PROBLEM, stops=(replace(NEAR, **changes), FAR))


def test_a_plan_at_every_limit_breaks_no_rule():
    assert violations(with_team(ends_s=2400), PLAN) == []


@pytest.mark.parametrize(
    ("plan", "broken"),
    [
        (replace(PLAN, routes=()), RouteViolation("not-one-route", 7)),
        (replace(PLAN, routes=(ROUTE, ROUTE)), RouteViolation("not-one-route", 7)),
        (replace(PLAN, routes=(ROUTE, replace(ROUTE, team_id=8))), RouteViolation("unknown-team", 8)),
        (with_route(stops=(StopTime(3, 300, 900),)), RouteViolation("unknown-stop", 7, 3)),
        (replace(PLAN, unmet=(Unmet(3, "no-time-left"),)), RouteViolation("unknown-stop", None, 3)),
        (
            with_route(stops=(StopTime(1, 300, 899), ROUTE.stops[1])),
            RouteViolation("dwell-cut-short", 7, 1),
        ),
        (
            with_route(stops=(ROUTE.stops[0], StopTime(2, 1199, 1800))),
            RouteViolation("faster-than-walking", 7, 2),
        ),
        (with_route(back_s=2399), RouteViolation("faster-than-walking", 7, None)),
        (replace(PLAN, unmet=(Unmet(1, "no-time-left"),)), RouteViolation("named-though-visited", None, 1)),
        (with_route(walk_m=1190.0), RouteViolation("wrong-walk", 7)),
        (with_route(reward=2.1), RouteViolation("wrong-reward", 7)),
    ],
    ids=lambda value: value.rule if isinstance(value, RouteViolation) else "",
)
def test_a_wrong_plan_is_found_out(plan: RoutePlan, broken: RouteViolation):
    assert violations(PROBLEM, plan) == [broken]


@pytest.mark.parametrize(
    ("problem", "broken"),
    [
        (with_near(opens_s=301), RouteViolation("outside-window", 7, 1)),
        (with_near(closes_s=299, opens_s=0), RouteViolation("outside-window", 7, 1)),
        (with_near(dwell_s=601), RouteViolation("dwell-cut-short", 7, 1)),
        (with_team(ends_s=2399), RouteViolation("not-back-in-time", 7)),
        (with_team(starts_s=1), RouteViolation("faster-than-walking", 7, 1)),
        (with_team(max_walk_m=1199), RouteViolation("walked-too-far", 7)),
        (with_team(skills=frozenset({"mediation"})), RouteViolation("without-skill", 7, 2)),
    ],
    ids=lambda value: value.rule if isinstance(value, RouteViolation) else "",
)
def test_a_plan_for_another_problem_is_found_out(problem: RouteProblem, broken: RouteViolation):
    assert violations(problem, PLAN) == [broken]


def test_a_slower_team_cannot_keep_the_times():
    broken = violations(with_team(pace_kmh=3.5), PLAN)

    assert {violation.rule for violation in broken} == {"faster-than-walking"}
    assert [violation.stop_id for violation in broken] == [1, 2, None]


def test_a_stop_visited_twice_is_found_out():
    again = StopTime(1, 1200, 1800)
    route = replace(ROUTE, stops=(StopTime(1, 300, 900), again), walk_m=600.0)

    broken = violations(with_near(closes_s=7200), replace(PLAN, routes=(route,)))

    assert broken == [RouteViolation("visited-twice", 7, 1)]


def two_teams(second_arrives_s: int, group: int | None = 5) -> tuple[RouteProblem, RoutePlan]:
    stops = [make_stop(1, place=1, group=5), make_stop(2, place=1, group=group)]
    problem = make_routes_problem(stops, [make_team(7), make_team(8)])
    leaves_s = second_arrives_s + 600
    first = TeamRoute(7, (StopTime(1, 300, 900),), 600.0, 1200, 1.0)
    second = TeamRoute(8, (StopTime(2, second_arrives_s, leaves_s),), 600.0, leaves_s + 300, 1.0)
    return problem, RoutePlan((first, second), (), seed=1)


def test_two_teams_at_one_place_at_one_time_are_found_out():
    assert violations(*two_teams(899)) == [RouteViolation("two-teams-at-one-place", 8, 2)]


def test_one_team_may_come_when_the_other_leaves():
    assert violations(*two_teams(900)) == []


def test_places_of_different_groups_are_different_places():
    assert violations(*two_teams(300, group=6)) == []
    assert violations(*two_teams(300, group=None)) == []


def test_a_mandatory_stop_must_be_visited_or_named():
    must = make_stop(3, mandatory=True)
    problem = make_routes_problem([NEAR, FAR, must], [AIDERS])

    assert violations(problem, PLAN) == [RouteViolation("mandatory-not-named", None, 3)]
    assert violations(problem, replace(PLAN, unmet=(Unmet(3, "no-time-left"),))) == []


def test_a_mandatory_stop_named_without_a_reason_is_not_named():
    problem = make_routes_problem([NEAR, FAR, make_stop(3, mandatory=True)], [AIDERS])

    broken = violations(problem, replace(PLAN, unmet=(Unmet(3, ""),)))

    assert broken == [RouteViolation("mandatory-not-named", None, 3)]


def test_a_team_without_stops_breaks_nothing():
    nobody = TeamRoute(7, (), 0.0, 0, 0.0)

    assert violations(with_team(ends_s=0), replace(PLAN, routes=(nobody,))) == []


def test_a_walk_may_start_away_from_the_post():
    halfway = with_team(from_place=1)
    plan = with_route(stops=(StopTime(1, 300, 900), StopTime(2, 1200, 1800)), walk_m=900.0)

    assert violations(halfway, plan) == []
    assert violations(halfway, PLAN) == [RouteViolation("wrong-walk", 7)]
