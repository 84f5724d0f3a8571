"""A volunteer's phone, from the street's point of view: no network, an empty battery, and nothing lost."""

import base64
import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import expect

from geoapp.convert.risk import load_lattice
from geoapp.convert.tracks import load_actual
from geoapp.models import AccessRecord, CheckIn, District, Observation, Patrol, Photo, Ping
from maps.analysis.coverage import FULL_VISIT_S
from tests.accounts import logged_in, make_account
from tests.builders import district_features, run_command, write_features
from tests.cable import Cable
from tests.field_phone import Phone, expect_state, open_route
from tests.field_records import FIRST_STOP, just_now, make_person, make_shift
from tests.live_site import put_back
from tests.test_api_field import photo_with_position

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def patrol(seeds, transactional_db, tmp_path) -> Patrol:
    """A shift that began twenty minutes ago, of a volunteer and a leader."""
    put_back(seeds)
    run_command("import_areas", write_features(tmp_path / "areas.geojson", district_features()))
    return make_shift(just_now(-20), make_person("V1"), make_person("V2", "李娜", leader=True))


@pytest.fixture
def cable(live_server) -> Iterator[Cable]:
    """The way from the phone to the site."""
    host, port = live_server.thread.host, live_server.thread.port
    found = Cable((host, port))
    yield found
    found.pull()


@pytest.fixture
def phone(browser, tmp_path, cable, patrol) -> Iterator[Phone]:
    """The volunteer's phone, logged in and off."""
    person = patrol.assignments.get(volunteer__registry_no="V1").volunteer
    found = Phone(browser, tmp_path / "phone", cable, logged_in(make_account("V1", volunteer=person)))
    yield found
    found.off()


def test_check_in_of_flight_mode_survives_the_battery_and_counts_once(phone, cable, patrol):
    page = phone.on()
    assert open_route(page, cable, patrol) == []
    cable.pull()
    page.reload()
    expect(page.locator(".stop")).to_have_count(2)
    assert page.evaluate("window.L && document.querySelectorAll('#map .pin-box').length") == 3

    page.locator("#next button").tap()
    expect_state(page, "offline", 1)
    phone.off()
    page = phone.on()
    page.goto(f"{cable.url}/my/route/{patrol.pk}/")
    expect_state(page, "offline", 1)
    expect(page.locator("[data-here='1']")).to_contain_text("been here")
    cable.plug()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect_state(page, "sent")
    page.reload()
    expect_state(page, "sent")

    row = CheckIn.objects.get()
    assert (row.stop.number, row.point.coords) == (1, FIRST_STOP)
    district = District.objects.get()
    lattice = load_lattice(district, patrol.roster.starts_on)
    stays = load_actual(district, patrol.roster, lattice).presence
    assert (stays.ends_s - stays.starts_s).sum() == FULL_VISIT_S


def test_answer_that_is_lost_makes_the_phone_send_again_and_stores_once(phone, cable, patrol):
    page = phone.on()
    open_route(page, cable, patrol)
    asked = []

    def lose_the_first_answer(route):
        asked.append(route.request.post_data_json)
        if len(asked) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route("**/api/field/sync/", lose_the_first_answer)

    page.locator("[data-here='2']").tap()
    expect_state(page, "offline", 1)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect_state(page, "sent")

    assert len(asked) == 2
    assert asked[0]["reports"][0]["client_id"] == asked[1]["reports"][0]["client_id"]
    assert CheckIn.objects.count() == 1


def test_check_in_takes_one_tap_and_the_position_only_if_wanted(phone, cable, patrol):
    page = phone.on()
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 123.912, "latitude": 41.85, "accuracy": 9})
    open_route(page, cable, patrol)
    page.locator("[data-here='1']").tap()
    expect_state(page, "sent")
    page.locator("#track summary").tap()
    page.locator("#use-position").tap()

    # What the page says is still that of the first one until the phone knows where it is.
    with page.expect_response(lambda answer: answer.url.endswith("/sync/")):
        page.locator("[data-here='2']").tap()
    expect(page.locator("[data-here='2']")).to_contain_text("been here")
    expect_state(page, "sent")

    places = {row.stop.number: (row.point.coords, row.accuracy_m) for row in CheckIn.objects.all()}
    assert places == {1: (FIRST_STOP, None), 2: ((123.912, 41.85), 9.0)}


