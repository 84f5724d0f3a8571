"""Importing incidents: numbers, times, categories, and where they happened."""

from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.utils import timezone
from pyproj import Transformer

from geoapp.models import Category, District, Incident
from geoapp.queries.locating import locate_incidents
from tests.builders import run_command, run_refused, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

HEAD = "ref,category,time_from,time_to,lon,lat,source,weight,status"
NIGHT = "A1,theft,2026-03-02 23:30,2026-03-03 06:00,123.91,41.85,resident-report,1.5,open"
NOON = "A2,dispute,2026-03-03 12:00,,123.93,41.86,,,"


def import_lines(tmp_path, *lines, head=HEAD, arguments=()):
    return run_command("import_incidents", write_csv(tmp_path / "i.csv", head, *lines), *arguments)


def times():
    return {i.ref: (i.time_from, i.time_to) for i in Incident.objects.all()}


def test_incidents_are_imported_with_their_facts(tmp_path):
    printed = import_lines(tmp_path, NIGHT, NOON)

    assert "incidents: 2 new, 0 changed, 0 as before, 0 rejected" in printed
    night, noon = Incident.objects.select_related("category").order_by("ref")
    assert (night.category.code, night.source, night.status, night.weight) == (
        "theft",
        "resident-report",
        "open",
        1.5,
    )
    assert (noon.category.code, noon.source, noon.status, noon.weight) == ("dispute", "open-record", "", 1.0)
    # China's clock is eight hours ahead.
    assert times() == {
        "A1": (datetime(2026, 3, 2, 15, 30, tzinfo=UTC), datetime(2026, 3, 2, 22, tzinfo=UTC)),
        "A2": (datetime(2026, 3, 3, 4, tzinfo=UTC), datetime(2026, 3, 3, 4, tzinfo=UTC)),
    }


