"""Importing posts; with them what all imports of positions share."""

import csv

import numpy as np
import openpyxl
import pytest

from geoapp.importing.frames import gcj02_to_bd09, wgs84_to_gcj02
from geoapp.models import FixedPatrol, Post, Street, StreetExtract
from tests.builders import run_command, run_refused, write_csv, write_features

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

HEAD = "code,name,lon,lat,fixed,max_patrols"
STATION = "P001,南站广场岗,123.9297310,41.8604707,am-rush:12;evening:7,3"
PARK = "P002,公园岗,123.91,41.85,,"


def stored():
    return {
        post.code: (post.name, round(post.point.x, 7), round(post.point.y, 7), post.max_patrols)
        for post in Post.objects.all()
    }


STORED = {
    "P001": ("南站广场岗", 123.929731, 41.8604707, 3),
    "P002": ("公园岗", 123.91, 41.85, 2),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_posts_are_imported_from_csv(tmp_path, encoding):
    printed = run_command(
        "import_posts", write_csv(tmp_path / "p.csv", HEAD, STATION, PARK, encoding=encoding)
    )

    assert "posts: 2 new, 0 changed, 0 as before, 0 rejected" in printed
    assert stored() == STORED
    fixed = FixedPatrol.objects.order_by("slot__starts", "weekday")
    assert list(fixed.values_list("post__code", "slot__code", "weekday")) == [
        ("P001", "am-rush", 1),
        ("P001", "am-rush", 2),
        ("P001", "evening", 7),
    ]


def test_posts_are_imported_from_a_workbook_with_chinese_headings(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["编号", "名称", "经度", "纬度", "固定巡防", "最多队数"])
    book.active.append(["P001", "南站广场岗", 123.929731, 41.8604707, "am-rush:12；evening：7", 3])
    book.active.append(["P002", "公园岗", 123.91, 41.85, None, None])
    book.save(tmp_path / "p.xlsx")

    run_command("import_posts", tmp_path / "p.xlsx")

    assert stored() == STORED


def test_posts_are_imported_from_points_of_a_layer(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"code": "P002", "name": "公园岗", "x": 1},
        "geometry": {"type": "Point", "coordinates": [123.91, 41.85]},
    }

    run_command("import_posts", write_features(tmp_path / "p.geojson", [feature]))

    assert stored() == {"P002": STORED["P002"]}


def test_columns_can_be_named(tmp_path):
    path = write_csv(tmp_path / "p.csv", "Ort,Kurz,O,N", "公园岗,P002,123.91,41.85")

    run_command(
        "import_posts", path, "--map", "name=Ort", "--map", "code=kurz", "--map", "lon=O", "--map", "lat=N"
    )

    assert stored() == {"P002": STORED["P002"]}


def test_same_file_twice_changes_nothing(tmp_path):
    path = write_csv(tmp_path / "p.csv", HEAD, STATION, PARK)
    run_command("import_posts", path)
    before = [list(model.objects.order_by("pk").values()) for model in (Post, FixedPatrol)]

    printed = run_command("import_posts", path)

    assert "posts: 0 new, 0 changed, 2 as before" in printed
    assert [list(model.objects.order_by("pk").values()) for model in (Post, FixedPatrol)] == before


def test_changed_rule_counts_as_a_changed_post(tmp_path):
    run_command("import_posts", write_csv(tmp_path / "p.csv", HEAD, STATION, PARK))

    printed = run_command("import_posts", write_csv(tmp_path / "p.csv", HEAD, STATION, f"{PARK[:-1]}late:1,"))

    assert "posts: 0 new, 1 changed, 1 as before" in printed
    assert FixedPatrol.objects.filter(post__code="P002", slot__code="late", weekday=1).exists()


def test_dry_run_writes_nothing(tmp_path):
    printed = run_command("import_posts", write_csv(tmp_path / "p.csv", HEAD, STATION), "--dry-run")

    assert "posts: 1 new" in printed
    assert not Post.objects.exists()


def test_dry_run_shows_every_bad_row_and_a_real_run_the_first_fifty(tmp_path):
    path = write_csv(tmp_path / "p.csv", HEAD, *(f"P{i},x,nowhere,41.85,,2" for i in range(60)))

    assert "… and 10 more" in run_refused("import_posts", path)
    assert run_refused("import_posts", path, "--dry-run").count("nowhere") == 60


BAD_ROWS = {
    "P9,x,41.85,123.92,,2": "longitude and latitude look swapped",
    "P9,x,0,0,,2": "0, 0 stands for an unknown place",
    "P9,x,nan,41.85,,2": "not a number",
    "P9,x,,41.85,,2": "not a number",
    "P9,x,123.92,41.95,,2": "8.7 km outside the district",
    "P9,x,512000,4634000,,2": "name the coordinate frame with --frame EPSG:number",
    "P9,x,123.92": "the row does not have 6 cells: the file is cut off",
    ",x,123.92,41.85,,2": "empty: fill it in or delete the row",
    "P001,x,123.92,41.85,,2": "row 2 has this code already",
    "P9,x,123.92,41.85,noon:1,2": "write it as slot:weekdays",
    "P9,x,123.92,41.85,,many": "a whole number from 1 to 50",
    f"{'P' * 21},x,123.92,41.85,,2": "longer than 20 characters",
}


