"""The planner's maps in a real browser, served by the site under its own security policy."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from geoapp.models import Role, Roster
from geoapp.pipeline import find_hotspots, measure_coverage
from tests.browsing import CANVAS_COLOURS
from tests.field_records import make_roster, make_shift
from tests.live_site import DARK_PHONE, DESK, PHONE, LiveSite
from tests.risk_records import AS_OF, draw_incidents

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LOOKS = {"desk": DESK, "phone": PHONE, "dark phone": DARK_PHONE}
PATHS = ("/planner/", "/planner/coverage/", "/planner/files/")
MAP_COLOURS = CANVAS_COLOURS.replace(".folium-map", ".site-map")


@pytest.fixture(scope="module")
def planned(live_site: LiveSite, django_db_blocker: object) -> Roster:
    """A measured week with one patrol of the west, rows that the running site sees."""
    with django_db_blocker.unblock():
        draw_incidents(400, 0.3)
        draw_incidents(200, 0.0, category="assault", seed=2)
        roster = make_roster(date(2025, 12, 1))
        roster.surface = find_hotspots(AS_OF)
        roster.save()
        make_shift(AS_OF + timedelta(hours=19), live_site.places[0].volunteer, roster=roster)
        measure_coverage(roster)
    return roster


@pytest.fixture(params=LOOKS)
def screen(request, browser, live_site: LiveSite, planned: Roster) -> Iterator[Page]:
    context = live_site.context(browser, Role.PLANNER, LOOKS[request.param])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_page_is_whole_readable_and_asks_nobody_else(screen, live_site, path):
    trouble: list[str] = []
    screen.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
    screen.on("pageerror", lambda error: trouble.append(str(error)))
    screen.on(
        "request", lambda r: None if r.url.startswith((live_site.url, "data:")) else trouble.append(r.url)
    )

    screen.goto(path)
    screen.wait_for_load_state("networkidle")

    width = screen.viewport_size["width"]
    grave = [
        v["id"] for v in Axe().run(screen).response["violations"] if v["impact"] in ("serious", "critical")
    ]
    assert (trouble, grave) == ([], [])
    assert screen.evaluate("document.documentElement.scrollWidth") == width
    if path != "/planner/files/":
        assert screen.evaluate(MAP_COLOURS) > 3


def test_group_and_hour_change_the_map_the_tables_and_the_verdict(browser, live_site, planned):
    context = live_site.context(browser, Role.PLANNER, DESK)
    page = context.new_page()
    page.goto("/planner/")
    whole = page.locator("#legend-risk tbody").inner_text()

    page.select_option("#group", "violence")
    of_group = page.locator("#legend-risk tbody").inner_text()
    page.locator("#block").fill("9")

    assert len({whole, of_group, page.locator("#legend-risk tbody").inner_text()}) == 3
    assert page.locator("#block-name").inner_text() == "Mon 18:00–20:00"
    assert page.locator(".group-facts:visible h2").inner_text() == "violence"
    context.close()


def test_the_planner_reads_the_maps_in_the_language_of_the_site(browser, live_site, planned):
    context = live_site.context(browser, Role.PLANNER, DESK)
    page = context.new_page()
    page.goto("/planner/coverage/")

    page.get_by_role("button", name="简体中文").click()

    assert page.locator("h1").inner_text() == "巡防覆盖情况"
    assert page.locator(".en:visible").count() == 0
    assert page.locator("#shown option").first.inner_text() == "缺口：计划未覆盖的风险"
    context.close()
