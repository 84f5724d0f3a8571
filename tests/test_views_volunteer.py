"""A volunteer's own pages: what they show, what they do, and what they never show."""

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from geoapp.models import (
    CheckIn,
    Incident,
    Notice,
    ShiftReply,
    ShiftToken,
    Slot,
    Team,
    TrackConsent,
    Visit,
)
from tests.field_records import (
    FIRST_STOP,
    client_id,
    just_now,
    make_person,
    make_roster,
    make_shift,
)
from tests.own_pages import mate, patrol, person, phone, shown, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


def test_home_of_a_volunteer_is_my_shifts(phone):
    assert phone.get("/").url == reverse("my_shifts")


def test_next_shift_says_when_where_and_with_whom(phone, patrol):
    page = shown(phone, "my_shifts")

    assert "站前岗" in page and "李娜" in page and "leads" in page
    assert reverse("my_route", args=[patrol.pk]) in page


def test_draft_and_past_and_others_shifts_are_not_shown(phone, person, mate):
    now = just_now(60)
    make_shift(now, person, roster=make_roster(now.date(), status="draft"), code="draft")
    make_shift(just_now(-600), person, code="past")
    others = make_shift(now, mate, code="theirs")

    page = shown(phone, "my_shifts")

    assert "You have no shift to come" in page
    assert phone.get(reverse("my_route", args=[others.pk])).status_code == 404


def test_confirming_is_one_tap_and_can_be_done_again(phone, patrol, person):
    for _time in range(2):
        phone.post(reverse("my_reply", args=[patrol.pk]), {"answer": "confirmed"})

    assert ShiftReply.objects.get().answer == "confirmed"
    assert "confirmed" in shown(phone, "my_shifts")


def test_what_changed_is_told_until_it_is_read(phone, patrol, person, mate):
    at = {"starts_at": patrol.starts_at, "ends_at": patrol.ends_at, "place": "北门岗"}
    was = {f"was_{name}": value for name, value in (at | {"place": "南门岗"}).items()}
    for kind, fields in (("new", at), ("moved", at | was), ("cancelled", was)):
        Notice.objects.create(volunteer=person, roster=patrol.roster, kind=kind, **fields)
    Notice.objects.create(volunteer=mate, roster=patrol.roster, kind="new", **(at | {"place": "别人岗"}))

    page = shown(phone, "my_shifts")

    assert all(word in page for word in ("New:", "Moved:", "Cancelled:", "北门岗", "南门岗"))
    assert "别人岗" not in page
    phone.post(reverse("my_notices"))
    assert "New:" not in shown(phone, "my_shifts")
    assert Notice.objects.filter(seen_at=None).count() == 1


def test_shift_that_has_begun_takes_no_reply(phone, person):
    patrol = make_shift(just_now(-10), person)

    answer = phone.post(reverse("my_reply", args=[patrol.pk]), {"answer": "declined"}, follow=True)

    assert "call your coordinator" in text_of(answer)
    assert not ShiftReply.objects.exists()


@pytest.mark.parametrize("name", ["my_reply", "my_consent", "my_token"])
def test_nobody_answers_or_agrees_for_somebody_elses_shift(phone, mate, name):
    others = make_shift(just_now(60), mate)

    answer = phone.post(reverse(name, args=[others.pk]), {"answer": "confirmed", "agree": "1"})

    assert answer.status_code == 404
    assert not (ShiftReply.objects.exists() or TrackConsent.objects.exists() or ShiftToken.objects.exists())


def test_week_is_saved_as_ticked_and_keeps_what_is_preferred(phone, person):
    evening, late = Slot.objects.get(code="evening"), Slot.objects.get(code="late")
    person.availability.create(weekday=1, slot=evening, preference=3)
    person.availability.create(weekday=2, slot=evening)

    phone.post(reverse("my_week"), {"1-evening": "on", "7-late": "on", "8-late": "on", "1-nothing": "on"})

    offered = set(person.availability.values_list("weekday", "slot_id", "preference"))
    assert offered == {(1, evening.pk, 3), (7, late.pk, 0)}
    page = shown(phone, "my_week")
    assert re.findall(r'name="([^"]+)" checked', page) == ["1-evening", "7-late"]
    assert re.findall(r'<abbr title="(\w+)">(\w+)<', page)[0] == ("Monday", "Mo")
    phone.post("/reading/", {"language": "zh-hans"})
    assert re.findall(r'<abbr title="(\w+)">(\w+)<', shown(phone, "my_week"))[6] == ("星期日", "日")


