"""Import home visits and other errands at a place, with their recurrence and window."""

from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
from dateutil.rrule import rrulestr
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.columns import POINT, Field
from geoapp.importing.district import load_ground
from geoapp.importing.options import Options
from geoapp.importing.people import ids_by_word
from geoapp.importing.points import read_points
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.importing.saving import save_by_key
from geoapp.importing.values import clock, day, whole_between
from geoapp.models import Skill, Visit
from geoapp.progress import Progress

FIELDS = (
    Field("ref", ("id", "no", "编号", "走访编号"), required=True),
    *POINT,
    Field("first_date", ("date", "日期", "首次日期", "开始日期"), required=True),
    Field("recurrence", ("rrule", "rule", "重复", "周期")),
    Field("window_from", ("from", "earliest", "最早", "开始时间"), required=True),
    Field("window_to", ("to", "latest", "最晚", "结束时间"), required=True),
    Field("minutes", ("duration", "分钟", "时长"), required=True),
    Field("skill", ("技能",)),
    Field("note_kind", ("note", "kind", "类型", "事项")),
)
# Any day will do to see whether a rule can be read and comes to pass.
SOME_DAY = datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit; the window is of its start, in local time."""

    ref: str
    lon: float
    lat: float
    first_date: date
    recurrence: str
    window_from: time
    window_to: time
    minutes: int
    skill_id: int | None
    note_kind: str


def parse_visits(records: Records, options: Options) -> list[VisitRow]:
    """Visits of all good rows."""
    points = read_points(records, options, load_ground(options.border_m))
    refs = records.checked_texts("ref", 40)
    dates = records.parsed("first_date", day, _("not a date: write it as 2026-11-30"), required=True)
    rules = records.parsed(
        "recurrence",
        recurrence,
        _("no rule of RFC 5545 by days, weeks, months or years: FREQ=WEEKLY;BYDAY=TU or leave it empty"),
        default="",
    )
    opens, closes = (
        records.parsed(field, clock, _("not a time: write it as 18:30"), required=True)
        for field in ("window_from", "window_to")
    )
    closed = [None not in pair and pair[1] <= pair[0] for pair in zip(opens, closes, strict=True)]
    records.reject(
        np.array(closed, dtype=np.bool_), "window_to", _("not after window_from: mend one of them")
    )
    minutes = records.parsed(
        "minutes", whole_between(1, 240), _("a whole number from 1 to 240"), required=True
    )
    skills = records.chosen("skill", ids_by_word(Skill.objects.all()))
    notes = records.checked_texts("note_kind", 80, required=False)
    records.reject_repeated("ref", refs, _("row %(row)d has this number already: each visit needs its own"))
    return records.good_rows(
        VisitRow, refs, points.lon, points.lat, dates, rules, opens, closes, minutes, skills, notes
    )


def recurrence(text: str) -> str:
    """A recurrence rule without its ``RRULE:``, of whole days and with at least one day.

    Raises:
        ValueError: If it cannot be read, repeats within a day, or never comes to pass.
    """
    rule = text.removeprefix("RRULE:").strip()
    if len(rule) > 200 or "\n" in rule or not rule.upper().startswith("FREQ="):
        raise ValueError(text)
    if rule.upper().split(";")[0] not in ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"):
        raise ValueError(text)
    if (
        next(iter(rrulestr(rule, dtstart=SOME_DAY, ignoretz=True)), None) is None
        and "UNTIL" not in rule.upper()
    ):
        raise ValueError(text)
    return rule


def save_visits(rows: list[VisitRow], _progress: Progress) -> Counts:
    """Create or change the visits."""
    wanted = {
        row.ref: {
            "point": Point(row.lon, row.lat, srid=4326),
            "first_date": row.first_date,
            "recurrence": row.recurrence,
            "window_from": row.window_from,
            "window_to": row.window_to,
            "minutes": row.minutes,
            "skill_id": row.skill_id,
            "note_kind": row.note_kind,
        }
        for row in rows
    }
    return save_by_key(Visit, "ref", wanted).counts()


IMPORTER = Importer(gettext_lazy("visits"), FIELDS, parse_visits, save_visits)
