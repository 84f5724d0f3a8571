"""The hotspots and the coverage page opened from disk in Chromium with no network."""

from pathlib import Path

import pytest

from maps.drawing import paths
from maps.drawing.asset_files import asset_files
from maps.drawing.coverage_page import draw_coverage
from maps.drawing.hotspots_page import draw_hotspots
from tests.browsing import open_page
from tests.drawing_district import make_areas, make_basemap, make_edition
from tests.drawing_risk import make_coverage, make_groups

OBSERVED = tuple(None if k % 50 == 1 else 12 * (k % 50 == 0) for k in range(640))
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Both pages with what they load."""
    out = tmp_path_factory.mktemp("out")
    edition, basemap, areas = make_edition(), make_basemap(), make_areas()
    files: dict[str, str | bytes] = {
        **asset_files(basemap),
        paths.HOTSPOTS: draw_hotspots(edition, basemap, areas, make_groups(), OBSERVED),
        paths.COVERAGE: draw_coverage(edition, basemap, areas, make_coverage()),
    }
    for path, contents in files.items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return out


def test_the_slider_chooses_two_hours_and_the_legend_follows(page, folder):
    open_page(page, folder, paths.HOTSPOTS)
    whole_week = page.locator("#legend-risk tbody").inner_text()

    page.locator("#block").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")

    assert page.locator("#block-name").inner_text() == "Mon 18:00–20:00"
    assert page.locator("#block").get_attribute("aria-valuetext") == "Mon 18:00–20:00"
    assert not page.locator("#whole").is_checked()
    assert page.locator("#legend-risk tbody").inner_text() != whole_week


def test_whole_week_brings_the_weekly_classes_back(page, folder):
    open_page(page, folder, paths.HOTSPOTS)
    whole_week = page.locator("#legend-risk tbody").inner_text()

    page.locator("#block").fill("30")
    page.locator("#whole").check()

    assert page.locator("#legend-risk tbody").inner_text() == whole_week


def test_a_group_of_categories_brings_its_own_map_tables_and_verdict(page, folder):
    open_page(page, folder, paths.HOTSPOTS)
    of_all = page.locator("#legend-risk tbody").inner_text()

    page.select_option("#group", "violence")

    assert page.locator("#legend-risk tbody").inner_text() != of_all
    assert page.locator(".verdict:visible").inner_text().startswith("No skill")
    assert page.locator("h2:visible").first.inner_text() == "violence"


@pytest.mark.parametrize(("layer", "legend"), [
    ("low", "risk"), ("high", "risk"), ("cluster", "cluster"), ("density", "density"), ("history", "history"),
])  # fmt: skip
def test_each_layer_has_a_legend_that_counts_its_cells(page, folder, layer, legend):
    open_page(page, folder, paths.HOTSPOTS)

    page.select_option("#shown", layer)

    assert page.locator("table.legend:visible").count() == 1
    counts = page.locator(f"#legend-{legend} [data-legend$=cells]").all_inner_texts()
    wanted = {"cluster": 72, "history": 512, "density": 624}
    assert sum(map(int, counts)) == wanted.get(layer, 640)


def test_patrol_observations_are_a_layer_of_their_own(page, folder):
    open_page(page, folder, paths.HOTSPOTS)
    before = page.locator("canvas.overlay").count()

    page.locator(".leaflet-control-layers").hover()
    page.get_by_label("Patrol observations").check()

    assert page.locator("canvas.overlay").count() == before + 1


def test_a_cell_tells_its_class_in_words(page, folder):
    open_page(page, folder, paths.HOTSPOTS)

    page.locator(".folium-map").hover()

    tip = page.locator(".leaflet-tooltip").inner_text()
    assert "Class" in tip and "/ 5" in tip and "whole week" in tip


def test_coverage_shows_gap_or_dose_and_the_ledger_of_the_chosen_hours(page, folder):
    open_page(page, folder, paths.COVERAGE)
    headline = page.locator(".figure").first.inner_text()
    whole_plan = page.locator("#block-ledger").inner_text()

    page.select_option("#shown", "dose")
    page.locator("#block").fill("45")

    assert headline in whole_plan
    assert page.locator("#legend-dose").is_visible() and page.locator("#legend-gap").is_hidden()
    assert page.locator("#block-ledger").inner_text().startswith("Thu 26 Nov 18:00–20:00: covered ")


@pytest.mark.parametrize(("layer", "legend", "cells"), [
    ("actual-gap", "gap", 640), ("actual", "dose", 640), ("state", "state", None), ("alone", "alone", 640),
    ("alone-actual", "alone", 640),
])  # fmt: skip
def test_each_layer_of_the_coverage_has_a_legend_that_counts_its_cells(page, folder, layer, legend, cells):
    open_page(page, folder, paths.COVERAGE)

    page.select_option("#shown", layer)
    if layer == "state":
        page.locator("#block").fill("45")

    assert page.locator("table.legend:visible").count() == 1
    counts = [int(text) for text in page.locator(f"#legend-{legend} [data-legend$=cells]").all_inner_texts()]
    assert sum(counts) == cells or (cells is None and all(counts))


def test_what_was_delivered_has_a_ledger_of_its_own(page, folder):
    open_page(page, folder, paths.COVERAGE)
    planned = page.locator("#block-ledger").inner_text()

    page.select_option("#shown", "actual")

    assert page.locator("#block-ledger").inner_text() != planned
