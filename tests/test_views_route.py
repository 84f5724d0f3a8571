"""The page of one patrol and the files around it."""

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from geoapp.fieldwork.tracking import give_consent
from geoapp.models import AccessRecord, CheckIn, District, Patrol, Route
from tests.accounts import logged_in, make_account
from tests.field_records import FIRST_STOP, assign, client_id, just_now, make_person
from tests.own_pages import mate, patrol, person, phone, shown, text_of  # noqa: F401

pytestmark = pytest.mark.django_db


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


def test_worker_keeps_every_script_and_style_of_a_volunteers_pages_and_no_other(phone, patrol):
    shell = set(re.findall(r'"(/static/[^"]+[.](?:js|css))"', text_of(phone.get("/worker.js"))))

    pages = shown(phone, "my_route", patrol.pk) + shown(phone, "my_shifts") + shown(phone, "my_week")

    assert shell == set(re.findall(r'(?:src|href)="(/static/[^"]+[.](?:js|css))"', pages))


def test_manifest_makes_the_site_installable(client):
    manifest = client.get("/manifest.webmanifest").json()

    assert manifest["start_url"] == reverse("my_shifts")
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}


def opened_again(phone, patrol, tag):
    """What the site answers a phone that has the page with this tag."""
    return phone.get(reverse("my_route", args=[patrol.pk]), headers={"If-None-Match": tag})


def test_unchanged_page_is_not_sent_again_but_each_opening_is_recorded(phone, patrol):
    first = phone.get(reverse("my_route", args=[patrol.pk]))
    again = opened_again(phone, patrol, first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    records = AccessRecord.objects.filter(page="my_route", subject=f"patrol_id={patrol.pk}")
    assert [record.user.username for record in records] == ["V1", "V1"]


def move_the_first_stop(patrol, mate):
    old = patrol.route
    new = Route.objects.get(pk=old.pk)
    stops = list(old.stops.all())
    old.delete()
    new.pk = None
    new.save()
    for stop in stops:
        stop.pk, stop.route = None, new
        stop.arrives_at -= timedelta(minutes=7)
        stop.save()


def shift_it(patrol, mate):
    Patrol.objects.filter(pk=patrol.pk).update(starts_at=patrol.starts_at + timedelta(minutes=30))


def rename_the_post(patrol, mate):
    patrol.post.name = "another corner"
    patrol.post.save()


def move_the_post(patrol, mate):
    patrol.post.point = Point(*FIRST_STOP)
    patrol.post.save()


def add_somebody(patrol, mate):
    assign(patrol, make_person("V3", "赵敏"))


def take_the_mate_off(patrol, mate):
    patrol.assignments.get(volunteer=mate).delete()


def let_the_mate_lead_no_longer(patrol, mate):
    mate.leader = False
    mate.save()


def check_in(patrol, mate):
    CheckIn.objects.create(
        client_id=client_id(1), patrol=patrol, volunteer=mate, stop=patrol.route.stops.first(), at=just_now()
    )


def agree(patrol, mate):
    give_consent(patrol.assignments.get(volunteer__registry_no="V1").volunteer)


def change_the_number_to_call(patrol, mate):
    District.objects.update(emergency_number="119")


CHANGES = (
    move_the_first_stop,
    shift_it,
    rename_the_post,
    move_the_post,
    add_somebody,
    take_the_mate_off,
    let_the_mate_lead_no_longer,
    check_in,
    agree,
    change_the_number_to_call,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_page_is_sent_again_after_any_change_of_shift_route_or_crew(phone, patrol, mate, change):
    first = phone.get(reverse("my_route", args=[patrol.pk]))
    assert opened_again(phone, patrol, first["ETag"]).status_code == 304

    change(patrol, mate)

    again = opened_again(phone, patrol, first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_new_name_of_the_post_stands_everywhere_on_the_page(phone, patrol, mate):
    patrol.route.stops.filter(number=1).update(kind="post")
    assert 'data-place="站前岗"' in shown(phone, "my_route", patrol.pk)

    rename_the_post(patrol, mate)

    after = shown(phone, "my_route", patrol.pk)
    assert 'data-place="another corner"' in after
    assert "站前岗" not in after


def test_page_is_sent_again_in_another_language(phone, patrol):
    first = phone.get(reverse("my_route", args=[patrol.pk]))

    phone.post(reverse("reading"), {"language": "zh-hans", "next": "/"})

    again = opened_again(phone, patrol, first["ETag"])
    assert again.status_code == 200
    assert "我到了" in text_of(again) and "I am here" not in text_of(again)


def test_page_of_one_person_does_not_do_for_another(phone, patrol, mate):
    first = phone.get(reverse("my_route", args=[patrol.pk]))

    other = opened_again(logged_in(make_account("V2", volunteer=mate)), patrol, first["ETag"])

    assert other.status_code == 200
    assert "王芳" in text_of(other)


def test_only_the_own_browser_keeps_the_page_and_asks_each_time(phone, patrol):
    page = phone.get(reverse("my_route", args=[patrol.pk]))
    streets = phone.get(reverse("my_route_streets", args=[patrol.pk]))

    assert {"private", "no-cache"} == set(page["Cache-Control"].split(", "))
    assert "Cookie" in page["Vary"]
    assert streets["Cache-Control"] == "private, max-age=86400"
    assert streets["Content-Encoding"] == "gzip"


def test_page_with_a_key_that_is_shown_once_is_not_kept(phone, patrol):
    phone.post(reverse("my_consent", args=[patrol.pk]), {"agree": "1"})

    with_key = phone.post(reverse("my_token", args=[patrol.pk]), follow=True)

    assert "no-store" in with_key["Cache-Control"]
    assert "ETag" not in with_key


def test_somebody_taken_off_the_patrol_is_told_nothing_of_a_page_they_have(phone, patrol):
    first = phone.get(reverse("my_route", args=[patrol.pk]))
    patrol.assignments.get(volunteer__registry_no="V1").delete()

    assert opened_again(phone, patrol, first["ETag"]).status_code == 404
