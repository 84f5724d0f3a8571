"""Zones that are cut into parts, and what polishing their borders gains."""

from dataclasses import replace

import numpy as np
import pytest

from routing import parts
from routing.parts import plan_zone
from routing.plan import plan_routes, warm_up
from routing.problem import RoutePlan, RouteProblem
from routing.verify import violations
from tests.builders import make_stop, make_team


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm_up()


def reward(plan: RoutePlan) -> float:
    return sum(route.reward for route in plan.routes)


def city(seed: int, teams: int = 24, stops: int = 90, **more: object) -> RouteProblem:
    """Four posts at the corners of a square of 2 km, stops anywhere."""
    random = np.random.default_rng(seed)
    corners = np.array([[0, 0], [0, 2000], [2000, 0], [2000, 2000]])
    xy_m = np.concatenate([corners, random.uniform(0, 2000, (stops, 2))])
    walk_m = np.abs(xy_m[:, None] - xy_m[None]).sum(axis=2)
    places = [make_stop(n, 3 + n, reward=float(random.integers(1, 20)), **more) for n in range(1, stops + 1)]
    return RouteProblem(tuple(places), tuple(make_team(n, n % 4, ends_s=4500) for n in range(teams)), walk_m)


def test_a_zone_of_few_teams_is_planned_together():
    problem = city(1, teams=4)

    assert plan_zone(problem, seed=1, iterations=300) == plan_routes(problem, seed=1, iterations=300)


@pytest.mark.parametrize("seed", range(4))
def test_parts_break_no_rule_and_collect_about_as_much_as_all_together(seed: int):
    problem = city(seed)

    cut = plan_zone(problem, seed=1, iterations=1500, most_teams=8)

    assert violations(problem, cut) == []
    assert [route.team_id for route in cut.routes] == [team.id for team in problem.teams]
    assert reward(cut) >= 0.95 * reward(plan_routes(problem, seed=1, iterations=6000))


def test_polishing_lets_teams_help_across_the_border(monkeypatch: pytest.MonkeyPatch):
    # Posts 400 m apart with two teams each; all stops are nearer to the first.
    stops = [make_stop(n, 2, reward=1.0, dwell_s=1500) for n in range(1, 17)]
    walk_m = np.array([[0, 400, 50], [400, 0, 350], [50, 350, 0]], dtype=np.float64)
    teams = (make_team(1, 0), make_team(2, 0), make_team(3, 1), make_team(4, 1))
    problem = RouteProblem(tuple(stops), teams, walk_m)

    polished = plan_zone(problem, seed=1, iterations=300, most_teams=2)
    monkeypatch.setattr(parts, "combinations", lambda *_: [])
    cut = plan_zone(problem, seed=1, iterations=300, most_teams=2)

    assert [len(route.stops) for route in cut.routes][2:] == [0, 0]
    assert reward(polished) > reward(cut)
    assert violations(problem, polished) == []


def test_a_skill_that_only_the_far_part_has_is_found_there_and_what_nobody_can_is_named():
    problem = city(3, teams=12, stops=20)
    problem = replace(problem, teams=tuple(replace(team, ends_s=9000) for team in problem.teams))
    duty = replace(problem.stops[0], mandatory=True, skill="nurse")
    lost = replace(problem.stops[1], mandatory=True, skill="pilot")
    nurse = replace(problem.teams[-1], skills=frozenset({"nurse"}))
    problem = RouteProblem((duty, lost, *problem.stops[2:]), (*problem.teams[:-1], nurse), problem.walk_m)

    plan = plan_zone(problem, seed=1, iterations=600, most_teams=4)

    assert duty.id in {visit.stop_id for visit in plan.routes[-1].stops}
    assert [(unmet.stop_id, unmet.reason) for unmet in plan.unmet] == [(lost.id, "no-team-with-skill")]
    assert violations(problem, plan) == []


@pytest.mark.parametrize("seed", range(3))
def test_teams_of_two_parts_do_not_meet_at_a_place_that_several_stops_share(seed: int):
    problem = city(seed, stops=60)
    shared = tuple(replace(stop, place=4 + n // 5, group=n // 5) for n, stop in enumerate(problem.stops))
    problem = replace(problem, stops=shared)

    plan = plan_zone(problem, seed=1, iterations=800, most_teams=6)

    assert violations(problem, plan) == []
    assert sum(len(route.stops) for route in plan.routes) > 10
