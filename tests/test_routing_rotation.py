"""Places of low risk in turn."""

from datetime import date, timedelta

from routing.plan import plan_routes
from routing.problem import RouteProblem
from routing.rotation import rotation_count, rotation_ids, with_rotation
from tests.builders import make_routes_problem, make_stop, make_team

MONDAY = date(2026, 3, 2)


def test_those_never_visited_come_first_then_those_that_waited_longest():
    last = {1: MONDAY, 2: MONDAY - timedelta(days=3), 3: MONDAY - timedelta(days=1)}

    assert rotation_ids([1, 2, 3, 4], last, 1, seed=1) == [4]
    assert rotation_ids([1, 2, 3, 4], last, 3, seed=1) == [2, 3, 4]
    assert rotation_ids([1, 2], last, 9, seed=1) == [1, 2]


def test_the_seed_decides_among_equals_whatever_their_order():
    ids = list(range(50))

    assert rotation_ids(ids, {}, 5, seed=1) == rotation_ids(ids[::-1], {}, 5, seed=1)
    assert rotation_ids(ids, {}, 5, seed=1) != rotation_ids(ids, {}, 5, seed=2)


def test_all_places_have_their_turn_before_one_has_a_second():
    ids, last = list(range(20)), {}
    for day in range(4):
        for one in rotation_ids(ids, last, 5, seed=day):
            assert one not in last
            last[one] = MONDAY + timedelta(days=day)

    assert sorted(last) == ids


def test_a_tenth_of_the_time_is_counted_in_visits():
    teams = [make_team(number) for number in range(10)]

    assert rotation_count(teams, dwell_s=12 * 60) == 6
    assert rotation_count([], dwell_s=12 * 60) == 0


def test_quiet_places_in_turn_are_visited_beside_the_hotspots():
    hotspots = [make_stop(i, reward=10.0) for i in range(1, 6)]
    quiet = [make_stop(i, reward=0.01) for i in range(6, 12)]
    teams = [make_team(1), make_team(2)]
    base = make_routes_problem([*hotspots, *quiet], teams, step_m=60.0)

    stops = with_rotation(hotspots, quiet, teams, dict.fromkeys(range(6, 11), MONDAY), seed=1)
    plan = plan_routes(RouteProblem(stops, base.teams, base.walk_m), seed=1, iterations=500)

    assert [stop.id for stop in stops] == [1, 2, 3, 4, 5, 11]
    assert 11 in {visit.stop_id for route in plan.routes for visit in route.stops}
    assert with_rotation(hotspots, [], teams, {}, seed=1) == tuple(hotspots)
