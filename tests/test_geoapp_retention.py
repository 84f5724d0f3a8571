"""What the clock of the workers and the command let go, and what stays."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.contrib.gis.geos import Point
from django.contrib.sessions.models import Session
from django.utils import timezone

from geoapp.celery import RETIRE_S, app
from geoapp.convert.own_shifts import load_worked_shifts
from geoapp.models import (
    AccessRecord,
    Category,
    CheckIn,
    Notice,
    Observation,
    OperationsEntry,
    Patrol,
    PersonalLink,
    Photo,
    Ping,
    Track,
)
from geoapp.tasks import retire
from tests.builders import run_command
from tests.field_records import FIRST_STOP, POST, client_id, just_now, make_person, make_shift

pytestmark = pytest.mark.django_db


def test_clock_lets_go_several_times_within_the_promise():
    assert app.conf.beat_schedule["retire"]["task"] == retire.name
    assert timedelta(hours=24).total_seconds() >= RETIRE_S * 4


def test_ended_sessions_go_and_others_stay():
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days)
        )

    retire()

    assert [session.session_key for session in Session.objects.all()] == ["open"]


@pytest.mark.parametrize(("days", "left"), [(1, 1), (3, 0)])
def test_positions_of_days_ago_go(days, left, district):
    person = make_person("V1")
    patrol = make_shift(just_now(-days * 24 * 60), person)
    track = Track.objects.create(patrol=patrol, volunteer=person)
    Ping.objects.create(track=track, at=patrol.starts_at, point=Point(*POST), accuracy_m=5)

    retire()

    assert Ping.objects.count() == left


def make_reports(days: float) -> Patrol:
    """A patrol of so many days ago with a check-in at a stop, and an observation with words and a photo."""
    person = make_person("V1")
    at = just_now(-days * 24 * 60)
    patrol = make_shift(at, person)
    where = {"patrol": patrol, "volunteer": person, "at": at, "point": Point(*FIRST_STOP), "accuracy_m": 5}
    CheckIn.objects.create(client_id=client_id(1), stop=patrol.route.stops.first(), **where)
    theft = Category.objects.get(code="theft")
    seen = Observation.objects.create(client_id=client_id(2), category=theft, text="a name", **where)
    Photo.objects.create(observation=seen, jpeg=b"x", width=1, height=1)
    return patrol


@pytest.mark.parametrize(("days", "kept"), [(89.9, True), (90.1, False)])
def test_photos_words_and_places_of_check_ins_go_after_90_days(district, days, kept):
    make_reports(days)

    retire()

    seen, here = Observation.objects.get(), CheckIn.objects.get()
    assert (seen.text, Photo.objects.count()) == (("a name", 1) if kept else ("", 0))
    assert [here.point is None, here.stop is None, here.accuracy_m is None] == [not kept] * 3
    # The layer of what patrols observed still counts it.
    assert seen.point is not None


@pytest.mark.parametrize(("days", "left"), [(399.9, 1), (400.1, 0)])
def test_reports_go_as_a_whole_after_400_days(district, days, left):
    patrol = make_reports(days)

    retire()

    assert (CheckIn.objects.count(), Observation.objects.count()) == (left, left)
    assert Patrol.objects.filter(pk=patrol.pk).exists()


@pytest.mark.parametrize(("days", "left"), [(399.9, 1), (400.1, 0)])
def test_notices_and_lines_of_the_log_go_after_400_days(district, days, left):
    person, at = make_person("V1"), just_now(-days * 24 * 60)
    patrol = make_shift(at, person)
    Notice.objects.create(
        volunteer=person, roster=patrol.roster, kind="new", starts_at=at, ends_at=at, place="station"
    )
    Notice.objects.update(made_at=at)
    OperationsEntry.objects.create(day=at.date(), text="a name")
    OperationsEntry.objects.update(at=at)

    retire()

    assert (Notice.objects.count(), OperationsEntry.objects.count()) == (left, left)


@pytest.mark.parametrize(("days", "left"), [(182.9, 1), (183.1, 0)])
def test_personal_links_go_half_a_year_after_their_end(district, days, left):
    PersonalLink.objects.create(
        volunteer=make_person("V1"), token_sha256="0" * 64, expires_at=just_now(-days * 24 * 60)
    )

    retire()

    assert PersonalLink.objects.count() == left


def test_hours_of_the_year_still_say_that_the_patrol_called_in(district):
    patrol = make_reports(300)

    retire()

    (worked,) = load_worked_shifts(district, patrol.assignments.get().volunteer)
    assert worked.seen


def test_site_says_for_how_long(district, settings):
    settings.KEEP_PHOTOS_DAYS, settings.KEEP_PLACES_DAYS, settings.KEEP_REPORTS_DAYS = 10, 40, 50
    make_reports(20)

    retire()

    assert (Photo.objects.count(), CheckIn.objects.get().point is None) == (0, False)


@pytest.mark.parametrize(("days", "left"), [(182.9, 1), (183.1, 0)])
def test_logins_that_failed_go_after_half_a_year(db, days, left):
    AccessAttempt.objects.create(username="ada", ip_address="10.0.0.1", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=just_now(-days * 24 * 60))

    retire()

    assert AccessAttempt.objects.count() == left


@pytest.mark.parametrize(("days", "left"), [(399.9, 1), (400.1, 0)])
def test_records_of_who_opened_and_changed_what_go_after_400_days(district, days, left):
    at = just_now(-days * 24 * 60)
    AccessRecord.objects.create(page="people", shows="people")
    AccessRecord.objects.update(at=at)
    LogEntry.objects.all().delete()
    make_person("V1")
    LogEntry.objects.exclude(pk=LogEntry.objects.first().pk).delete()
    LogEntry.objects.update(timestamp=at)

    retire()

    assert (AccessRecord.objects.count(), LogEntry.objects.count()) == (left, left)


def test_command_says_what_went_and_finds_nothing_the_second_time(district):
    make_reports(500)

    first, second = run_command("retire"), run_command("retire")

    assert "1 photos, 1 texts and the places of 1 check-ins" in first
    assert "2 old reports, notices and lines of the log" in first
    assert "0 photos, 0 texts and the places of 0 check-ins" in second
    assert "0 old reports, notices and lines of the log" in second
