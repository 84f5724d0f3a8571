"""A slot of four hours among those of two: its patrols come back to the hotspots, the others do not."""

from collections import defaultdict
from datetime import date, time, timedelta

import numpy as np
import pytest

from geoapp import pipeline
from geoapp.convert.risk import load_lattice
from geoapp.convert.routes import load_moving_patrols, zone_weeks
from geoapp.convert.times import day_slots
from geoapp.convert.visits import due_visits
from geoapp.convert.zones import load_ground, load_grounds
from geoapp.models import Post, Roster, Slot, Stop, Visit
from geoapp.planning import plan_period
from geoapp.queries.patrols import running
from routing.week import Hours
from tests.small_city import import_small_city

pytestmark = pytest.mark.django_db
START = date(2026, 12, 5)
LONG = "morning"
HOTSPOTS, RISK = 6, 0.02


@pytest.fixture
def hot_cells(tmp_path, monkeypatch) -> set[int]:
    """A small city with a slot of four hours, home visits in it, and few cells with any risk."""
    import_small_city(tmp_path)
    Slot.objects.filter(code=LONG).update(starts=time(9), ends=time(13))
    for number, post in enumerate(Post.objects.order_by("code")):
        Visit.objects.create(
            ref=f"HV-{number}", point=post.point, first_date=START,
            window_from=time(9), window_to=time(12), minutes=20,
        )  # fmt: skip
    hot: set[int] = set()

    def few_risks(roster: Roster, slots: list, per_week: np.ndarray) -> np.ndarray:
        lattice = load_lattice(pipeline.the_district(), roster.starts_on)
        risk = np.zeros((lattice.n_cells, len(slots)))
        for zone in load_ground(pipeline.the_district(), roster, lattice).zones.values():
            post = min(zone.post_row.values())
            near = sorted(zone.cell_row, key=lambda cell: zone.walk_m[post, zone.cell_row[cell]])
            risk[near[:HOTSPOTS]] = RISK
            hot.update(near[:HOTSPOTS])
        return risk

    monkeypatch.setattr(pipeline, "risk_in_slots", few_risks)
    return hot


def asked(roster: Roster) -> list[tuple[Hours, int]]:
    """The hours of all zones, as the pipeline asks for them, and the number of cells."""
    district = pipeline.the_district()
    lattice = load_lattice(district, roster.starts_on)
    risk = pipeline.risk_in_slots(roster, day_slots(district, roster), np.zeros(0))
    patrols = load_moving_patrols(running(roster.patrols.all()))
    grounds = load_grounds(district, roster, lattice, patrols)
    weeks = zone_weeks(district, roster, risk, grounds, patrols, due_visits(roster))
    return [(hours, lattice.n_cells) for week in weeks for day in week.days for hours in day]


def test_long_slot_has_second_visits_worth_less_and_other_slots_are_as_before(hot_cells):
    roster = plan_period(START, 1, seed=1, draw_secret="a" * 32)
    slots = set()

    for hours, n_cells in asked(roster):
        stops = hours.problem.stops
        at_place = defaultdict(list)
        for stop in stops:
            if not stop.mandatory:
                at_place[stop.place].append(stop)
        rewards = {tuple(stop.reward for stop in here) for here in at_place.values()}
        assert len(at_place) == HOTSPOTS
        assert len({stop.id for stop in stops}) == len(stops)
        if hours.slot == LONG:
            assert rewards == {(20_000, 10_000)}
            assert all(stop.mandatory == (0 <= stop.id - n_cells < Visit.objects.count()) for stop in stops)
        else:
            assert rewards == {(20_000,)}
            assert {stop.id for stop in stops if not stop.mandatory} <= hot_cells
        slots.add(hours.slot)
    assert LONG in slots and len(slots) > 1


def test_patrols_of_a_long_slot_come_back_to_hotspots_and_home_visits_keep_their_kind(hot_cells):
    roster = plan_period(START, 1, seed=1, draw_secret="a" * 32)

    arrivals = defaultdict(list)
    for stop in Stop.objects.filter(kind=Stop.Kind.HOTSPOT).select_related("route__patrol__slot"):
        arrivals[stop.route.patrol.slot.code, stop.point.coords].append(stop.arrives_at)
    again = {key: sorted(times) for key, times in arrivals.items() if len(times) > 1}

    assert {slot for slot, _ in again} == {LONG}
    assert all(later - first > timedelta(hours=1) for first, later in again.values())
    made = Stop.objects.filter(kind=Stop.Kind.VISIT)
    assert made.count() == made.values("visit").distinct().count() == roster.figures["visits_planned"] > 0
    assert roster.figures["route_violations"] == 0
