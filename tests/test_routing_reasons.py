"""Why a mandatory stop is not visited."""

import numpy as np
import pytest

from routing.plan import plan_routes
from routing.problem import RouteProblem, Unmet
from routing.verify import violations
from tests.builders import make_routes_problem, make_stop, make_team

# A stop 300 m from the post; a team that walks a metre a second from 0 to 7200 s.
AIDER = make_team(2, skills=frozenset({"first-aid"}))


def reasons(problem: RouteProblem) -> list[str]:
    plan = plan_routes(problem, seed=1, iterations=200)
    assert violations(problem, plan) == []
    return [unmet.reason for unmet in plan.unmet]


def must(**changes: object) -> RouteProblem:
    return make_routes_problem([make_stop(1, mandatory=True, **changes)], [make_team()])


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (must(skill="first-aid"), "no-team-with-skill"),
        (must(dwell_s=6601), "too-far-for-the-shift"),
        (must(place=20), "too-far-for-the-shift"),
        (must(closes_s=299), "window-passed"),
        (must(opens_s=-900, closes_s=-300), "window-passed"),
        (must(opens_s=500, closes_s=400), "window-passed"),
        (must(opens_s=6301, closes_s=9000), "window-after-shift"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_reason_is_the_first_that_holds(problem: RouteProblem, reason: str):
    assert reasons(problem) == [reason]


@pytest.mark.parametrize(
    "changes", [{"dwell_s": 6600}, {"closes_s": 300}, {"opens_s": 6300, "closes_s": 9000}]
)
def test_at_the_limit_a_stop_is_still_made(changes: dict[str, int]):
    assert reasons(must(**changes)) == []


def test_a_walk_longer_than_the_team_may_walk_is_too_far():
    stop = make_stop(1, mandatory=True)

    assert reasons(make_routes_problem([stop], [make_team(max_walk_m=599)])) == ["too-far-for-the-shift"]
    assert reasons(make_routes_problem([stop], [make_team(max_walk_m=600)])) == []


def test_a_stop_on_an_island_or_off_the_streets_is_unreachable():
    island, off_street = np.array([[0, np.inf], [np.inf, 0]]), np.array([[0, np.inf], [np.inf, np.inf]])

    for walk_m in (island, off_street):
        stop = make_stop(1, mandatory=True)
        assert reasons(make_routes_problem([stop], [make_team()], walk_m)) == ["unreachable"]


def test_a_way_there_without_a_way_back_is_no_way():
    one_way = np.array([[0, 300], [np.inf, 0]])

    assert reasons(make_routes_problem([make_stop(1, mandatory=True)], [make_team()], one_way)) == [
        "unreachable"
    ]


def test_what_the_skilled_team_cannot_do_counts_and_not_what_others_could():
    stop = make_stop(1, mandatory=True, skill="first-aid", closes_s=299)

    assert reasons(make_routes_problem([stop], [make_team(1), AIDER])) == ["window-passed"]


def test_of_two_duties_that_exclude_each_other_one_has_no_time_left():
    duties = [make_stop(1, mandatory=True, dwell_s=4000), make_stop(2, mandatory=True, dwell_s=4000)]
    problem = make_routes_problem(duties, [make_team()])

    plan = plan_routes(problem, seed=1, iterations=200)

    assert plan.unmet == (Unmet(2, "no-time-left"),)
