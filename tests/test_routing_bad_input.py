"""Bad input gives a plan with named reasons, never an exception or a silent omission."""

from dataclasses import replace

import numpy as np
import pytest

from routing.drawing import warm_up
from routing.problem import RouteProblem, Stop, Team
from routing.travel import snap, walk_m
from routing.variety import Variation
from routing.verify import violations
from routing.week import ON_FOOT, Ground, Hours, plan_week
from tests.builders import make_network, make_stop, make_team
from tests.test_routing_week import MONDAY

# A street of 1 km, and an island of 100 m.
NETWORK = make_network([(0, 0), (500, 0)], [(500, 0), (1000, 0)], [(0, 900), (100, 900)])
# The post, a hotspot, a home, a place on the island, and one far from any street.
PLACES = snap(NETWORK, np.array([[0.0, 5], [400, 5], [800, 5], [50, 905], [500, 5000]]))
HOTSPOT, HOME = make_stop(1, reward=5.0), make_stop(2, reward=0.0, mandatory=True)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm_up()


@pytest.mark.parametrize(
    ("home", "team", "reason"),
    [
        (HOME, make_team(), None),
        (HOME, make_team(place=3), "unreachable"),  # the post is on an island
        (replace(HOME, place=3), make_team(), "unreachable"),
        (replace(HOME, place=4), make_team(), "unreachable"),  # the home is outside the streets
        (replace(HOME, closes_s=-1, opens_s=-600), make_team(), "window-passed"),
        (replace(HOME, closes_s=100), make_team(), "window-passed"),
        (replace(HOME, opens_s=6000), make_team(), "window-after-shift"),
        (HOME, make_team(ends_s=0), "too-far-for-the-shift"),  # a shift without length
        (replace(HOME, dwell_s=9000), make_team(), "too-far-for-the-shift"),
        (replace(HOME, skill="nurse"), make_team(), "no-team-with-skill"),
    ],
)
def test_a_home_that_cannot_be_visited_is_named_with_the_reason(home: Stop, team: Team, reason: str | None):
    problem = RouteProblem((HOTSPOT, home), (team,), walk_m(NETWORK, PLACES))
    days = [[Hours(MONDAY, "day", problem)]]

    ((drawn,),) = plan_week({ON_FOOT: Ground(NETWORK, PLACES)}, days, 1, (1,), 200, Variation(plans=4))

    assert [unmet.reason for unmet in drawn.plan.unmet] == ([reason] if reason else [])
    assert violations(drawn.problem, drawn.plan) == []


def test_a_hotspot_that_costs_more_than_the_shift_is_left_and_the_others_are_visited():
    long, near = make_stop(1, place=2, reward=99.0, dwell_s=8000), make_stop(2, place=1, reward=1.0)
    problem = RouteProblem((long, near), (make_team(),), walk_m(NETWORK, PLACES))
    days = [[Hours(MONDAY, "day", problem)]]

    ((drawn,),) = plan_week({ON_FOOT: Ground(NETWORK, PLACES)}, days, 1, (1,), 200, Variation(plans=4))

    assert [visit.stop_id for visit in drawn.plan.routes[0].stops] == [2]
    assert violations(drawn.problem, drawn.plan) == []
