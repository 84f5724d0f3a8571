"""What the database refuses, whoever writes to it."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geoapp.models import (
    Area,
    Assignment,
    Availability,
    Patrol,
    Post,
    RiskSurface,
    Roster,
    Slot,
    StreetExtract,
    Team,
    TeamKind,
    Volunteer,
)

pytestmark = pytest.mark.django_db

SQUARE = MultiPolygon(Polygon.from_bbox((123.9, 41.8, 124.0, 41.9)))
EIGHT = datetime(2026, 11, 30, 8, tzinfo=UTC)


@contextmanager
def refused():
    """The database refuses what is done inside, and the test can go on."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield error


def make_area(code="990402", level="district", parent=None, starts=date(2020, 1, 1), ends=None):
    return Area.objects.create(
        code=code, level=level, name=code, parent=parent, valid_from=starts, valid_to=ends, shape=SQUARE
    )


@pytest.fixture
def roster():
    surface = RiskSurface.objects.create(
        as_of=EIGHT, cell_m=250, incidents=0, inputs_sha256="", parameters={}, backtest={}
    )
    streets = StreetExtract.objects.create(sha256="0", file_name="x.osm", attribution="x")
    return Roster.objects.create(starts_on=EIGHT.date(), days=7, seed=1, surface=surface, streets=streets)


@pytest.fixture
def volunteer():
    district = make_area()
    team = Team.objects.create(code="T1", name="T1", kind=TeamKind.objects.first(), community=district)
    return Volunteer.objects.create(registry_no="V1", name="王芳", team=team, home=Point(123.95, 41.85))


def make_patrol(roster, code, starts_at):
    post, _ = Post.objects.get_or_create(code="P1", defaults={"name": "P1", "point": Point(123.95, 41.85)})
    return Patrol.objects.create(
        roster=roster, code=code, post=post, area=Area.objects.get(), slot=Slot.objects.first(),
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), risk=5, seats_min=3, seats_desired=4,
    )  # fmt: skip


def assign(patrol, volunteer, live=False):
    during = DateTimeTZRange(patrol.starts_at, patrol.ends_at)
    return Assignment.objects.create(
        roster=patrol.roster, patrol=patrol, volunteer=volunteer, during=during, live=live
    )


def test_code_may_return_after_its_area_has_ended():
    make_area(ends=date(2026, 1, 1))

    make_area(starts=date(2026, 1, 1))

    assert Area.objects.filter(code="990402").count() == 2


def test_code_cannot_mean_two_areas_on_one_day():
    make_area(ends=date(2026, 1, 2))

    with refused() as error:
        make_area(starts=date(2026, 1, 1))

    assert "area_code_is_unique_at_a_date" in str(error.value)


def test_area_cannot_end_before_it_starts():
    with refused():
        make_area(starts=date(2026, 1, 1), ends=date(2026, 1, 1))


def test_grid_needs_a_parent():
    with refused():
        make_area(level="grid")


def test_volunteer_is_never_on_two_overlapping_patrols_of_a_roster(roster, volunteer):
    first = make_patrol(roster, "A", EIGHT)
    second = make_patrol(roster, "B", EIGHT + timedelta(hours=1, minutes=59))
    assign(first, volunteer)

    with refused() as error:
        assign(second, volunteer)

    assert "one_patrol_at_a_time_in_a_roster" in str(error.value)


def test_volunteer_may_serve_again_when_the_first_patrol_ends(roster, volunteer):
    assign(make_patrol(roster, "A", EIGHT), volunteer)

    assign(make_patrol(roster, "B", EIGHT + timedelta(hours=2)), volunteer)

    assert volunteer.assignments.count() == 2


def test_volunteer_is_never_on_overlapping_patrols_of_two_live_rosters(roster, volunteer):
    other = Roster.objects.create(
        starts_on=EIGHT.date(), days=1, seed=1, surface=roster.surface, streets=roster.streets
    )
    assign(make_patrol(roster, "A", EIGHT), volunteer, live=True)

    with refused() as error:
        assign(make_patrol(other, "A", EIGHT), volunteer, live=True)

    assert "one_live_patrol_at_a_time" in str(error.value)


def test_drafts_of_two_rosters_may_overlap(roster, volunteer):
    other = Roster.objects.create(
        starts_on=EIGHT.date(), days=1, seed=1, surface=roster.surface, streets=roster.streets
    )
    assign(make_patrol(roster, "A", EIGHT), volunteer, live=True)

    assign(make_patrol(other, "A", EIGHT), volunteer)

    assert volunteer.assignments.count() == 2


def test_patrol_needs_two_people_and_a_post(roster):
    make_area()
    patrol = make_patrol(roster, "A", EIGHT)

    for change in ({"seats_min": 1}, {"post": None}, {"risk": 11}, {"seats_desired": 2}):
        with refused():
            Patrol.objects.filter(pk=patrol.pk).update(**change)


def test_slot_ends_after_it_starts():
    with refused():
        Slot.objects.create(code="night", name_en="", name_zh="", starts=time(23), ends=time(1))


def test_weekday_is_from_monday_to_sunday(volunteer):
    for weekday in (0, 8):
        with refused():
            Availability.objects.create(volunteer=volunteer, weekday=weekday, slot=Slot.objects.first())
