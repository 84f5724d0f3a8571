"""The calendar feed: same UIDs, a rising SEQUENCE, and cancelled shifts that stay."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from icalendar import Calendar

from geoapp.fieldwork.tokens import make_calendar_token, revoke_calendar_token
from geoapp.models import Assignment, CalendarToken, Post, Roster
from tests.field_records import just_now, make_person, make_roster, make_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district):
    return make_person("V1")


@pytest.fixture
def patrol(person):
    return make_shift(just_now(60 * 24), person)


@pytest.fixture
def key(person):
    return make_calendar_token(person)


def fetch(client, key):
    answer = client.get(reverse("calendar_feed", args=[key]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def events(client, key):
    """(UID, sequence, status, start) of the feed."""
    return [
        (str(e["UID"]), int(e["SEQUENCE"]), str(e["STATUS"]), e["DTSTART"].dt)
        for e in fetch(client, key).walk("VEVENT")
    ]


def test_feed_holds_the_live_shifts_in_local_time(client, patrol, person, key):
    starts_at = just_now(60 * 24)
    make_shift(starts_at, make_person("V2"), roster=patrol.roster, code="not mine")
    make_shift(starts_at, person, roster=make_roster(starts_at.date(), status="draft"), code="draft")

    ((_uid, sequence, status, starts),) = events(client, key)

    assert (sequence, status, starts) == (0, "CONFIRMED", patrol.starts_at)
    assert starts.utcoffset() == timedelta(hours=8)


def test_fetching_again_changes_nothing(client, patrol, key):
    assert client.get(reverse("calendar_feed", args=[key])).content == (
        client.get(reverse("calendar_feed", args=[key])).content
    )


def test_every_change_raises_the_sequence_of_the_same_entry(client, patrol, key):
    ((uid, *_),) = events(client, key)
    patrol.starts_at += timedelta(minutes=30)
    patrol.save()
    ((moved, first, *_),) = events(client, key)
    Post.objects.update(name="北门岗")
    ((renamed, second, *_),) = events(client, key)

    assert uid == moved == renamed
    assert (first, second) == (1, 2)


def test_lost_shift_stays_as_cancelled_and_may_come_back(client, patrol, person, key):
    ((uid, *_),) = events(client, key)
    Assignment.objects.all().delete()
    ((cancelled, first, status, _),) = events(client, key)
    again = events(client, key)
    Assignment.objects.create(
        roster=patrol.roster, patrol=patrol, volunteer=person, live=True,
        during=DateTimeTZRange(patrol.starts_at, patrol.ends_at),
    )  # fmt: skip
    ((returned, second, back, _),) = events(client, key)

    assert uid == cancelled == returned
    assert [first, status, second, back] == [1, "CANCELLED", 2, "CONFIRMED"]
    assert again == [(cancelled, 1, "CANCELLED", patrol.starts_at)]


def test_same_shift_in_a_new_roster_keeps_its_entry(client, patrol, person, key):
    before = events(client, key)
    Assignment.objects.update(live=False)
    Roster.objects.update(status="superseded")
    make_shift(patrol.starts_at, person, roster=make_roster(patrol.roster.starts_on), code=patrol.code)

    assert events(client, key) == before


def test_shift_that_is_over_is_not_cancelled_afterwards(client, person, key):
    make_shift(just_now(-60 * 24), person)
    before = events(client, key)
    Assignment.objects.all().delete()

    assert events(client, key) == before
    assert before[0][2] == "CONFIRMED"


def test_revoked_link_is_gone_and_a_new_one_closes_the_old(client, person, key):
    newer = make_calendar_token(person)
    assert client.get(reverse("calendar_feed", args=[key])).status_code == 410
    revoke_calendar_token(person)

    assert client.get(reverse("calendar_feed", args=[newer])).status_code == 410
    assert client.get(reverse("calendar_feed", args=["x"])).status_code == 410


def test_link_of_somebody_who_left_opens_nothing(client, person, key):
    person.active = False
    person.save()

    assert client.get(reverse("calendar_feed", args=[key])).status_code == 410


def test_only_the_hash_of_a_link_is_stored(key):
    assert key not in str(list(CalendarToken.objects.values()))


def test_feed_names_no_other_person_and_no_number(client, patrol, key):
    make_person("V7", "李娜")
    text = client.get(reverse("calendar_feed", args=[key])).content.decode()

    assert not any(word in text for word in ("李娜", "王芳", "V1"))
    assert "站前岗" in text
