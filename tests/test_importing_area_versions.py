"""Versions of areas: a new shape leaves the past as it was."""

from datetime import date

import pytest

from geoapp.models import Area, Incident
from tests.builders import (
    DISTRICT_BOUNDS,
    area_feature,
    district_features,
    run_command,
    run_refused,
    write_csv,
    write_features,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

GRID = "990402001001001"
WEST, SOUTH, EAST, NORTH = DISTRICT_BOUNDS
MIDDLE = (WEST + EAST) / 2
MIDDLE_NORTH = (SOUTH + NORTH) / 2


def import_features(tmp_path, features, *arguments):
    return run_command("import_areas", write_features(tmp_path / "next.geojson", features), *arguments)


def versions_of(code):
    return list(Area.objects.filter(code=code).order_by("valid_from").values_list("valid_from", "valid_to"))


def test_changed_name_is_taken_over_without_a_new_version(tmp_path):
    features = district_features()
    features[3]["properties"]["name"] = "老站网格"

    printed = import_features(tmp_path, features)

    assert "0 new, 1 changed, 6 as before" in printed
    assert versions_of(GRID) == [(date(1900, 1, 1), None)]
    assert Area.objects.get(code=GRID).name == "老站网格"


def test_new_shape_with_a_later_day_ends_the_old_version_and_keeps_its_shape(tmp_path):
    half = area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="2026-03-01")

    printed = import_features(tmp_path, [half])

    assert "0 new, 1 changed" in printed
    assert versions_of(GRID) == [(date(1900, 1, 1), date(2026, 3, 1)), (date(2026, 3, 1), None)]
    old, new = Area.objects.filter(code=GRID).order_by("valid_from")
    assert old.shape.extent == pytest.approx((WEST, SOUTH, MIDDLE, NORTH))
    assert new.shape.extent == pytest.approx((WEST, SOUTH, MIDDLE, MIDDLE_NORTH))


def test_split_grid_keeps_last_years_incidents_and_gets_the_new_ones(tmp_path):
    place = f"{WEST + 0.001},{NORTH - 0.001}"
    incidents = write_csv(
        tmp_path / "incidents.csv",
        "ref,category,time_from,lon,lat",
        f"old,theft,2025-06-01 10:00,{place}",
        f"new,theft,2026-06-01 10:00,{place}",
    )
    run_command("import_incidents", incidents)

    import_features(
        tmp_path,
        [
            area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="2026-03-01"),
            area_feature(
                "grid", f"{GRID[:-1]}2", (WEST, MIDDLE_NORTH, MIDDLE, NORTH), valid_from="2026-03-01"
            ),
        ],
    )

    assert dict(Incident.objects.values_list("ref", "grid__code")) == {"old": GRID, "new": f"{GRID[:-1]}2"}


def test_another_shape_for_the_same_days_is_refused_as_it_would_rewrite_the_past(tmp_path):
    half = area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="1900-01-01")
    path = write_features(tmp_path / "next.geojson", [half])

    printed = run_refused("import_areas", path)

    assert "the past is not rewritten" in printed
    assert Area.objects.get(code=GRID).shape.extent == pytest.approx((WEST, SOUTH, MIDDLE, NORTH))


def test_correct_replaces_a_shape_that_was_never_true(tmp_path):
    half = area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="1900-01-01")

    import_features(tmp_path, [half], "--correct")

    assert versions_of(GRID) == [(date(1900, 1, 1), None)]
    assert Area.objects.get(code=GRID).shape.extent == pytest.approx((WEST, SOUTH, MIDDLE, MIDDLE_NORTH))


def test_new_version_of_a_community_takes_over_its_grids(tmp_path):
    wider = area_feature(
        "community", "990402001001", (WEST, SOUTH, MIDDLE, NORTH - 1e-4), valid_from="2026-03-01"
    )

    import_features(tmp_path, [wider])

    assert Area.objects.get(code=GRID).parent.valid_from == date(2026, 3, 1)


def test_version_amid_others_is_refused_where_it_would_overlap_them(tmp_path):
    now = area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="2026-03-01")
    between = area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="2025-03-01")
    import_features(tmp_path, [now])

    printed = run_refused("import_areas", write_features(tmp_path / "next.geojson", [between]))

    assert "overlaps in time with another version" in printed
    assert versions_of(GRID) == [(date(1900, 1, 1), date(2026, 3, 1)), (date(2026, 3, 1), None)]


def test_end_that_reaches_into_the_next_version_is_refused(tmp_path):
    import_features(
        tmp_path, [area_feature("grid", GRID, (WEST, SOUTH, MIDDLE, MIDDLE_NORTH), valid_from="2026-03-01")]
    )
    longer = area_feature(
        "grid", GRID, (WEST, SOUTH, MIDDLE, NORTH), valid_from="1900-01-01", valid_to="2026-04-01"
    )

    printed = run_refused("import_areas", write_features(tmp_path / "next.geojson", [longer]))

    assert "overlaps in time with another version" in printed
