"""Routes carry on from those of the roster in force before: cells in turn, and streets to keep off."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from geoapp import pipeline
from geoapp.convert.risk import load_lattice
from geoapp.convert.routes_before import Before, lately_in, load_before
from geoapp.convert.travel import PROFILES
from geoapp.convert.zones import load_ground
from geoapp.models import Roster, Route, RouteDraw, Travel
from geoapp.planning import plan_period
from geoapp.publishing import publish
from routing.variety import jaccard
from tests.small_city import import_small_city

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 5)
SECRET = "c" * 32


@pytest.fixture
def city(tmp_path) -> None:
    """A small city without incidents, where all cells are as quiet as any."""
    import_small_city(tmp_path)


@dataclass(frozen=True)
class Planned:
    """What was planned for a day; planning the day again deletes a draft.

    Attributes:
        lines: Code and line of each route.
        cells: Those that were visited.
        streets: Edges by subdistrict and slot.
    """

    roster: Roster
    lines: list[tuple[str, object]]
    cells: frozenset[int]
    streets: dict[tuple[int, str], frozenset[int]]


def plan(day: date) -> Planned:
    roster = plan_period(day, 1, seed=1, draw_secret=SECRET)
    routes = Route.objects.filter(patrol__roster=roster).order_by("patrol__code").select_related("patrol")
    # As the roster of the next day sees this one alone.
    in_force = Roster.objects.filter(status=Roster.Status.LIVE)
    others = list(in_force.values_list("pk", flat=True))
    in_force.update(status=Roster.Status.SUPERSEDED)
    Roster.objects.filter(pk=roster.pk).update(status=Roster.Status.LIVE)
    known = before(Roster(starts_on=day + timedelta(days=1), days=1))
    Roster.objects.filter(pk=roster.pk).update(status=Roster.Status.DRAFT)
    Roster.objects.filter(pk__in=others).update(status=Roster.Status.LIVE)
    lattice = load_lattice(pipeline.the_district(), day)
    streets = {
        (area, slot): lately.streets[0]
        for area, zone in load_ground(pipeline.the_district(), roster, lattice).zones.items()
        for (slot, _), lately in lately_in({PROFILES[Travel.FOOT].name: zone}, known).items()
    }
    lines = [(route.patrol.code, route.line.coords) for route in routes]
    return Planned(roster, lines, frozenset(known.last_visit), streets)


def before(roster: Roster) -> Before:
    district = pipeline.the_district()
    return load_before(district, roster, load_lattice(district, roster.starts_on))


def overlap(one: Planned, other: Planned) -> float:
    both = one.streets.keys() & other.streets.keys()
    return float(np.mean([jaccard(one.streets[key], other.streets[key]) for key in both]))


def test_quiet_cells_that_had_their_turn_before_wait_and_streets_are_left(city):
    first, alone = plan(FIRST), plan(FIRST + timedelta(days=1))
    publish(first.roster)

    after = plan(FIRST + timedelta(days=1))

    assert after.roster.figures["route_violations"] == 0
    assert overlap(first, after) < overlap(first, alone)
    assert len(first.cells | after.cells) > len(first.cells | alone.cells)


def test_the_same_routes_before_give_the_same_routes_and_their_secret_is_not_looked_at(city):
    publish(plan(FIRST).roster)
    one = plan(FIRST + timedelta(days=1))
    RouteDraw.objects.exclude(roster=one.roster).update(secret="d" * 32)

    again = plan(FIRST + timedelta(days=1))

    assert again.roster.pk != one.roster.pk
    assert again.lines == one.lines


def test_only_what_is_in_force_before_the_first_day_is_carried_on(city):
    first = plan(FIRST)
    ahead = Roster(starts_on=FIRST + timedelta(days=1), days=1)
    assert before(ahead) == Before({}, [], {})

    publish(first.roster)

    known = before(ahead)
    assert set(known.last_visit.values()) == {FIRST}
    assert known.last_visit.keys() == first.cells
    assert {day for day, _ in known.routes} == {FIRST}
    assert before(Roster(starts_on=FIRST, days=1)) == Before({}, [], {})
    # Forgotten: streets after two weeks, visits after a quarter.
    later = before(Roster(starts_on=FIRST + timedelta(days=15), days=1))
    assert (later.routes, later.last_visit) == ([], known.last_visit)
    assert before(Roster(starts_on=FIRST + timedelta(days=92), days=1)).last_visit == {}