def test_hours_count_shifts_that_are_over_once(phone, person):
    shift = make_shift(just_now(-60 * 24), person)
    replaced = make_shift(
        shift.starts_at, person, roster=make_roster(shift.roster.starts_on, status="superseded"), code="old"
    )
    make_shift(just_now(-30), person, code="not over")
    CheckIn.objects.create(client_id=client_id(1), patrol=shift, volunteer=person, at=shift.starts_at)

    page = shown(phone, "my_hours")

    assert "2 hours on 1 shift" in page
    assert "yes" in page
    assert replaced.ends_at < just_now()


def test_calendar_link_is_shown_once_works_and_can_be_revoked(phone, patrol, client):
    page = text_of(phone.post(reverse("my_calendar"), {"make": "1"}, follow=True))
    (link,) = re.findall(r'value="(http[^"]+\.ics)"', page)
    assert client.get(link).status_code == 200
    assert link not in shown(phone, "my_shifts")

    phone.post(reverse("my_calendar"), {"revoke": "1"})

    assert client.get(link).status_code == 410


def unpacked(answer):
    return gzip.decompress(answer.content).decode()


def test_no_incident_no_number_and_no_visit_of_others_reaches_a_volunteer(phone, patrol, mate, district):
    secret = (123.917654, 41.853214)
    for ref, point in (("INC-SECRET", secret), ("INC-2", FIRST_STOP)):
        Incident.objects.create(
            ref=ref, category_id=1, source="resident-report", time_from=just_now(-600),
            time_to=just_now(-600), point=Point(*point), frame="wgs84", x_original=point[0],
            y_original=point[1],
        )  # fmt: skip
    Visit.objects.create(
        ref="VISIT-SECRET", point=Point(*secret), first_date=just_now().date(), window_from="18:00",
        window_to="20:00", minutes=20, note_kind="独居老人",
    )  # fmt: skip
    mate.home = Point(123.9321987, 41.8687654)
    mate.birth_year = 1951
    mate.save()
    stranger = make_person("V777", "赵六")
    stranger.team = Team.objects.create(
        code="T2", name="另一队", kind=stranger.team.kind, community=stranger.team.community
    )
    stranger.save()

    pages = [
        shown(phone, "my_shifts"),
        shown(phone, "my_route", patrol.pk),
        shown(phone, "my_route_gpx", patrol.pk),
        shown(phone, "my_hours"),
        shown(phone, "my_week"),
        unpacked(phone.get(reverse("my_route_streets", args=[patrol.pk]))),
    ]

    leaks = (
        "INC-",
        "VISIT-SECRET",
        "独居老人",
        "123.9176",
        "41.8532",
        "123.932",
        "1951",
        "MATE-2",
        "赵六",
        "V777",
    )
    for page in pages:
        assert [word for word in leaks if word in page] == []


def test_number_of_queries_does_not_grow_with_shifts_and_people(
    phone, person, mate, django_assert_max_num_queries
):
    roster = make_roster((just_now() - timedelta(days=1)).date())
    make_shift(just_now(60), person, mate, roster=roster, code="0")
    phone.get(reverse("my_shifts"))
    with django_assert_max_num_queries(40) as few:
        phone.get(reverse("my_shifts"))
    for k in range(1, 8):
        people = [make_person(f"W{k}{j}") for j in range(3)]
        make_shift(just_now(60 + 180 * k), person, *people, roster=roster, code=str(k))

    with django_assert_max_num_queries(40) as many:
        phone.get(reverse("my_shifts"))

    assert len(many) == len(few)
