"""The urgent patrol in a real browser: by keyboard alone, on a phone, and for a screen reader."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from geoapp.convert.times import local_clock
from geoapp.models import District, Role, Roster
from geoapp.pipeline import fill_roster
from tests.live_site import LiveSite
from tests.roster_rows import go_live, make_draft, make_people, make_planned, make_post
from tests.test_board_browser import LOOKS, grave
from tests.test_geoapp_pages_browser import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def roster(live_site: LiveSite, django_db_blocker) -> Roster:
    """An evening in force on each of three days to come, with people who offer mornings too."""
    place = live_site.places[0]
    with django_db_blocker.unblock():
        post = make_post(place, "P1")
        make_people(place, 10, leaders=10)
        today = local_clock(District.objects.get(), timezone.now()).date()
        roster = make_draft(today + timedelta(days=1), days=3)
        for day in range(3):
            make_planned(roster, place, post, day=day)
        fill_roster(roster)
        go_live(roster)
    return roster


def ask(page: Page, roster: Roster) -> None:
    """Fill in the form without a pointer and send it with Enter."""
    page.goto(f"/urgent/?day={roster.starts_on}")
    page.get_by_label("Post (optional)").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Time").focus()
    page.keyboard.type("10:00")
    page.get_by_label("People at least").fill("2")
    page.get_by_label("People at least").press("Enter")
    expect(page.get_by_role("heading", name="would be called")).to_be_focused()


@pytest.mark.parametrize("look", ["desk", "phone"])
def test_urgent_patrol_is_asked_for_and_called_by_keyboard_and_undone(browser, live_site, roster, look):
    page = live_site.context(browser, Role.COORDINATOR, LOOKS[look] | {"locale": "en-GB"}).new_page()
    ask(page, roster)
    assert grave(page) == []
    assert not too_wide(page)

    # Enter in a field asks again, and calls nobody.
    page.get_by_label("People wanted").fill("3")
    page.get_by_label("People wanted").press("Enter")
    expect(page.get_by_role("heading", name="3 people would be called")).to_be_focused()
    assert roster.patrols.count() == 3
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "accept":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 people were told")).to_be_visible()
    assert roster.patrols.count() == 4
    assert page.locator("#panel").get_by_text("morning-P1").count() == 1

    page.locator("#log").get_by_role("button", name="Undo: urgent patrol").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No patrol is chosen.")).to_be_visible()
    assert roster.patrols.count() == 3
    page.context.close()


def test_another_place_is_tapped_on_the_map(browser, live_site, roster):
    page = live_site.context(browser, Role.COORDINATOR, LOOKS["phone"] | {"locale": "en-GB"}).new_page()
    page.goto(f"/urgent/?day={roster.starts_on}")

    page.locator("#map").tap()
    page.get_by_label("Name of another place").fill("河边")
    page.get_by_label("Time").select_option(label="10:00–12:00 morning")
    page.get_by_label("People at least").fill("2")
    page.get_by_role("button", name="Show who would go").tap()

    expect(page.get_by_role("heading", name="would be called")).to_be_visible()
    assert "河边" in page.locator("section.card-box").inner_text()
    page.context.close()
