"""The page of one patrol and the files around it."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts import logged_in, make_account
from tests.field_records import just_now, make_person, make_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district):
    return make_person("V1", "王芳")


@pytest.fixture
def phone(person) -> Client:
    return logged_in(make_account("V1", volunteer=person))


@pytest.fixture
def mate(district):
    return make_person("V2", "李娜", leader=True)


@pytest.fixture
def patrol(person, mate):
    return make_shift(just_now(60), person, mate)


def text_of(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def shown(phone, name, *parts):
    return text_of(phone.get(reverse(name, args=parts)))


def unpacked(answer):
    return gzip.decompress(answer.content).decode()


def test_route_shows_stops_with_times_and_dwell(phone, patrol):
    page = shown(phone, "my_route", patrol.pk)

    first, second = patrol.route.stops.all()
    for stop in (first, second):
        assert f'data-here="{stop.number}"' in page
    assert page.count("stay 12 min") == 2
    assert "area 990402001001" in page


def test_route_without_streets_or_stops_still_opens(phone, patrol):
    patrol.route.delete()

    page = shown(phone, "my_route", patrol.pk)

    assert "stay near the post" in page
    assert phone.get(reverse("my_route_streets", args=[patrol.pk])).status_code == 404


def test_patrol_that_stays_at_its_post_has_a_page_and_a_gpx(phone, patrol):
    patrol.route.line, patrol.route.seconds = None, []
    patrol.route.save()

    shown(phone, "my_route", patrol.pk)

    assert "<trk>" not in shown(phone, "my_route_gpx", patrol.pk)
    assert "PATROLGRID_STREETS" in unpacked(phone.get(reverse("my_route_streets", args=[patrol.pk])))


def test_gpx_holds_the_way_and_the_stops(phone, patrol):
    answer = phone.get(reverse("my_route_gpx", args=[patrol.pk]))

    text = text_of(answer)
    assert text.count("<trkpt") == 6 and text.count("<rtept") == 2
    assert not any(word in text for word in ("王芳", "李娜", "V1"))


def test_consent_is_recorded_and_withdrawn(phone, patrol, person):
    address = reverse("my_consent", args=[patrol.pk])

    phone.post(address, {"agree": "1"})
    agreed = person.track_consents.filter(withdrawn_at=None).count()
    phone.post(address, {"agree": ""})

    assert agreed == 1
    assert person.track_consents.filter(withdrawn_at=None).count() == 0


def test_key_of_a_position_app_is_shown_once(phone, patrol, person):
    phone.post(reverse("my_consent", args=[patrol.pk]), {"agree": "1"})

    page = text_of(phone.post(reverse("my_token", args=[patrol.pk]), follow=True))
    (key,) = re.findall(r"<dt>Key</dt><dd><code>([^<]+)</code>", page)

    assert "OwnTracks" in page
    assert key not in shown(phone, "my_route", patrol.pk)


def test_worker_keeps_files_that_exist(client):
    script = text_of(client.get("/worker.js"))

    names = re.findall(r'"(/static/[^"]+)"', script)
    assert len(names) > 10
    assert "patrolgrid-assets-" in script


def test_manifest_makes_the_site_installable(client):
    manifest = client.get("/manifest.webmanifest").json()

    assert manifest["start_url"] == reverse("my_shifts")
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
