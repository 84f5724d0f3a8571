"""What the database refuses of what comes back from the street."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from geoapp.models import CalendarToken, CheckIn, Dwell, Ping, ShiftReply, Track, TrackConsent
from tests.field_records import client_id, just_now, make_person, make_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district):
    return make_person("V1")


@pytest.fixture
def patrol(person):
    return make_shift(just_now(-60), person)


@pytest.fixture
def track(patrol, person):
    return Track.objects.create(patrol=patrol, volunteer=person)


def refuses(make, constraint):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return constraint in str(error.value)


def test_number_that_a_phone_drew_is_stored_once(patrol, person):
    def check_in():
        CheckIn.objects.create(client_id=client_id(1), patrol=patrol, volunteer=person, at=patrol.starts_at)

    check_in()

    assert refuses(check_in, "client_id")


def test_accuracy_without_a_position_is_refused(patrol, person):
    assert refuses(
        lambda: CheckIn.objects.create(
            client_id=client_id(1), patrol=patrol, volunteer=person, at=patrol.starts_at, accuracy_m=5.0
        ),
        "check_in_accuracy_of_a_position",
    )


def test_moment_of_a_track_is_stored_once(patrol, track):
    def ping():
        Ping.objects.create(track=track, at=patrol.starts_at, point=patrol.post.point, accuracy_m=5.0)

    ping()

    assert refuses(ping, "ping_once")


def test_stay_ends_after_it_starts(patrol, track):
    at = patrol.starts_at

    assert refuses(
        lambda: Dwell.objects.create(track=track, cell_x=1, cell_y=1, starts_at=at, ends_at=at),
        "dwell_ends_after_it_starts",
    )


def test_only_one_consent_is_in_force(person):
    def agree():
        TrackConsent.objects.create(volunteer=person, given_at=timezone.now())

    agree()

    assert refuses(agree, "one_consent_in_force")


def test_consent_may_be_given_again_after_it_was_withdrawn(person):
    now = timezone.now()
    TrackConsent.objects.create(volunteer=person, given_at=now - timedelta(days=2), withdrawn_at=now)

    TrackConsent.objects.create(volunteer=person, given_at=now)

    assert person.track_consents.count() == 2


def test_only_one_calendar_link_is_in_force(person):
    CalendarToken.objects.create(volunteer=person, sha256="1")

    assert refuses(
        lambda: CalendarToken.objects.create(volunteer=person, sha256="2"), "one_calendar_link_in_force"
    )


def test_shift_has_one_reply_of_a_volunteer(patrol, person):
    def answer(what="declined"):
        ShiftReply.objects.create(patrol=patrol, volunteer=person, answer=what, at=timezone.now())

    assert refuses(lambda: answer("maybe"), "reply_is_an_answer")
    answer()
    assert refuses(answer, "one_reply_to_a_shift")
