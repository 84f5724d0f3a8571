"""Risk and coverage as other programs read them, and what has been taken out before."""

import csv
import json
from datetime import date, timedelta

import numpy as np
import pyogrio
import pytest
from PIL import Image

from geoapp.cell_exports import coverage_table, risk_table
from geoapp.cell_files import FORMATS, write_cells
from geoapp.models import Area, RiskSurface, Roster
from geoapp.pipeline import find_hotspots, measure_coverage
from tests.builders import run_command, run_refused
from tests.field_records import make_person, make_roster, make_shift
from tests.risk_records import AS_OF, draw_incidents

pytestmark = pytest.mark.django_db


@pytest.fixture
def surface(district) -> RiskSurface:
    draw_incidents(900, 0.3)
    return find_hotspots(AS_OF)


@pytest.fixture
def roster(surface) -> Roster:
    """A week with one patrol, measured."""
    roster = make_roster(date(2025, 12, 1))
    roster.surface = surface
    roster.save()
    make_shift(AS_OF + timedelta(hours=19), make_person("V1"), roster=roster)
    measure_coverage(roster)
    return roster


def test_every_format_says_as_of_when_of_which_span_and_how_well_tested(district, surface, tmp_path):
    geojson, gpkg, table, png = write_cells(risk_table(district, surface, "planner"), tmp_path, FORMATS)

    told = json.loads(geojson.read_text(encoding="utf-8"))["patrolgrid"]
    beside = json.loads((tmp_path / "risk-all.csv.json").read_text(encoding="utf-8"))
    layer = pyogrio.read_info(gpkg)["layer_metadata"]
    chunks = Image.open(png).text
    assert told == beside
    assert told["as_of"] == "2025-12-01T00:00:00" and told["span"][1].startswith("2025-11-30")
    assert told["parameters"]["half_life_weeks"] == 52
    assert {score["method"] for score in told["backtest"]["scores"]} >= {"default", "uniform", "oracle"}
    for facts in (layer, chunks):
        assert facts["as_of"] == told["as_of"]
        assert json.loads(facts["backtest"]) == told["backtest"]
        assert json.loads(facts["span"]) == told["span"]
    with table.open(encoding="utf-8-sig") as file:
        assert {row["as_of"] for row in csv.DictReader(file)} == {told["as_of"]}


def test_formats_hold_the_same_cells(district, surface, tmp_path):
    geojson, gpkg, table, _ = write_cells(risk_table(district, surface, "planner"), tmp_path, FORMATS)

    frame = pyogrio.read_dataframe(gpkg)
    features = json.loads(geojson.read_text(encoding="utf-8"))["features"]
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(frame) == len(features) == len(rows) == surface.cells.count()
    assert frame.crs.to_epsg() == 4326
    assert (
        [f["properties"]["cell"] for f in features] == [row["cell"] for row in rows] == frame["cell"].tolist()
    )
    assert frame["expected_week"].isna().tolist() == [row["expected_week"] == "" for row in rows]
    ring = features[0]["geometry"]["coordinates"][0]
    assert len(ring) == 5 and abs(ring[0][0] - 123.92) < 0.05


def test_counts_under_five_are_not_in_a_planners_file_and_no_sum_gives_them_away(district, surface):
    table = risk_table(district, surface, "planner")

    counted = np.array(surface.cells.order_by("cell_y", "cell_x").values_list("counted", flat=True))
    small = (counted > 0) & (counted < 5)
    assert small.sum() > 3
    shown = table.columns["incidents"].to_numpy()
    assert np.isnan(shown[small]).all()
    assert np.isnan(table.columns["expected_week"].to_numpy()[small]).all()
    assert np.nansum(shown) <= surface.incidents - 5 or not np.isnan(shown).any()
    assert table.facts["cells_suppressed"] == np.isnan(shown).sum() >= 2


def test_the_public_gets_classes_and_no_figure_and_no_gap(district, surface, roster, tmp_path):
    table = risk_table(district, surface, "public")
    run_command("export", "--out", tmp_path, "--audience", "public", "--format", "csv", "geojson")

    assert list(table.columns) == ["cell", "community", "risk_class", "history", "cluster"]
    assert (table.facts["audience"], table.facts["suppressed_under"]) == ("public", 10)
    names = {path.name for path in (tmp_path / "exports").iterdir()}
    assert names == {
        f"risk-{group}.{end}" for group in ("all", "property") for end in ("csv", "csv.json", "geojson")
    }


def test_coverage_has_gap_dose_minutes_and_time_alone(district, roster):
    columns = coverage_table(district, roster).columns

    assert {"gap_class", "expected", "gap", "dose", "minutes", "alone_h", "dose_delivered"} <= set(columns)
    assert columns["minutes"].sum() == pytest.approx(60, abs=1)
    assert columns["alone_h"].max() == 168
    shown = ~columns["expected"].isna()
    assert (columns["gap"][shown] <= columns["expected"][shown] + 1e-9).all()


def test_a_community_cannot_become_a_formula(district, surface):
    Area.objects.filter(level="community").update(name="=HYPERLINK(1)")

    assert set(risk_table(district, surface, "planner").columns["community"]) <= {"'=HYPERLINK(1)", ""}


def test_the_picture_shows_classes_and_names_made_up_data(district, surface, tmp_path):
    (path,) = write_cells(risk_table(district, surface, "planner"), tmp_path, ("png",))
    colours = {colour for _, colour in Image.open(path).getcolors(100_000)}

    assert (0xB3, 0, 0) in colours and (0xFE, 0xF0, 0xD9) in colours
    assert not any("Synthetic" in line.en for line in risk_table(district, surface, "planner").lines)
    district.synthetic = True
    assert any("Synthetic" in line.en for line in risk_table(district, surface, "planner").lines)


def test_export_without_a_roster_says_how_to_make_one(district):
    assert "manage.py plan" in run_refused("export")


def test_the_brief_is_written_in_both_languages_from_the_rows(district, roster, tmp_path):
    said = run_command("brief", "--out", tmp_path, "--quick")

    paths = [tmp_path / "brief-en.pdf", tmp_path / "brief-zh.pdf"]
    assert said.split() == [str(path) for path in paths]
    assert all(path.read_bytes().count(b"/Type /Page\n") == 2 for path in paths)
