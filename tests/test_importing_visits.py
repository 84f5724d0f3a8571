"""Importing home visits: windows and recurrences."""

from datetime import date, time

import pytest

from geoapp.importing.visits import recurrence
from geoapp.models import Visit
from tests.builders import run_command, run_refused, write_csv

HEAD = "ref,lon,lat,first_date,recurrence,window_from,window_to,minutes,skill,note_kind"
WEEKLY = "V001,123.91,41.86,2026-08-10,FREQ=WEEKLY;BYDAY=MO,19:00,21:00,9,mediation,反诈宣传回访"
ONCE = "V002,123.92,41.86,2026/12/5,,9:30,12:00,20,,"


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_visits_are_imported_once_however_often(tmp_path):
    path = write_csv(tmp_path / "v.csv", HEAD, WEEKLY, ONCE)

    first, second = (run_command("import_visits", path) for _time in range(2))

    assert "visits: 2 new" in first
    assert "visits: 0 new, 0 changed, 2 as before" in second
    fields = ("first_date", "recurrence", "window_from", "window_to", "minutes", "skill__code", "note_kind")
    assert list(Visit.objects.order_by("ref").values_list(*fields)) == [
        (date(2026, 8, 10), "FREQ=WEEKLY;BYDAY=MO", time(19), time(21), 9, "mediation", "反诈宣传回访"),
        (date(2026, 12, 5), "", time(9, 30), time(12), 20, None, ""),
    ]


BAD_ROWS = {
    "V9,123.91,41.86,tomorrow,,19:00,21:00,9,,": "not a date",
    "V9,123.91,41.86,2026-08-10,FREQ=WEEKLY;BYDAY=XX,19:00,21:00,9,,": "no rule of RFC 5545",
    "V9,123.91,41.86,2026-08-10,FREQ=HOURLY,19:00,21:00,9,,": "no rule of RFC 5545",
    "V9,123.91,41.86,2026-08-10,every week,19:00,21:00,9,,": "no rule of RFC 5545",
    "V9,123.91,41.86,2026-08-10,,21:00,19:00,9,,": "not after window_from",
    "V9,123.91,41.86,2026-08-10,,19:00,25:00,9,,": "not a time: write it as 18:30",
    "V9,123.91,41.86,2026-08-10,,19:00,21:00,241,,": "a whole number from 1 to 240",
    "V9,123.91,41.86,2026-08-10,,19:00,21:00,9,juggling,": "use one of: first-aid",
    "V001,123.91,41.86,2026-08-10,,19:00,21:00,9,,": "row 2 has this number already",
    "V9,41.86,123.91,2026-08-10,,19:00,21:00,9,,": "look swapped",
}


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("row", BAD_ROWS)
def test_bad_visit_is_told_and_nothing_is_written(tmp_path, row):
    printed = run_refused("import_visits", write_csv(tmp_path / "v.csv", HEAD, WEEKLY, row))

    assert BAD_ROWS[row] in printed
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;COUNT=3",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20200101",
    ],
)
def test_rules_of_days_are_kept_without_their_name(text):
    assert recurrence(text) == text.removeprefix("RRULE:")


@pytest.mark.parametrize(
    "text", ["FREQ=MINUTELY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "BYDAY=MO", "FREQ="]
)
def test_rules_that_never_come_or_come_within_a_day_are_refused(text):
    with pytest.raises(ValueError, match=r"FREQ|BYDAY"):
        recurrence(text)
