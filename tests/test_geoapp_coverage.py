"""What patrols delivered of a published roster, from the rows that phones send to the rows of planners."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import timezone

from geoapp.convert.coverage import load_coverage
from geoapp.convert.coverage_pages import coverage_facts
from geoapp.convert.risk import load_lattice
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.models import CheckIn, Ping, RiskSurface, Roster, Track
from geoapp.pipeline import find_hotspots, measure_coverage
from geoapp.queries.places import in_metres, load_areas
from tests.builders import run_command
from tests.field_records import FIRST_STOP, SECOND_STOP, client_id, make_person, make_roster, make_shift
from tests.risk_records import AS_OF, draw_incidents

pytestmark = pytest.mark.django_db
# Monday 1 December 2025, 19:00 in the district.
EVENING = AS_OF + timedelta(hours=19)


@pytest.fixture
def roster(district) -> Roster:
    """A published week of one patrol that stands twelve minutes at each of two stops."""
    draw_incidents(400, 0.1)
    roster = make_roster(date(2025, 12, 1))
    RiskSurface.objects.all().exclude(pk=roster.surface_id).delete()
    roster.surface = find_hotspots(AS_OF)
    roster.save()
    return roster


def save_track(patrol, person, places) -> Track:
    """A position a minute from the start; None where the phone had no signal."""
    track = Track.objects.create(patrol=patrol, volunteer=person)
    Ping.objects.bulk_create(
        Ping(
            track=track, at=patrol.starts_at + timedelta(minutes=minute),
            point=f"SRID=4326;POINT({lon} {lat})", accuracy_m=8,
        )
        for minute, place in enumerate(places) if place
        for lon, lat in [place]
    )  # fmt: skip
    return track


def check_in(patrol, person, place, minute, number=1) -> None:
    lon, lat = place
    CheckIn.objects.create(
        client_id=client_id(number), patrol=patrol, volunteer=person,
        at=patrol.starts_at + timedelta(minutes=minute), point=f"SRID=4326;POINT({lon} {lat})", accuracy_m=5,
    )  # fmt: skip


def saved(district, roster):
    lattice = load_lattice(district, roster.starts_on)
    return lattice, load_coverage(roster, lattice)


def test_a_patrol_that_was_never_heard_of_is_unknown_and_not_undone(district, roster):
    make_shift(EVENING, make_person("V1"), roster=roster)

    measure_coverage(roster)

    _, found = saved(district, roster)
    assert found.actual.sum() == 0
    assert found.silent == pytest.approx(found.dose)
    figures = roster.figures
    assert figures["actual_covered_incidents"] == 0
    assert figures["no_signal_incidents"] == pytest.approx(figures["planned_covered_until_now"])
    assert figures["patrols_heard"] == 0


def test_a_check_in_is_worth_a_visit_and_the_silence_after_it_stays_open(district, roster):
    person = make_person("V1")
    patrol = make_shift(EVENING, person, roster=roster)
    check_in(patrol, person, FIRST_STOP, 12)

    measure_coverage(roster)

    _, found = saved(district, roster)
    stop = np.flatnonzero(found.actual.any(axis=1))
    assert (len(stop), found.actual.max(), found.actual_minutes.sum()) == (1, 1.0, 10)
    assert found.silent[stop].sum() == 0 < found.silent.sum()
    assert roster.figures["patrols_heard"] == 1
    assert 0 < roster.figures["actual_covered_incidents"] < roster.figures["planned_covered_until_now"]


def test_a_track_elsewhere_shows_what_was_not_done(district, roster):
    person = make_person("V1")
    patrol = make_shift(EVENING, person, roster=roster)
    save_track(patrol, person, [FIRST_STOP] * 121)

    measure_coverage(roster)

    lattice, found = saved(district, roster)
    assert found.actual_minutes.sum() == pytest.approx(120)
    assert found.silent.sum() == 0
    second = load_cell(lattice, district, SECOND_STOP)
    assert found.dose[second].max() == 1
    assert found.actual[second].sum() == 0
    assert roster.coverage_report.hours_actual[19] == pytest.approx(60)


def load_cell(lattice, district, place) -> int:
    return int(lattice.locate(in_metres(district, np.array([place])))[0])


def test_a_draft_has_a_plan_and_no_actual_side(district, roster):
    make_shift(EVENING, make_person("V1"), roster=roster)
    Roster.objects.update(status="draft")

    measure_coverage(Roster.objects.get())

    _, found = saved(district, roster)
    assert found.dose.max() == 1
    assert (found.actual, found.silent, found.actual_alone_s) == (None, None, None)


def test_measuring_again_replaces_what_was_measured(district, roster, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: EVENING + timedelta(days=1))
    person = make_person("V1")
    patrol = make_shift(EVENING, person, roster=roster)
    measure_coverage(roster)
    check_in(patrol, person, FIRST_STOP, 12)

    measure_coverage(roster)

    _, found = saved(district, roster)
    assert found.actual.max() == 1
    assert roster.coverage.count() == found.dose.shape[0]


def test_the_page_shows_both_sides_by_community_hour_and_cell(district, roster):
    person = make_person("V1")
    patrol = make_shift(EVENING, person, roster=roster)
    check_in(patrol, person, FIRST_STOP, 12)
    measure_coverage(roster)
    lattice = load_lattice(district, roster.starts_on)
    communities = load_areas(district, "community", roster.starts_on)

    facts = coverage_facts(
        district, Roster.objects.get(), lattice, load_risk_per_week(roster.surface, lattice), communities
    )

    planned, in_fact, fidelity = facts.ledgers
    assert (
        in_fact.numerator
        == fidelity.numerator
        <= fidelity.denominator
        == pytest.approx(planned.numerator, abs=1e-3)
    )
    assert fidelity.open > 0
    west, east = facts.equity
    assert west.actual > 0 == east.actual
    assert (east.alone_h, east.actual_alone_h) == (168, 168)
    assert sum(facts.hours) == pytest.approx(60, abs=1)
    assert sum(facts.actual_hours) == 10
    assert len(facts.cells[0].actual_by_block) == len(facts.blocks) == len(facts.cells[0].silent_by_block)


def test_the_command_counts_every_published_roster_that_has_begun(district, roster, monkeypatch):
    person = make_person("V1")
    check_in(make_shift(EVENING, person, roster=roster), person, FIRST_STOP, 12)
    make_roster(date(2025, 12, 8))
    monkeypatch.setattr(timezone, "now", lambda: EVENING + timedelta(days=1))

    said = run_command("coverage", "--delivered")

    assert said.count("roster ") == 1
    assert "in fact 0.0 of 0.0 until now" in said
    assert Roster.objects.get(pk=roster.pk).figures["patrols_heard"] == 1
