"""Importing areas: levels, parents, polygons, and versions that leave the past as it was."""

import copy

import geopandas
import pytest
import shapely

from geoapp.models import Area, District
from tests.builders import (
    DISTRICT_BOUNDS,
    area_feature,
    district_features,
    run_command,
    run_refused,
    write_features,
)

pytestmark = pytest.mark.django_db

GRID = "990402001001001"
WEST, SOUTH, EAST, NORTH = DISTRICT_BOUNDS
MIDDLE = (WEST + EAST) / 2
MIDDLE_NORTH = (SOUTH + NORTH) / 2


def import_features(tmp_path, features, *arguments):
    return run_command("import_areas", write_features(tmp_path / "next.geojson", features), *arguments)


def tree():
    return {
        area.code: area.parent.code for area in Area.objects.exclude(parent=None).select_related("parent")
    }


def bowtie(feature):
    """The same feature with a ring that crosses itself."""
    broken = copy.deepcopy(feature)
    (ring,) = broken["geometry"]["coordinates"]
    ring[1], ring[2] = ring[2], ring[1]
    return broken


@pytest.mark.usefixtures("district")
def test_areas_get_their_parents_by_their_codes():
    assert tree() == {
        "990402001": "990402",
        "990402001001": "990402001",
        "990402001001001": "990402001001",
        "990402002": "990402",
        "990402002001": "990402002",
        "990402002001001": "990402002001",
    }


def test_district_is_measured_in_its_utm_zone(district):
    assert (district.code, district.metric_srid, district.time_zone) == ("990402", 32651, "Asia/Shanghai")


@pytest.mark.usefixtures("district")
def test_same_file_twice_changes_nothing(tmp_path):
    before = list(Area.objects.order_by("pk").values())

    printed = run_command("import_areas", tmp_path / "areas.geojson")

    assert "0 new, 0 changed, 7 as before, 0 rejected" in printed
    assert list(Area.objects.order_by("pk").values()) == before


def test_dry_run_counts_and_writes_nothing(tmp_path):
    path = write_features(tmp_path / "areas.geojson", district_features())

    printed = run_command("import_areas", path, "--dry-run")

    assert "7 new, 0 changed" in printed
    assert "nothing was written" in printed
    assert not Area.objects.exists()
    assert not District.objects.exists()


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".kml"])
def test_other_formats_hold_the_same_areas(tmp_path, suffix):
    frame = geopandas.GeoDataFrame.from_features(district_features(), crs="EPSG:4326")
    path = tmp_path / f"areas{suffix}"
    frame.rename(columns={"name": "title"}).to_file(path, driver="KML" if suffix == ".kml" else None)

    printed = run_command("import_areas", path, "--map", "name=title")

    assert "7 new" in printed
    assert District.objects.get().name == "area 990402"


def test_projected_file_is_converted_by_the_system_it_declares(tmp_path):
    frame = geopandas.GeoDataFrame.from_features(district_features(), crs="EPSG:4326")
    frame.to_crs("EPSG:32651").to_file(tmp_path / "areas.gpkg")

    run_command("import_areas", tmp_path / "areas.gpkg")

    assert Area.objects.get(code="990402").shape.extent == pytest.approx(DISTRICT_BOUNDS, abs=1e-8)


def test_chinese_headings_and_levels_are_understood(tmp_path):
    words = {"district": "区", "subdistrict": "街道", "community": "社区", "grid": "网格"}
    features = district_features()
    for feature in features:
        own = feature["properties"]
        feature["properties"] = {"层级": words[own["level"]], "编码": own["code"], "名称": own["name"]}

    assert "7 new" in import_features(tmp_path, features)


def broken_features():
    """For each kind of bad area: the features, and what the user is told."""
    district, west, community, grid, *_rest = district_features()
    head = [district, west, community]
    nan = copy.deepcopy(grid)
    nan["geometry"] = None
    line = copy.deepcopy(grid)
    line["geometry"] = {"type": "LineString", "coordinates": [[WEST, SOUTH], [EAST, NORTH]]}
    swapped = copy.deepcopy(grid)
    swapped["geometry"]["coordinates"] = [[[y, x] for x, y in grid["geometry"]["coordinates"][0]]]
    elsewhere = area_feature("grid", GRID, (WEST + 1, SOUTH, MIDDLE + 1, NORTH))
    return {
        "crosses itself": [*head, bowtie(grid)],
        "no shape": [*head, nan],
        "not a polygon": [*head, line],
        "not longitude and latitude in degrees": [*head, swapped],
        "outside the district": [*head, elsewhere],
        "row 4 has this code already": [*head, grid, grid],
        "the code of a grid has 15 digits here": [
            *head,
            area_feature("grid", "99", (WEST, SOUTH, MIDDLE, NORTH)),
        ],
        "a spreadsheet turned the code into a number": [
            *head,
            area_feature("grid", "9.90402E+14", (WEST, SOUTH, MIDDLE, NORTH)),
        ],
        "unknown; use one of: district": [*head, area_feature("ward", GRID, (WEST, SOUTH, MIDDLE, NORTH))],
        "not a date": [*head, area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, NORTH), valid_from="soon")],
        "not after valid_from": [
            *head,
            area_feature(
                "grid", GRID, (WEST, SOUTH, MIDDLE, NORTH), valid_from="2026-01-02", valid_to="2026-01-02"
            ),
        ],
        "no area of the level above": [
            *head,
            area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, NORTH), parent="x"),
        ],
        "overlaps 990402001001001 by 50 %": [
            *head,
            grid,
            area_feature(
                "grid", f"{GRID[:-1]}2", (WEST, MIDDLE_NORTH, MIDDLE, NORTH + (NORTH - MIDDLE_NORTH))
            ),
        ],
    }


