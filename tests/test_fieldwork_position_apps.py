"""OwnTracks, OsmAnd and Traccar: only during the shift, only with consent, only with the key of the shift."""

import base64
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from geoapp.fieldwork.tokens import make_shift_token
from geoapp.fieldwork.tracking import give_consent
from geoapp.models import Assignment, Ping, ShiftToken, Track
from tests.field_records import just_now, make_person, make_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district):
    found = make_person("V1")
    give_consent(found)
    return found


@pytest.fixture
def patrol(person):
    return make_shift(just_now(-60), person)


@pytest.fixture
def key(patrol, person):
    return make_shift_token(patrol, person)


def at_minute(patrol, minute):
    return int((patrol.starts_at + timedelta(minutes=minute)).timestamp())


def osmand(client, key, at, **more):
    values = {"id": key, "lat": "41.855", "lon": "123.915", "timestamp": str(at), "hdop": "2", **more}
    return client.get(reverse("field_position"), values)


def owntracks(client, key, at, **more):
    header = "Basic " + base64.b64encode(f"anyone:{key}".encode()).decode()
    body = {"_type": "location", "lat": 41.855, "lon": 123.915, "tst": at, "acc": 7, **more}
    return client.post(
        reverse("field_position"),
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": header},
    )


def traccar_json(client, key, at):
    coords = {"latitude": 41.855, "longitude": 123.915, "accuracy": 7}
    body = {"location": {"timestamp": at, "coords": coords}, "device_id": key}
    return client.post(reverse("field_position"), json.dumps(body), content_type="application/json")


def test_osmand_position_is_stored_with_its_accuracy(client, patrol, key):
    answer = osmand(client, key, at_minute(patrol, 5))

    ping = Ping.objects.get()
    assert answer.status_code == 200
    assert (ping.point.coords, ping.accuracy_m, ping.at) == (
        (123.915, 41.855), 10.0, patrol.starts_at + timedelta(minutes=5),
    )  # fmt: skip


def test_traccar_form_with_milliseconds_is_stored(client, patrol, key):
    at = str(at_minute(patrol, 5) * 1000)
    values = {"id": key, "lat": "41.855", "lon": "123.915", "timestamp": at, "accuracy": "4"}

    answer = client.post(reverse("field_position"), values)

    assert answer.status_code == 200
    assert (Ping.objects.get().accuracy_m, Ping.objects.get().at) == (
        4.0,
        patrol.starts_at + timedelta(minutes=5),
    )


def test_traccar_json_is_stored(client, patrol, key):
    at = (patrol.starts_at + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")

    assert traccar_json(client, key, at).status_code == 200
    assert Ping.objects.get().at == patrol.starts_at + timedelta(minutes=5)


def test_owntracks_location_is_stored_and_nobody_else_is_shown(client, patrol, key):
    answer = owntracks(client, key, at_minute(patrol, 5))

    assert (answer.status_code, answer.json()) == (200, [])
    assert Ping.objects.get().accuracy_m == 7.0


def test_position_sent_again_is_stored_once(client, patrol, key):
    for _time in range(2):
        assert owntracks(client, key, at_minute(patrol, 5)).status_code == 200

    assert Ping.objects.count() == 1


@pytest.mark.parametrize("send", [osmand, owntracks, traccar_json])
@pytest.mark.parametrize("minute", [-1, 121])
def test_position_outside_the_shift_is_refused(client, patrol, key, send, minute):
    answer = send(client, key, at_minute(patrol, minute))

    assert answer.status_code == 403
    assert "outside the shift" in answer.content.decode()
    assert not Track.objects.exists()


@pytest.mark.parametrize("send", [osmand, owntracks, traccar_json])
def test_without_consent_nothing_is_stored(client, patrol, person, key, send):
    person.track_consents.all().delete()

    answer = send(client, key, at_minute(patrol, 5))

    assert answer.status_code == 403
    assert "not agreed" in answer.content.decode()
    assert not Track.objects.exists()


@pytest.mark.parametrize("send", [osmand, owntracks, traccar_json])
@pytest.mark.parametrize("key_sent", ["", "wrong"])
def test_wrong_key_opens_nothing(client, patrol, key, send, key_sent):
    answer = send(client, key_sent, at_minute(patrol, 5))

    assert answer.status_code == 401
    assert not Track.objects.exists()


def test_new_key_closes_the_old_one(client, patrol, person, key):
    newer = make_shift_token(patrol, person)

    assert osmand(client, key, at_minute(patrol, 5)).status_code == 401
    assert osmand(client, newer, at_minute(patrol, 5)).status_code == 200


def test_key_of_somebody_who_left_the_shift_opens_nothing(client, patrol, key):
    Assignment.objects.all().delete()

    assert osmand(client, key, at_minute(patrol, 5)).status_code == 401


def test_only_the_hash_of_a_key_is_stored(key):
    assert key not in str(list(ShiftToken.objects.values()))


@pytest.mark.parametrize(
    "values",
    [
        {"lat": "x"},
        {"lat": "91"},
        {"lat": "nan"},
        {"timestamp": "soon"},
        {"timestamp": "1e300"},
        {"hdop": "x"},
    ],
)
def test_position_without_sense_is_refused(client, patrol, key, values):
    answer = osmand(client, key, **{"at": at_minute(patrol, 5), **values})

    assert answer.status_code == 400
    assert not Track.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"location": 1}', b"\xff"])
def test_message_of_another_program_is_refused(client, body):
    answer = client.post(reverse("field_position"), body, content_type="application/json")

    assert answer.status_code == 400


def test_greeting_of_owntracks_is_answered_and_an_encrypted_one_refused(client, patrol, key):
    assert owntracks(client, key, 0, _type="lwt").status_code == 200
    assert owntracks(client, key, 0, _type="encrypted").status_code == 400
    assert not Track.objects.exists()