def test_incident_is_located_in_grid_cell_and_block_of_the_week(tmp_path):
    import_lines(tmp_path, NIGHT)

    incident = Incident.objects.get()
    x_m, y_m = Transformer.from_crs(4326, 32651, always_xy=True).transform(123.91, 41.85)
    assert incident.grid.code == "990402001001001"
    assert (incident.cell_x, incident.cell_y) == (int(x_m // 250), int(y_m // 250))
    # Monday 23:30 is in the last of its twelve blocks.
    assert incident.block == 11


@pytest.mark.parametrize(
    ("time", "block"), [("2026-03-02 00:00", 0), ("2026-03-02 01:59", 0), ("2026-03-08 23:59", 83)]
)
def test_block_zero_begins_on_monday_at_midnight_local_time(tmp_path, time, block):
    import_lines(tmp_path, f"A1,theft,{time},,123.91,41.85,,,")

    assert Incident.objects.get().block == block


def test_all_incidents_can_be_located_again(tmp_path):
    import_lines(tmp_path, NIGHT, NOON)
    before = list(Incident.objects.order_by("pk").values())
    Incident.objects.update(grid=None, cell_x=None, cell_y=0, block=83)

    moved = locate_incidents()

    assert moved == 2
    assert list(Incident.objects.order_by("pk").values()) == before
    assert locate_incidents() == 0


def test_original_coordinates_are_kept_with_their_frame(tmp_path):
    import_lines(
        tmp_path, "A1,theft,2026-03-02 23:30,,123.916217,41.851702,,,", arguments=("--frame", "gcj02")
    )

    incident = Incident.objects.get()
    assert (incident.frame, incident.x_original, incident.y_original) == ("gcj02", 123.916217, 41.851702)
    assert (incident.point.x, incident.point.y) == pytest.approx((123.91, 41.85), abs=1e-3)


def test_same_file_twice_changes_nothing(tmp_path):
    import_lines(tmp_path, NIGHT, NOON)
    before = list(Incident.objects.order_by("pk").values())

    printed = import_lines(tmp_path, NIGHT, NOON)

    assert "incidents: 0 new, 0 changed, 2 as before" in printed
    assert list(Incident.objects.order_by("pk").values()) == before


def test_changed_incident_keeps_its_record(tmp_path):
    import_lines(tmp_path, NIGHT, NOON)
    key = Incident.objects.get(ref="A1").pk

    printed = import_lines(tmp_path, NIGHT.replace("open", "closed"), NOON)

    assert "incidents: 0 new, 1 changed, 1 as before" in printed
    assert Incident.objects.get(pk=key).status == "closed"


def test_rows_without_a_number_get_the_same_one_at_each_import(tmp_path):
    twice = "2026-03-02 23:30,123.91,41.85"
    lines = (twice, "2026-03-02 23:31,123.91,41.85", twice)
    arguments = ("--category", "assault", "--source", "resident-report")

    first = import_lines(tmp_path, *lines, head="date,longitude,latitude", arguments=arguments)
    second = import_lines(tmp_path, *lines, head="date,longitude,latitude", arguments=arguments)

    assert "incidents: 3 new" in first
    assert "incidents: 0 new, 0 changed, 3 as before" in second
    assert set(Incident.objects.values_list("category__code", "source")) == {("assault", "resident-report")}


def test_day_without_a_time_is_an_interval_to_the_next_midnight(tmp_path):
    import_lines(
        tmp_path, "A1,theft,2026-03-02,,123.91,41.85,,,", "A2,theft,2026/03/02,2026/03/04,123.91,41.85,,,"
    )

    midnight = datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert times() == {
        "A1": (midnight, midnight + timedelta(days=1)),
        "A2": (midnight, midnight + timedelta(days=3)),
    }


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 23:30",
        "2026-03-02T23:30:00",
        "2026/3/2 23:30",
        "2026年3月2日 23:30",
        "2026年03月02日23时30分",
        "2026-03-02T15:30:00Z",
        "2026-03-02T16:30:00+01:00",
    ],
)
def test_times_are_read_in_their_usual_forms(tmp_path, text):
    import_lines(tmp_path, f"A1,theft,{text},,123.91,41.85,,,")

    assert Incident.objects.get().time_from == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def test_form_of_times_can_be_named(tmp_path):
    arguments = ("--time-format", "%m/%d/%Y %I:%M %p")

    import_lines(tmp_path, "A1,theft,03/02/2026 11:30 PM,,123.91,41.85,,,", arguments=arguments)

    assert Incident.objects.get().time_from == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def test_hour_that_comes_twice_is_the_first_and_one_that_is_left_out_begins_after_it(tmp_path):
    District.objects.update(time_zone="America/Chicago")

    import_lines(
        tmp_path,
        "twice,theft,2025-11-02 01:30,,123.91,41.85,,,",
        "never,theft,2025-03-09 02:30,,123.91,41.85,,,",
    )

    assert {ref: start for ref, (start, _end) in times().items()} == {
        "twice": datetime(2025, 11, 2, 6, 30, tzinfo=UTC),
        "never": datetime(2025, 3, 9, 8, 0, tzinfo=UTC),
    }


def test_unknown_category_is_made_and_told(tmp_path):
    printed = import_lines(
        tmp_path,
        "A1,Motor Vehicle Theft,2026-03-02 23:30,,123.91,41.85,,,",
        "A2,非法集资,2026-03-02 23:30,,123.91,41.85,,,",
    )

    assert "new category motor-vehicle-theft, group other" in printed
    assert "new category 非法集资, group other" in printed
    assert Category.objects.get(code="motor-vehicle-theft").group == "other"


@pytest.mark.parametrize("word", ["theft", "Theft", "盗窃"])
def test_known_category_is_recognised_by_code_or_name(tmp_path, word):
    printed = import_lines(tmp_path, f"A1,{word},2026-03-02 23:30,,123.91,41.85,,,")

    assert "new category" not in printed
    assert Incident.objects.get().category.code == "theft"


