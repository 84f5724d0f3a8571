"""What phones send: stored once, own shifts only, and never where it should not go."""

import base64
import io
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from geoapp.convert.risk import load_incidents
from geoapp.fieldwork.recording import store_reports
from geoapp.fieldwork.reports import parsed_report
from geoapp.models import CheckIn, Incident, Observation, Photo
from tests.accounts import logged_in, make_account
from tests.field_records import (
    FIRST_STOP,
    client_id,
    just_now,
    make_person,
    make_shift,
    report,
    send,
)


@pytest.fixture
def person(district):
    return make_person("V1")


@pytest.fixture
def patrol(person):
    return make_shift(just_now(-60), person)


@pytest.fixture
def phone(person) -> Client:
    return logged_in(make_account("V1", volunteer=person))


def in_json(photo):
    return base64.b64encode(photo).decode()


def photo_with_position(size=(2400, 1800), orientation=6):
    """A JPEG as a phone's camera writes it: with the position and turned by 90 degrees."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "SecretPhone"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (41.0, 51.0, 18.0)
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG", exif=exif, comment=b"home address")
    return file.getvalue()


@pytest.mark.django_db
def test_check_in_by_a_tap_counts_at_the_stop(phone, patrol):
    results = send(phone, report(patrol, stop=1))

    row = CheckIn.objects.get()
    assert results == [{"client_id": str(client_id(1)), "stored": True, "reason": ""}]
    assert (row.stop.number, row.point.coords, row.accuracy_m) == (1, FIRST_STOP, None)
    assert row.at == patrol.starts_at + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("accuracy_m", "place", "stored_m"), [(50, (123.912, 41.85), 50.0), (51, FIRST_STOP, None)]
)
@pytest.mark.django_db
def test_certain_position_goes_before_the_stop(phone, patrol, accuracy_m, place, stored_m):
    send(phone, report(patrol, stop=1, lon=123.912, lat=41.85, accuracy_m=accuracy_m))

    row = CheckIn.objects.get()
    assert (row.point.coords, row.accuracy_m) == (place, stored_m)


@pytest.mark.django_db
def test_check_in_without_stop_and_position_is_still_a_sign_of_life(phone, patrol):
    send(phone, report(patrol))

    assert CheckIn.objects.get().point is None


@pytest.mark.django_db
def test_queue_sent_twice_is_stored_once(phone, patrol):
    queue = [
        report(patrol, 1, stop=1),
        report(patrol, 2, stop=2),
        report(patrol, 3, "observation", text="灯坏了", photo=in_json(photo_with_position())),
    ]

    first, second = send(phone, *queue), send(phone, *queue)

    assert all(result["stored"] for result in first + second)
    assert (CheckIn.objects.count(), Observation.objects.count(), Photo.objects.count()) == (2, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_reports_of_many_threads_at_once_are_stored_once(seeds, person, patrol):
    reports = [parsed_report(report(patrol, k, stop=1)) for k in range(30)]
    reports += [parsed_report(report(patrol, 100 + k, "observation", text="x")) for k in range(5)]
    ready, outcomes, trouble = threading.Barrier(8), [], []

    def phone(turn):
        try:
            ready.wait()
            # Each in another order, so that they get in each other's way.
            outcomes.extend(store_reports(person, reports[turn * 4 :] + reports[: turn * 4]))
        except Exception as error:  # noqa: BLE001 (seen by the test's own thread)
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=phone, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert trouble == []
    assert [outcome for outcome in outcomes if outcome.refused] == []
    assert (CheckIn.objects.count(), Observation.objects.count()) == (30, 5)


@pytest.mark.django_db
def test_photo_is_stored_upright_small_and_without_what_the_camera_knew(phone, patrol):
    sent = photo_with_position()
    assert b"SecretPhone" in sent and b"home address" in sent

    send(phone, report(patrol, kind="observation", photo=in_json(sent)))

    stored = Photo.objects.get()
    content = bytes(stored.jpeg)
    with Image.open(io.BytesIO(content)) as picture:
        assert dict(picture.getexif()) == {} and "comment" not in picture.info and "exif" not in picture.info
        assert picture.size == (stored.width, stored.height) == (1200, 1600)
    assert b"SecretPhone" not in content and b"home address" not in content and b"Exif" not in content


@pytest.mark.parametrize("photo", ["AAAA", "not base64!", "R0lGODlh"])
@pytest.mark.django_db
def test_broken_photo_is_refused_with_its_report(phone, patrol, photo):
    (result,) = send(phone, report(patrol, kind="observation", text="x", photo=photo))

    assert not result["stored"] and "photo" in result["reason"]
    assert not Observation.objects.exists()


@pytest.mark.django_db
def test_picture_that_would_fill_the_memory_is_refused(phone, patrol):
    file = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(file, "PNG")

    (result,) = send(phone, report(patrol, kind="observation", photo=in_json(file.getvalue())))

    assert not result["stored"]


@pytest.mark.django_db
def test_observation_is_a_layer_of_its_own_that_never_trains_the_risk(phone, patrol, district):
    send(phone, report(patrol, kind="observation", category="theft", lon=123.912, lat=41.85, accuracy_m=8))

    row = Observation.objects.get()
    assert (row.category.code, row.source) == ("theft", "patrol-observation")
    assert not Incident.objects.exists()
    assert len(load_incidents(district, just_now(600)).xy_m) == 0
