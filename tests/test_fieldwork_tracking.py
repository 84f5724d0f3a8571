"""Tracks exist with consent, during a shift, and not for long."""

from datetime import timedelta

import numpy as np
import pytest
from django.db.models import ProtectedError

from geoapp.convert.risk import load_lattice
from geoapp.convert.tracks import load_actual
from geoapp.fieldwork.tracking import (
    NoConsent,
    NotTracked,
    Position,
    add_positions,
    give_consent,
    retire_tracks,
    withdraw_consent,
)
from geoapp.models import CheckIn, Dwell, Ping, Roster, ShiftToken, Track, TrackConsent
from maps.analysis.coverage import patrolled_minutes
from tests.builders import run_command
from tests.field_records import (
    FIRST_STOP,
    POST,
    SECOND_STOP,
    client_id,
    just_now,
    make_person,
    make_roster,
    make_shift,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district):
    found = make_person("V1")
    give_consent(found)
    return found


def stay(patrol, place, minutes, accuracy_m=8.0):
    return [Position(patrol.starts_at + timedelta(minutes=m), *place, accuracy_m) for m in minutes]


def minutes_by_cell(district, roster):
    """Actual patrol minutes of the cells that have any, and what is silent."""
    lattice = load_lattice(district, roster.starts_on)
    actual = load_actual(district, roster, lattice)
    minutes = patrolled_minutes(actual.presence, lattice.n_cells, roster.days * 12).sum(axis=1)
    return sorted(np.round(minutes[minutes > 0], 2).tolist()), actual


def test_positions_are_stored_once_however_often_they_are_sent(person):
    patrol = make_shift(just_now(-60), person)

    added = [add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5))) for _ in range(2)]

    assert added == [5, 0]
    assert Ping.objects.count() == 5


def test_positions_outside_the_shift_are_not_stored(person):
    patrol = make_shift(just_now(-60), person, minutes=60)

    added = add_positions(patrol, person, stay(patrol, FIRST_STOP, [-1, 0, 60, 61]))

    assert added == 2
    assert sorted(Ping.objects.values_list("at", flat=True)) == [patrol.starts_at, patrol.ends_at]


def test_without_consent_nothing_is_stored(district):
    person = make_person("V1")
    patrol = make_shift(just_now(-60), person)

    with pytest.raises(NoConsent):
        add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5)))

    assert not Track.objects.exists()


def test_consent_given_twice_is_one_consent(person):
    give_consent(person)

    assert TrackConsent.objects.count() == 1
    assert person.track_consents.filter(withdrawn_at=None).exists()


def test_withdrawing_consent_forgets_the_tracks_and_the_keys(person):
    patrol = make_shift(just_now(-60), person)
    add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5)))
    ShiftToken.objects.create(patrol=patrol, volunteer=person, sha256="0")

    withdraw_consent(person)

    assert not person.track_consents.filter(withdrawn_at=None).exists()
    assert (Track.objects.count(), Ping.objects.count(), ShiftToken.objects.count()) == (0, 0, 0)
    assert TrackConsent.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(("hours", "left"), [(47, 5), (49, 0)])
def test_positions_become_stays_two_days_after_the_shift(district, person, hours, left):
    patrol = make_shift(just_now(-60 * (hours + 2)), person)
    add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5)))

    run_command("retire")

    assert Ping.objects.count() == left
    assert Dwell.objects.count() == (0 if left else 1)


@pytest.mark.parametrize(("days", "left"), [(28.9, 1), (29.1, 0)])
def test_tracks_are_forgotten_within_a_month(district, person, days, left):
    patrol = make_shift(just_now(-60 * 24 * days - 120), person)
    add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5)))

    retire_tracks(district, just_now())

    assert (Track.objects.count(), Dwell.objects.count(), Ping.objects.count()) == (left, left, 0)


def test_retiring_twice_does_nothing_more(district, person):
    patrol = make_shift(just_now(-60 * 60), person)
    add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5)))
    retire_tracks(district, just_now())
    before = list(Dwell.objects.values())

    done = retire_tracks(district, just_now())

    assert (done.distilled, done.forgotten) == (0, 0)
    assert list(Dwell.objects.values()) == before