def test_workbook_with_chinese_headings_and_words_is_understood(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["编号", "类别", "发生时间", "结束时间", "经度", "纬度", "来源", "状态"])
    book.active.append(
        ["J-1", "矛盾纠纷", datetime(2026, 3, 2, 23, 30), None, 123.91, 41.85, "居民上报", "未办结"]
    )
    book.save(tmp_path / "i.xlsx")

    run_command("import_incidents", tmp_path / "i.xlsx")

    incident = Incident.objects.get()
    assert (incident.ref, incident.category.code, incident.source, incident.status) == (
        "J-1",
        "dispute",
        "resident-report",
        "open",
    )


def test_dry_run_writes_no_incident_and_no_category(tmp_path):
    categories = Category.objects.count()

    printed = import_lines(tmp_path, NIGHT.replace("theft", "arson"), arguments=("--dry-run",))

    assert "incidents: 1 new" in printed
    assert not Incident.objects.exists()
    assert Category.objects.count() == categories


BAD_ROWS = {
    "A9,theft,,,123.91,41.85,,,": "empty: give the time, or the day alone",
    "A9,theft,03/02/2026 10:00,,123.91,41.85,,,": "not a time: write it as 2026-11-30 18:45",
    "A9,theft,2026-02-30 10:00,,123.91,41.85,,,": "not a time",
    "A9,theft,0202-03-02 10:00,,123.91,41.85,,,": "before 1900",
    "A9,theft,2026-03-02 10:00,2026-03-02 09:59,123.91,41.85,,,": "before time_from",
    "A9,theft,2999-03-02 10:00,,123.91,41.85,,,": "in the future",
    "A9,,2026-03-02 10:00,,123.91,41.85,,,": "no category",
    "A9,theft,2026-03-02 10:00,,123.91,41.85,rumour,,": "use one of: resident-report, open-record",
    "A9,theft,2026-03-02 10:00,,123.91,41.85,,-1,": "a number that is not negative",
    "A9,theft,2026-03-02 10:00,,123.91,41.85,,,maybe": "use one of: open, closed",
    "A1,theft,2026-03-02 10:00,,123.91,41.85,,,": "row 2 has this number already",
    "A9,theft,2026-03-02 10:00,,41.85,123.91,,,": "look swapped",
    "A9,theft,2026-03-02 10:00,,NaN,NaN,,,": "not a number",
}


@pytest.mark.parametrize("row", BAD_ROWS)
def test_bad_row_is_told_and_nothing_is_written(tmp_path, row):
    printed = run_refused("import_incidents", write_csv(tmp_path / "i.csv", HEAD, NIGHT, row))

    assert BAD_ROWS[row] in printed
    assert "\n    3  " in printed
    assert not Incident.objects.exists()


def test_future_begins_now(tmp_path):
    hour = timedelta(hours=1)
    ago, ahead = ((timezone.now() + 8 * hour + step).strftime("%Y-%m-%d %H:%M") for step in (-hour, hour))

    import_lines(
        tmp_path,
        f"past,theft,{ago},,123.91,41.85,,,",
        f"future,theft,{ahead},,123.91,41.85,,,",
        arguments=("--skip-bad",),
    )

    assert list(times()) == ["past"]


def test_made_up_district_may_live_in_the_future(tmp_path):
    District.objects.update(synthetic=True)

    assert "1 new" in import_lines(tmp_path, "A9,theft,2999-03-02 10:00,,123.91,41.85,,,")


def test_rejected_incidents_can_be_mended_and_imported(tmp_path):
    import_lines(tmp_path, NIGHT, NOON.replace("12:00", "25:00"), arguments=("--skip-bad",))
    rejected = tmp_path / "i-rejected.csv"
    rejected.write_text(rejected.read_text("utf-8-sig").replace("25:00", "12:00"), "utf-8")

    printed = run_command("import_incidents", rejected)

    assert "incidents: 1 new, 0 changed, 0 as before, 0 rejected" in printed
    assert set(times()) == {"A1", "A2"}
