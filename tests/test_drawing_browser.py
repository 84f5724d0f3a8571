"""Pages opened from disk in Chromium with no network."""

from dataclasses import replace
from pathlib import Path

import pytest

from maps.drawing import paths
from maps.drawing.asset_files import asset_files
from maps.drawing.coverage_page import draw_coverage
from maps.drawing.hotspots_page import draw_hotspots
from maps.drawing.index_page import draw_index
from maps.drawing.patrol_page import draw_patrol
from maps.drawing.routes_page import draw_routes
from maps.drawing.values import Word
from tests.browsing import CANVAS_COLOURS, open_page, watch
from tests.drawing_district import make_areas, make_basemap, make_edition
from tests.drawing_patrols import make_patrols, make_summary, make_unfilled
from tests.drawing_risk import make_cells, make_coverage, make_groups

OBSERVED = tuple(None if k % 50 == 1 else 12 * (k % 50 == 0) for k in range(640))
PATROLS = make_patrols(70)
PATROL = paths.patrol_path(PATROLS[0].route.code)
MAPS = (paths.HOTSPOTS, paths.COVERAGE, paths.ROUTES, PATROL)
PAGES = (paths.INDEX, *MAPS)
FOCUSED = "() => document.activeElement.tagName + ' ' + document.activeElement.className"
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('body *')].filter(node =>
    [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())
    && node.checkVisibility()
).map(node => parseFloat(getComputedStyle(node).fontSize)))"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder as the pipeline writes it."""
    out = tmp_path_factory.mktemp("out")
    edition, basemap, areas = make_edition(), make_basemap(), make_areas()
    routes = [p.route for p in PATROLS]
    files: dict[str, str | bytes] = {
        **asset_files(basemap),
        paths.INDEX: draw_index(edition, make_summary(), make_unfilled(PATROLS), routes),
        paths.HOTSPOTS: draw_hotspots(edition, basemap, areas, make_groups(), OBSERVED),
        paths.COVERAGE: draw_coverage(edition, basemap, areas, make_coverage()),
        paths.ROUTES: draw_routes(edition, basemap, areas, routes),
        **{paths.patrol_path(p.route.code): draw_patrol(edition, basemap, p.sheet) for p in PATROLS},
    }
    for path, contents in files.items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return out


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_from_disk_without_errors_and_asks_for_nothing_outside(page, folder, path):
    trouble = watch(page)

    open_page(page, folder, path)
    page.wait_for_timeout(200)

    assert trouble == []


@pytest.mark.parametrize("path", MAPS)
def test_a_map_draws_streets_and_its_subject(page, folder, path):
    open_page(page, folder, path)

    assert page.evaluate(CANVAS_COLOURS) > 5
    assert (
        page.locator(".leaflet-control-attribution").inner_text() == "© OpenStreetMap contributors, ODbL 1.0"
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_its_text_is_large_enough(phone, folder, path):
    open_page(phone, folder, path)

    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert phone.evaluate(SMALLEST_TEXT) >= 16


def test_the_language_follows_the_browser_and_the_choice_is_remembered(phone, folder):
    open_page(phone, folder, paths.INDEX)
    chosen_by_browser = phone.locator("h1").inner_text()
    phone.get_by_role("button", name="English").click()

    open_page(phone, folder, paths.ROUTES)

    assert chosen_by_browser == "方案概览"
    assert phone.locator("h1").inner_text() == "Routes of the patrols"
    assert phone.locator("#day option").first.inner_text() == "Mon 23 Nov"
    assert phone.title() == "Routes of the patrols · Xinfu district"
    assert phone.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("path", PAGES)
def test_no_chinese_sentence_remains_in_english_and_no_english_one_in_chinese(page, folder, path):
    open_page(page, folder, path)

    page.get_by_role("button", name="简体中文").click()

    assert page.locator(".en:visible").count() == 0
    assert page.locator(".zh:visible").count() > 10


def test_text_grows_to_24_pixels_and_stays_so(page, folder):
    open_page(page, folder, PATROL)
    page.get_by_role("button", name="Larger text").click()
    page.get_by_role("button", name="Larger text").click()

    page.reload()

    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_only_the_patrols_of_the_chosen_day_and_slot_are_shown(page, folder):
    open_page(page, folder, paths.ROUTES)

    page.select_option("#day", label="Wed 25 Nov")
    page.select_option("#slot", label="Evening")

    chosen = [p.route for p in PATROLS if p.route.day.day == 25 and p.route.slot.en == "Evening"]
    assert page.locator(".facts tbody tr").count() == len(chosen) > 0
    assert page.locator(".route-number").count() == sum(r.runs for r in chosen)


def test_a_number_on_the_map_leads_to_the_patrol(page, folder):
    open_page(page, folder, paths.ROUTES)

    page.locator(".route-number:not([hidden])").first.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a").first.click()

    assert "/patrols/" in page.url
    assert page.locator("h1").inner_text().startswith("Patrol ")


def test_a_stop_that_is_done_gives_way_to_the_next_and_stays_done(phone, folder):
    open_page(phone, folder, PATROL)
    phone.get_by_role("button", name="English").click()
    phone.locator('[data-done="1"]').check()

    phone.reload()

    assert phone.locator("#next-stop").inner_text().startswith("2\n")
    assert phone.locator('[data-done="1"]').is_checked()


def test_after_the_last_stop_the_post_is_next(phone, folder):
    open_page(phone, folder, PATROL)

    for box in phone.locator("[data-done]").all():
        box.check()

    assert PATROLS[0].sheet.post in phone.locator("#next-stop").inner_text()


def test_the_first_tab_stop_skips_to_the_contents(page, folder):
    open_page(page, folder, paths.HOTSPOTS)

    page.keyboard.press("Tab")
    skip = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")

    assert (skip, page.evaluate(FOCUSED)) == ("A skip", "MAIN ")


def test_markup_in_names_never_runs(page, folder):
    nasty = '<img src="x" onerror="document.title=1">'
    word = Word(nasty, nasty)
    edition, basemap, areas = (
        make_edition(),
        make_basemap(),
        tuple(replace(a, name=nasty) for a in make_areas()),
    )
    sheet = PATROLS[1].sheet
    stops = tuple(replace(stop, label=word) for stop in sheet.stops)
    route = replace(PATROLS[1].route, post=nasty, area=nasty, slot=word)
    cells = tuple(replace(cell, area=nasty) for cell in make_cells())
    drawn = {
        "nasty/patrol.html": draw_patrol(edition, basemap, replace(sheet, post=nasty, stops=stops)),
        "nasty-routes.html": draw_routes(edition, basemap, areas, [route]),
        "nasty-hotspots.html": draw_hotspots(
            edition, basemap, areas, (replace(make_groups()[0], cells=cells, name=word),)
        ),
    }
    for path, html in drawn.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(html)

    found = []
    for path in drawn:
        open_page(page, folder, path)
        page.locator(".folium-map").hover()
        for marker in page.locator(".leaflet-marker-icon").all()[:2]:
            marker.press("Enter")
        found.append((page.locator("img").count(), page.locator("text=onerror").count() > 0))

    assert found == [(0, True)] * 3