def test_observation_of_flight_mode_leaves_the_phone_without_what_its_camera_wrote(phone, cable, patrol):
    page = phone.on()
    open_route(page, cable, patrol)
    cable.pull()
    sent = []
    page.on("request", lambda r: sent.append(r) if r.url.endswith("/sync/") else None)
    page.locator("#see summary").tap()
    page.locator("#category").select_option("fire-hazard")
    page.locator("#stop").select_option("2")
    page.locator("#minutes").select_option("15")
    page.locator("#text").fill("楼道堆物")
    page.locator("#photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo_with_position()}
    )
    page.locator("#observation button").tap()
    expect_state(page, "offline", 1)
    cable.plug()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect_state(page, "sent")

    row, photo = Observation.objects.get(), Photo.objects.get()
    left_phone = base64.b64decode(sent[-1].post_data_json["reports"][0]["photo"])
    assert (row.category.code, row.stop.number, row.text) == ("fire-hazard", 2, "楼道堆物")
    assert 14 * 60 < (just_now() - row.at).total_seconds() < 17 * 60
    assert (photo.width, photo.height) == (1200, 1600)
    assert b"SecretPhone" not in left_phone and b"home address" not in left_phone
    with Image.open(io.BytesIO(left_phone)) as picture:
        assert picture.size == (1200, 1600) and not dict(picture.getexif())


def test_report_that_the_site_refuses_stays_on_the_phone_with_its_reason(phone, cable, patrol):
    page = phone.on()
    open_route(page, cable, patrol)
    cable.pull()
    page.locator("[data-here='1']").tap()
    expect_state(page, "offline", 1)
    patrol.assignments.all().delete()
    cable.plug()
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect_state(page, "refused", 1)
    page.locator("#state summary").tap()
    expect(page.locator("#state li")).to_contain_text("You are not on this patrol")
    assert not CheckIn.objects.exists()


def test_phone_that_was_logged_out_keeps_its_reports_and_says_what_to_do(phone, cable, patrol):
    page = phone.on()
    open_route(page, cable, patrol)
    phone.context.clear_cookies()

    page.locator("[data-here='1']").tap()

    expect_state(page, "locked", 1)
    expect(page.locator("#state a[href*='login']")).to_be_visible()


def test_reports_of_one_person_are_not_sent_in_the_name_of_the_next(phone, cable, patrol):
    page = phone.on()
    open_route(page, cable, patrol)
    cable.pull()
    page.locator("[data-here='1']").tap()
    expect_state(page, "offline", 1)
    cable.plug()
    mate = patrol.assignments.get(volunteer__registry_no="V2").volunteer
    cookies = logged_in(make_account("V2", volunteer=mate)).cookies
    phone.context.add_cookies(
        [{"name": name, "value": one.value, "url": cable.url} for name, one in cookies.items()]
    )

    page.goto(f"{cable.url}/my/")

    expect_state(page, "others", 1)
    assert not CheckIn.objects.exists()


def test_first_visit_asks_the_site_for_the_page_once(phone, cable, patrol):
    page = phone.on()
    # Logged in, as by the link on a sheet; a browser tells pages apart by the cookies that came with them.
    page.goto(f"{cable.url}/account/")
    open_route(page, cable, patrol)

    kept = page.evaluate("caches.open('patrolgrid-pages').then(c => c.keys()).then(k => k.map(r => r.url))")
    assert sorted(kept) == [f"{cable.url}/my/route/{patrol.pk}/{name}" for name in ("", "streets.js")]
    assert AccessRecord.objects.filter(page="my_route").count() == 1


def test_logging_out_leaves_no_page_on_the_phone(phone, cable, patrol):
    page = phone.on()
    open_route(page, cable, patrol)

    page.goto(f"{cable.url}/account/")
    page.locator("main form[action*='logout'] button").tap()
    page.wait_for_url("**/login/**")

    names = page.evaluate(
        "caches.open('patrolgrid-pages').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"
    )
    assert [name for name in names if name.startswith("/my/")] == []


def test_walk_is_recorded_only_with_consent_and_in_the_shift(phone, cable, patrol):
    page = phone.on()
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 123.912, "latitude": 41.85, "accuracy": 9})
    open_route(page, cable, patrol)
    page.locator("#track summary").tap()
    assert page.locator("#record").count() == 0
    page.get_by_text("I agree to be tracked during my shifts").tap()
    page.wait_for_load_state()
    page.locator("#track summary").tap()

    page.locator("#record").tap()
    expect(page.locator("#record-state")).to_contain_text("Recording since")
    expect_state(page, "sent")

    for _try in range(50):
        if Ping.objects.exists():
            break
        page.wait_for_timeout(100)
    ping = Ping.objects.get()
    assert (ping.point.coords, ping.accuracy_m) == ((123.912, 41.85), 9.0)
