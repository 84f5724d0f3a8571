"""Second visits in long shifts."""

from itertools import pairwise

import pytest

from routing.plan import plan_routes
from routing.revisits import with_revisits
from routing.verify import violations
from tests.builders import make_routes_problem, make_stop, make_team

FOUR_HOURS_S = 4 * 3600


def test_a_shift_of_two_hours_has_no_second_visits():
    stops = (make_stop(1, closes_s=FOUR_HOURS_S),)

    assert with_revisits(stops, 7200, id_step=100) == stops
    assert with_revisits(stops, 7200 + 1800, id_step=100) == stops
    assert len(with_revisits(stops, 9000 + 1800 + stops[0].dwell_s, id_step=100)) == 2


def test_copies_follow_each_other_two_hours_apart_and_are_worth_less():
    (stop,) = stops = (make_stop(6, reward=8.0, closes_s=3 * 7200),)

    copies = with_revisits(stops, 3 * 7200, id_step=100)

    assert [copy.id for copy in copies] == [6, 106, 206]
    assert [copy.reward for copy in copies] == [8.0, 4.0, 2.0]
    assert [(copy.opens_s, copy.closes_s) for copy in copies] == [(0, 3599), (7200, 10799), (14400, 21000)]
    assert {copy.place for copy in copies} == {stop.place}
    assert len({copy.group for copy in copies}) == 1


@pytest.mark.parametrize("hours", [3, 4, 5, 6, 8])
def test_visits_start_at_least_an_hour_apart_and_some_place_is_open_at_any_time(hours):
    stops = tuple(make_stop(number, closes_s=hours * 3600) for number in range(6))

    copies = with_revisits(stops, hours * 3600, id_step=100)

    windows = {stop.id: [one for one in copies if one.id % 100 == stop.id] for stop in stops}
    for own in windows.values():
        assert all(after.opens_s - before.closes_s > 3600 for before, after in pairwise(own))
        assert all(one.closes_s - one.opens_s >= 1800 for one in own)
    for moment in range(0, hours * 3600 - stops[0].dwell_s + 1, 60):
        assert any(one.opens_s <= moment <= one.closes_s for one in copies), moment
    assert len(copies) > len(stops)


def test_mandatory_stops_and_stops_of_no_worth_are_not_copied():
    stops = (
        make_stop(1, mandatory=True, closes_s=FOUR_HOURS_S),
        make_stop(2, reward=0.0, closes_s=FOUR_HOURS_S),
    )

    assert with_revisits(stops, FOUR_HOURS_S, id_step=100) == stops


def test_places_that_were_alone_do_not_share_a_group_and_given_groups_stay():
    stops = (make_stop(1, closes_s=FOUR_HOURS_S), make_stop(2, closes_s=FOUR_HOURS_S, group=5))

    groups = [copy.group for copy in with_revisits(stops, FOUR_HOURS_S, id_step=100)]

    assert groups == [-2, -2, 5, 5]


def test_an_id_that_could_be_a_copys_is_refused():
    with pytest.raises(ValueError, match="id_step must be above all ids, got 100 and the id 100"):
        with_revisits((make_stop(100),), FOUR_HOURS_S, id_step=100)


def test_a_long_shift_comes_back_and_keeps_every_rule():
    stops = [make_stop(i, closes_s=FOUR_HOURS_S) for i in (1, 2, 3)]
    teams = [make_team(number, ends_s=FOUR_HOURS_S) for number in (1, 2)]
    problem = make_routes_problem(with_revisits(stops, FOUR_HOURS_S, id_step=10), teams)

    plan = plan_routes(problem, seed=1, iterations=500)

    assert violations(problem, plan) == []
    assert sorted(visit.stop_id for route in plan.routes for visit in route.stops) == [1, 2, 3, 11, 12, 13]