@pytest.mark.parametrize("row", BAD_ROWS)
def test_bad_row_is_told_with_its_number_and_nothing_is_written(tmp_path, row):
    path = write_csv(tmp_path / "p.csv", HEAD, STATION, row)

    printed = run_refused("import_posts", path)

    assert str(path) in printed
    assert "\n    3  " in printed
    assert BAD_ROWS[row] in printed
    assert "1 of 2 rows are bad; nothing was written" in printed
    assert not Post.objects.exists()


def test_border_belongs_to_the_district_for_two_hundred_metres(tmp_path):
    # A degree of latitude is 111.1 km here: 180 m and 220 m north of the border.
    near, far = "P1,x,123.92,41.87162,,", "P2,x,123.92,41.87198,,"

    run_command("import_posts", write_csv(tmp_path / "p.csv", HEAD, near, far), "--skip-bad")

    assert list(stored()) == ["P1"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rejected_rows_can_be_mended_and_imported(tmp_path, encoding):
    bad = "P003,老站岗,41.86,123.93,,1"
    path = write_csv(tmp_path / "p.csv", HEAD, STATION, bad, encoding=encoding)
    printed = run_command("import_posts", path, "--skip-bad")
    rejected = tmp_path / "p-rejected.csv"
    text = rejected.read_text("utf-8-sig" if encoding == "utf-8" else encoding)
    rows = list(csv.DictReader(text.splitlines()))
    mended = text.replace("41.86,123.93", "123.93,41.86")
    rejected.write_text(mended, "utf-8-sig" if encoding == "utf-8" else encoding)

    again = run_command("import_posts", rejected)

    assert "posts: 1 new, 0 changed, 0 as before, 1 rejected" in printed
    assert [row["name"] for row in rows] == ["老站岗"]
    assert "posts: 1 new, 0 changed, 0 as before, 0 rejected" in again
    assert stored()["P003"] == ("老站岗", 123.93, 41.86, 1)


def test_rejected_rows_do_not_overwrite_the_input(tmp_path):
    path = write_csv(tmp_path / "p.csv", HEAD, STATION, STATION)

    printed = run_refused("import_posts", path, "--skip-bad", "--rejected", path)

    assert "would overwrite the input" in printed
    assert not Post.objects.exists()


def lay_streets():
    """Parallel streets from west to east across the district, 144 m apart."""
    extract = StreetExtract.objects.create(sha256="0", file_name="x.osm", attribution="x")
    Street.objects.bulk_create(
        Street(
            extract=extract, number=i, from_node=i, to_node=i + 1, highway="residential",
            line=f"SRID=4326;LINESTRING(123.9 {41.84 + i * 0.0013}, 123.94 {41.84 + i * 0.0013})",
        )
        for i in range(24)
    )  # fmt: skip


def posts_on_streets(count=150):
    """Positions within a metre or two of the streets of ``lay_streets``, WGS 84 degrees."""
    draw = np.random.default_rng(1)
    lat = 41.84 + draw.integers(6, 18, count) * 0.0013 + draw.normal(0, 1e-5, count)
    return draw.uniform(123.91, 123.93, count), lat


def write_posts(path, lon, lat):
    return write_csv(
        path, HEAD, *(f"P{i},x,{x:.7f},{y:.7f},," for i, (x, y) in enumerate(zip(lon, lat, strict=True)))
    )


def in_bd09(lon, lat):
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


@pytest.mark.parametrize(("frame", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", in_bd09)])
def test_points_in_another_frame_are_refused_with_its_name(tmp_path, frame, shift):
    lay_streets()
    path = write_posts(tmp_path / "p.csv", *shift(*posts_on_streets()))

    printed = run_refused("import_posts", path)

    assert "look shifted against the streets" in printed
    assert f"--frame {frame}" in printed
    assert not Post.objects.exists()


@pytest.mark.parametrize(("frame", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", in_bd09)])
def test_points_with_their_frame_named_come_to_the_right_place(tmp_path, frame, shift):
    lay_streets()
    lon, lat = posts_on_streets()
    path = write_posts(tmp_path / "p.csv", *shift(lon, lat))

    run_command("import_posts", path, "--frame", frame)

    point = Post.objects.get(code="P0").point
    assert (point.x, point.y) == pytest.approx((lon[0], lat[0]), abs=2e-7)


def test_right_points_with_the_wrong_frame_named_are_refused(tmp_path):
    lay_streets()
    path = write_posts(tmp_path / "p.csv", *posts_on_streets())

    assert "--frame wgs84" in run_refused("import_posts", path, "--frame", "gcj02")


def test_trusted_frame_is_not_compared_with_the_streets(tmp_path):
    lay_streets()
    path = write_posts(tmp_path / "p.csv", *wgs84_to_gcj02(*posts_on_streets()))

    assert "150 new" in run_command("import_posts", path, "--trust-frame")


def test_few_points_are_not_compared_with_the_streets(tmp_path):
    lay_streets()
    path = write_posts(tmp_path / "p.csv", *wgs84_to_gcj02(*posts_on_streets(99)))

    assert "99 new" in run_command("import_posts", path)


def test_unknown_frame_ends_with_the_code_of_bad_input(tmp_path):
    assert "Unknown frame mars" in run_refused("import_posts", tmp_path / "p.csv", "--frame", "mars")


def test_border_can_be_widened(tmp_path):
    path = write_csv(tmp_path / "p.csv", HEAD, "P1,x,123.92,41.879,,")

    assert "0.8 km outside the district" in run_refused("import_posts", path)
    assert "1 new" in run_command("import_posts", path, "--border-m", 1200)
