"""A day of one zone: mandatory stops wait for the next slot, and are made once."""

from routing.day import plan_day
from tests.builders import make_routes_problem, make_stop, make_team

FIRST_CLOSED = {"mandatory": True, "opens_s": 0, "closes_s": 60}


def visits(plans):
    return [[stop.stop_id for route in plan.routes for stop in route.stops] for plan in plans]


def test_stop_that_the_first_slot_makes_is_not_made_again():
    stop = make_stop(1, mandatory=True)
    problem = make_routes_problem([stop], [make_team()])

    plans = plan_day([problem, problem], seed=1, iterations=50)

    assert visits(plans) == [[1], []]
    assert [plan.unmet for plan in plans] == [(), ()]


def test_stop_that_only_a_later_slot_can_make_is_not_reported_by_the_first():
    missed = make_routes_problem([make_stop(1, **FIRST_CLOSED)], [make_team()])
    open_later = make_routes_problem([make_stop(1, mandatory=True)], [make_team()])

    plans = plan_day([missed, open_later], seed=1, iterations=50)

    assert visits(plans) == [[], [1]]
    assert [plan.unmet for plan in plans] == [(), ()]


def test_stop_that_nobody_can_make_is_reported_once_by_the_last_slot_that_holds_it():
    missed = make_routes_problem([make_stop(1, **FIRST_CLOSED)], [make_team()])
    empty = make_routes_problem([], [make_team()])

    plans = plan_day([missed, missed, empty], seed=1, iterations=50)

    assert [[unmet.stop_id for unmet in plan.unmet] for plan in plans] == [[], [1], []]


def test_hotspot_may_be_visited_in_every_slot():
    problem = make_routes_problem([make_stop(1)], [make_team()])

    plans = plan_day([problem, problem], seed=1, iterations=50)

    assert visits(plans) == [[1], [1]]
