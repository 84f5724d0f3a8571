"""Board and day in a real browser: by mouse, by keyboard, on a phone, and for a screen reader."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from geoapp.convert.times import local_clock
from geoapp.models import District, Role
from geoapp.pipeline import fill_roster
from tests.live_site import DARK_PHONE, DESK, PHONE
from tests.mending import crew, spare
from tests.roster_rows import assign, go_live, make_draft, make_people, make_planned, make_post
from tests.test_geoapp_pages_browser import GRAVE, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LOOKS = {"desk": DESK, "phone": PHONE, "dark phone": DARK_PHONE}


@pytest.fixture(scope="module")
def roster(live_site, django_db_blocker):
    """Two evenings in force in the west, and a patrol that is out and silent."""
    place = live_site.places[0]
    with django_db_blocker.unblock():
        post = make_post(place, "P1")
        people = make_people(place, 8, leaders=8)
        began = timezone.now() - timedelta(minutes=70)
        roster = make_draft(local_clock(District.objects.get(), began).date(), days=3)
        for day in (1, 2):
            make_planned(roster, place, post, day=day)
        fill_roster(roster)
        silent = make_planned(roster, place, make_post(place, "P2"))
        silent.starts_at, silent.ends_at = began, began + timedelta(hours=2)
        silent.save()
        assign(silent, *people[:3])
        go_live(roster)
    return roster


def page_of(browser, live_site, look="desk"):
    return live_site.context(browser, Role.COORDINATOR, LOOKS[look]).new_page()


def grave(page):
    return [
        f"{one['id']} {[node['target'] for node in one['nodes']][:3]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in GRAVE
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_board_with_an_open_patrol_reads_well(browser, live_site, roster, look):
    page = page_of(browser, live_site, look)
    patrol = roster.patrols.order_by("pk").first()

    page.goto(f"/board/?patrol={patrol.pk}")

    assert page.locator("#panel h2").inner_text() == "P1岗"
    assert grave(page) == []
    assert not too_wide(page)
    page.context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_day_with_an_alarm_reads_well(browser, live_site, roster, look):
    page = page_of(browser, live_site, look)

    page.goto("/day/")

    assert page.locator("[role=alert]").inner_text().strip() != ""
    page.locator("summary").first.click()
    assert grave(page) == []
    assert not too_wide(page)
    page.context.close()


def test_seat_is_emptied_filled_and_undone_by_keyboard_alone(browser, live_site, roster):
    patrol = roster.patrols.order_by("pk").first()
    before = crew(patrol)
    gone = spare(patrol)
    page = page_of(browser, live_site)
    page.goto(f"/board/?day={local_clock(District.objects.get(), patrol.starts_at).date()}")

    page.locator(f"#patrol-{patrol.pk} .open-panel").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2")
    page.locator(f"#panel form:has(input[value='{gone}']) button[value='take-off']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".message.success")
    assert crew(patrol) == before - {gone}
    assert page.locator(f"#patrol-{patrol.pk} strong").inner_text() == "2/3"
    page.locator("#log button").first.focus()
    page.keyboard.press("Enter")
    page.locator(f"#patrol-{patrol.pk} strong", has_text="3/3").wait_for()

    assert crew(patrol) == before
    page.context.close()


def test_line_of_the_log_is_written_with_enter_and_the_field_waits_for_the_next(browser, live_site, roster):
    page = page_of(browser, live_site)
    page.goto("/day/")
    page.locator("h1").click()

    page.keyboard.press("/")
    page.keyboard.type("@P2-3 all well")
    page.keyboard.press("Enter")
    page.wait_for_selector("#today .log .tag")

    assert page.locator("#id_text").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "id_text"
    assert "all well" in page.locator("#today .log").inner_text()
    assert page.locator("[role=alert]").inner_text().strip() == ""
    page.context.close()
