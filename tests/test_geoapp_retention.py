"""What the clock of the workers lets go."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.contrib.sessions.models import Session
from django.utils import timezone

from geoapp.celery import RETIRE_S, app
from geoapp.models import Ping, Track
from geoapp.tasks import retire
from tests.field_records import POST, just_now, make_person, make_shift

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
