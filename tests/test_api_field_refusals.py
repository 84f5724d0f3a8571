"""What phones may not send, and what happens to the rest of their queue."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from geoapp.models import CheckIn, Ping, Roster
from tests.accounts import BACKEND, logged_in, make_account
from tests.field_records import client_id, just_now, make_person, make_roster, make_shift, report, send


@pytest.fixture
def person(district):
    return make_person("V1")


@pytest.fixture
def patrol(person):
    return make_shift(just_now(-60), person)


@pytest.fixture
def phone(person) -> Client:
    return logged_in(make_account("V1", volunteer=person))


@pytest.mark.django_db
def test_one_bad_report_keeps_none_of_the_others_back(phone, patrol):
    good = report(patrol, 1, stop=1)
    bad = [
        "nothing",
        {"kind": "unknown"},
        report(patrol, 2, client_id="7"),
        report(patrol, 3, at="yesterday"),
        report(patrol, 4, at="2026-11-30T10:00:00"),
        report(patrol, 5, patrol=True),
        report(patrol, 6, patrol=10**30),
        report(patrol, 7, lon=200, lat=41, accuracy_m=5),
        report(patrol, 8, lon="x", lat=41, accuracy_m=5),
        report(patrol, 9, lon=123.9, lat=41.8),
        report(patrol, 10, kind="position"),
        report(patrol, 11, kind="observation", text="x" * 1001),
        report(patrol, 12, minute=-61),
        report(patrol, 13, minute=241),
        report(patrol, 14, at="0001-01-01T00:00:00+23:00"),
    ]

    results = send(phone, *bad, good)

    assert [result["stored"] for result in results].count(True) == 1
    assert all(result["reason"] for result in results if not result["stored"])
    assert CheckIn.objects.get().client_id == client_id(1)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"reports": 1}', b'{"reports": [], "sent_at": "x"}', b"\xff"]
)
@pytest.mark.django_db
def test_body_that_is_no_queue_is_refused_in_words(phone, body):
    answer = phone.post(reverse("field_sync"), body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.django_db
def test_report_for_somebody_elses_patrol_is_refused(phone, person):
    others = make_shift(just_now(-60), make_person("V2"))

    (result,) = send(phone, report(others, stop=1))

    assert not result["stored"]
    assert not CheckIn.objects.exists()


@pytest.mark.django_db
def test_report_for_a_draft_is_refused_and_one_for_a_replaced_plan_stored(phone, person):
    starts_at = just_now(-60)
    draft = make_shift(starts_at, person, roster=make_roster(starts_at.date(), status="draft"))
    (before,) = send(phone, report(draft))
    Roster.objects.update(status="superseded")

    (after,) = send(phone, report(draft))

    assert (before["stored"], after["stored"]) == (False, True)


@pytest.mark.django_db
def test_number_of_somebody_elses_report_is_not_taken_for_ones_own(phone, patrol, person):
    other = make_person("V2")
    theirs = make_shift(just_now(-60), other, roster=patrol.roster, code="x")
    send(logged_in(make_account("V2", volunteer=other)), report(theirs, 1), report(theirs, 2, "observation"))

    results = send(phone, report(patrol, 1), report(patrol, 2, "observation"))

    assert [result["stored"] for result in results] == [False, False]


@pytest.mark.parametrize(("wrong_h", "minute"), [(0, 15), (0.02, 15), (-30, 15), (5, 15)])
@pytest.mark.django_db
def test_wrong_clock_of_a_phone_is_put_right(phone, patrol, wrong_h, minute):
    wrong = timedelta(hours=wrong_h)
    at = patrol.starts_at + timedelta(minutes=minute) + wrong

    send(phone, report(patrol, at=at.isoformat()), sent_at=just_now() + wrong)

    off = CheckIn.objects.get().at - (patrol.starts_at + timedelta(minutes=minute))
    assert abs(off) <= timedelta(seconds=75)


@pytest.mark.django_db
def test_phone_that_is_logged_out_hears_so_and_keeps_its_queue(client, patrol):
    answer = client.post(reverse("field_sync"), {"reports": []}, content_type="application/json")

    assert answer.status_code == 401


@pytest.mark.django_db
def test_other_site_cannot_send_for_a_volunteer(person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_account("V1", volunteer=person), backend=BACKEND)

    answer = strict.post(reverse("field_sync"), json.dumps({"reports": []}), content_type="application/json")

    assert answer.status_code == 403


@pytest.mark.django_db
def test_positions_of_the_page_need_consent(phone, patrol, person):
    spot = report(patrol, kind="position", lon=123.912, lat=41.85, accuracy_m=8)

    (before,) = send(phone, spot)
    person.track_consents.create(given_at=just_now())
    (after,) = send(phone, spot)

    assert (before["stored"], after["stored"]) == (False, True)
    assert "not agreed" in before["reason"]
    assert Ping.objects.count() == 1


@pytest.mark.django_db
def test_no_log_line_names_anybody_or_anywhere(phone, patrol, caplog):
    with caplog.at_level("DEBUG"):
        send(
            phone,
            report(patrol, stop=1, lon=123.912, lat=41.85, accuracy_m=8),
            report(patrol, 2, lon=500, lat=1),
        )

    assert not any(word in caplog.text for word in ("王芳", "123.9", "41.8"))