@pytest.mark.parametrize("told", broken_features())
def test_bad_area_is_refused_in_words_and_nothing_is_written(tmp_path, told):
    path = write_features(tmp_path / "areas.geojson", broken_features()[told])

    assert told in run_refused("import_areas", path)
    assert not Area.objects.exists()


def test_nan_corner_is_refused(tmp_path):
    frame = geopandas.GeoDataFrame.from_features(district_features(), crs="EPSG:4326")
    ring = shapely.get_coordinates(frame.geometry[3])
    ring[1] = float("nan")
    frame.loc[3, "geometry"] = shapely.Polygon(ring)
    frame.to_file(tmp_path / "areas.gpkg")

    printed = run_refused("import_areas", tmp_path / "areas.gpkg")

    assert "a corner is not a number (NaN)" in printed


def test_repair_mends_a_polygon_that_crosses_itself(tmp_path):
    *head, grid = district_features()[:4]

    import_features(tmp_path, [*head, bowtie(grid)], "--repair")

    shape = Area.objects.get(code=GRID).shape
    assert (shape.valid, shape.geom_type) == (True, "MultiPolygon")


def test_skipped_area_goes_to_a_file_that_can_be_mended_and_imported(tmp_path):
    features = district_features()
    features[3] = bowtie(features[3])
    path = write_features(tmp_path / "areas.geojson", features)

    printed = run_command("import_areas", path, "--skip-bad")

    assert "6 new, 0 changed, 0 as before, 1 rejected" in printed
    rejected = tmp_path / "areas-rejected.geojson"
    assert "1 new, 0 changed, 0 as before, 0 rejected" in run_command("import_areas", rejected, "--repair")


def test_area_whose_parent_was_rejected_is_rejected_with_it(tmp_path):
    features = district_features()
    features[2] = bowtie(features[2])
    path = write_features(tmp_path / "areas.geojson", features)

    printed = run_command("import_areas", path, "--skip-bad")

    assert "5 new, 0 changed, 0 as before, 2 rejected" in printed
    assert not Area.objects.filter(code=GRID).exists()


def test_file_without_a_district_is_refused_before_there_is_one(tmp_path):
    path = write_features(tmp_path / "areas.geojson", district_features()[1:])

    assert "--district-name" in run_refused("import_areas", path)


@pytest.mark.usefixtures("district")
def test_another_district_is_refused(tmp_path):
    path = write_features(tmp_path / "next.geojson", [area_feature("district", "110101", DISTRICT_BOUNDS)])

    assert "another one goes into another database" in run_refused("import_areas", path)


def test_one_layer_of_a_city_becomes_all_levels(tmp_path):
    halves = [
        area_feature("", "1", (WEST, SOUTH, MIDDLE, NORTH)),
        area_feature("", "2", (MIDDLE, SOUTH, EAST, NORTH)),
    ]
    arguments = (
        "--level",
        "community",
        "--code-pattern",
        "any",
        "--fill-levels",
        "--district-name",
        "Twin City",
    )

    printed = import_features(tmp_path, halves, *arguments)
    again = import_features(tmp_path, halves, *arguments)

    assert "6 new" in printed
    assert "0 new, 0 changed, 6 as before" in again
    assert tree() == {
        "Twin City-s": "Twin City",
        "1": "Twin City-s",
        "2": "Twin City-s",
        "1-g": "1",
        "2-g": "2",
    }


def test_grids_alone_are_joined_to_levels_by_their_codes(tmp_path):
    grids = [feature for feature in district_features() if feature["properties"]["level"] == "grid"]

    import_features(
        tmp_path, grids, "--fill-levels", "--district-name", "榆川区", "--district-code", "990402"
    )

    assert tree()["990402002001001"] == "990402002001"
    assert Area.objects.get(code="990402001").shape.extent == pytest.approx((WEST, SOUTH, MIDDLE, NORTH))


def test_unknown_time_zone_is_refused(tmp_path):
    path = write_features(tmp_path / "areas.geojson", district_features())

    assert "Unknown time zone" in run_refused("import_areas", path, "--time-zone", "Asia/Fushun")