def test_stays_tell_the_same_minutes_and_silences_as_their_positions(district, person):
    patrol = make_shift(just_now(-60 * 60), person)
    walk = stay(patrol, FIRST_STOP, range(10, 31)) + stay(patrol, SECOND_STOP, range(60, 73))
    add_positions(patrol, person, walk)
    before, known = minutes_by_cell(district, patrol.roster)

    retire_tracks(district, just_now())

    after, still_known = minutes_by_cell(district, patrol.roster)
    assert before == after == [12.0, 20.0]
    assert known.silent[patrol.pk].tolist() == still_known.silent[patrol.pk].tolist()
    minutes = (still_known.silent[patrol.pk] - known.silent[patrol.pk][0, 0]) / 60
    assert minutes.tolist() == [[0, 10], [30, 60], [72, 120]]


def test_positions_after_the_track_was_distilled_are_refused(district, person):
    patrol = make_shift(just_now(-60 * 60), person)
    add_positions(patrol, person, stay(patrol, FIRST_STOP, range(5)))
    retire_tracks(district, just_now())

    with pytest.raises(NotTracked, match="too late"):
        add_positions(patrol, person, stay(patrol, FIRST_STOP, range(6, 9)))

    assert not Ping.objects.exists()


def test_check_in_counts_ten_minutes_where_it_was_made(district, person):
    patrol = make_shift(just_now(-60), person)
    CheckIn.objects.create(
        client_id=client_id(1), patrol=patrol, volunteer=person, at=patrol.starts_at, point=patrol.post.point
    )

    minutes, actual = minutes_by_cell(district, patrol.roster)

    assert minutes == [10.0]
    assert (actual.patrols, actual.heard) == (1, 1)


def test_uncertain_check_in_and_one_without_place_count_nowhere(district, person):
    patrol = make_shift(just_now(-60), person)
    for number, (point, accuracy_m) in enumerate([(patrol.post.point, 51.0), (None, None)]):
        CheckIn.objects.create(
            client_id=client_id(number), patrol=patrol, volunteer=person, at=patrol.starts_at,
            point=point, accuracy_m=accuracy_m,
        )  # fmt: skip

    minutes, actual = minutes_by_cell(district, patrol.roster)

    assert (minutes, actual.heard) == ([], 0)


def test_two_phones_of_a_patrol_at_once_count_once(district, person):
    other = make_person("V2")
    give_consent(other)
    patrol = make_shift(just_now(-60), person, other)
    for who in (person, other):
        add_positions(patrol, who, stay(patrol, FIRST_STOP, range(21)))

    minutes, _actual = minutes_by_cell(district, patrol.roster)

    assert minutes == [20.0]


def test_patrol_that_sent_nothing_is_silent_for_its_whole_shift(district, person):
    patrol = make_shift(just_now(-60), person)

    minutes, actual = minutes_by_cell(district, patrol.roster)

    ((first_s, last_s),) = actual.silent[patrol.pk].tolist()
    assert minutes == []
    assert last_s - first_s == 7200
    assert (actual.patrols, actual.heard) == (1, 0)


def test_draft_sends_nobody_out_but_a_superseded_roster_did(district, person):
    starts_at = just_now(-60)
    old = make_shift(starts_at, person, roster=make_roster(starts_at.date(), status="superseded"))
    make_shift(starts_at, person, roster=make_roster(starts_at.date(), status="draft"))
    live = make_roster(starts_at.date())

    _minutes, actual = minutes_by_cell(district, live)

    assert list(actual.silent) == [old.pk]


def test_patrol_with_check_ins_cannot_be_deleted(district, person):
    patrol = make_shift(just_now(-60), person)
    CheckIn.objects.create(
        client_id=client_id(1), patrol=patrol, volunteer=person, at=patrol.starts_at, point=None
    )

    with pytest.raises(ProtectedError):
        Roster.objects.all().delete()


def test_drive_and_uncertain_positions_earn_nothing(district, person):
    patrol = make_shift(just_now(-60), person)
    walk = stay(patrol, FIRST_STOP, range(11)) + stay(patrol, POST, range(20, 40), accuracy_m=80)
    add_positions(patrol, person, walk)

    minutes, actual = minutes_by_cell(district, patrol.roster)

    assert minutes == [10.0]
    assert len(actual.silent[patrol.pk]) == 1
