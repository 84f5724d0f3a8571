"""Import incidents: many rows, as arrays from the file to the database."""

import hashlib
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import shapely
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.columns import POINT, Field
from geoapp.importing.district import load_ground
from geoapp.importing.local_times import Moments, read_moments
from geoapp.importing.options import Options
from geoapp.importing.points import Points, read_points
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.importing.table import TextArray
from geoapp.importing.values import real_number
from geoapp.models import Category, Incident, Source
from geoapp.progress import Progress
from geoapp.queries.incoming import merge_incidents

FIELDS = (
    Field("ref", ("id", "case number", "case no", "编号", "案件编号", "警情编号")),
    Field("category", ("type", "primary type", "offence", "类别", "案件类别", "警情类别")),
    Field(
        "time_from",
        ("time", "date", "datetime", "occurred", "时间", "发生时间", "起始时间", "日期"),
        required=True,
    ),
    Field("time_to", ("until", "截止时间", "结束时间")),
    *POINT,
    Field("source", ("来源", "数据来源")),
    Field("weight", ("权重",)),
    Field("status", ("state", "状态")),
)
SOURCE_WORDS = {source.value: source.value for source in Source} | {
    "居民上报": Source.RESIDENT_REPORT.value,
    "公开记录": Source.OPEN_RECORD.value,
    "巡防发现": Source.PATROL_OBSERVATION.value,
}
STATUS_WORDS = {status.value: status.value for status in Incident.Status} | {
    "未办结": Incident.Status.OPEN.value,
    "已办结": Incident.Status.CLOSED.value,
}


@dataclass(frozen=True)
class IncidentOptions:
    """Options that only the import of incidents has: values for the whole file, and the form of its times."""

    category: str = ""
    source: str = ""
    time_format: str | None = None


@dataclass(frozen=True, eq=False)
class IncidentRows:
    """Good rows as columns of the incoming table; ``category`` holds the words of the file."""

    columns: pd.DataFrame


def incident_importer(own: IncidentOptions) -> Importer[IncidentRows]:
    """The import of incidents with its own options."""
    return Importer(gettext_lazy("incidents"), FIELDS, partial(parse_incidents, own=own), save_incidents)


def parse_incidents(records: Records, options: Options, own: IncidentOptions) -> IncidentRows:
    """Columns of all good rows."""
    ground = load_ground(options.border_m)
    points = read_points(records, options, ground)
    starts = read_moments(
        records, "time_from", ground.district.time_zone, required=True, time_format=own.time_format
    )
    ends = read_moments(
        records, "time_to", ground.district.time_zone, required=False, time_format=own.time_format
    )
    time_to = _ends(records, starts, ends, own_calendar=ground.district.synthetic)
    category = _categories(records, own)
    source = _sources(records, own)
    status = records.chosen("status", STATUS_WORDS, default="")
    weight = records.parsed("weight", _weight, _("a number that is not negative"), default=1.0)
    refs = records.checked_texts("ref", 64, required=False)
    if (refs == "").any():
        refs = np.where(refs == "", stable_refs(starts.at, time_to, points, category, source), refs)
    records.reject_repeated(
        "ref", refs, _("row %(row)d has this number already: each incident needs its own")
    )
    return IncidentRows(
        pd.DataFrame(
            {
                "ref": refs,
                "category": category,
                "source": source,
                "status": status,
                "weight": weight,
                "time_from": starts.at,
                "time_to": time_to,
                "point": shapely.to_wkb(
                    shapely.set_srid(shapely.points(points.lon, points.lat), 4326),
                    hex=True,
                    include_srid=True,
                ),
                "frame": points.frame,
                "x_original": points.x,
                "y_original": points.y,
            }
        )[~records.bad]
    )


def _ends(records: Records, starts: Moments, ends: Moments, *, own_calendar: bool) -> pd.DatetimeIndex:
    """The end of each interval: as given, else the start, or the next midnight where only a day is known.

    Args:
        own_calendar: A made-up district may live in the future.
    """
    last = ends.until.where(ends.until.notna(), starts.until)
    records.reject(np.asarray(last < starts.at), "time_to", _("before time_from: mend one of the times"))
    future = np.asarray(starts.at > pd.Timestamp(timezone.now()))
    records.reject(
        future & (not own_calendar),
        "time_from",
        _("in the future: mend the time, or name its form with --time-format"),
    )
    return last


def _categories(records: Records, own: IncidentOptions) -> TextArray:
    if own.category:
        return np.full(len(records), own.category, dtype=object)
    words = records.texts("category")
    records.reject(
        words == "", "category", _("no category: name its column with --map, or fix it with --category")
    )
    return words


def _sources(records: Records, own: IncidentOptions) -> TextArray:
    if own.source:
        return np.full(len(records), own.source, dtype=object)
    return records.chosen("source", SOURCE_WORDS, default=Source.OPEN_RECORD.value)


def _weight(text: str) -> float:
    if (weight := real_number(text)) < 0:
        raise ValueError(text)
    return weight


def stable_refs(
    starts: pd.DatetimeIndex, ends: pd.DatetimeIndex, points: Points, category: TextArray, source: TextArray
) -> TextArray:
    """Numbers for incidents that have none, the same at each import of the same rows, shape (n,).

    Made of time, place to a tenth of a metre, category and source; equal rows are counted in their order.
    """
    facts = pd.DataFrame(
        {
            "from": starts.astype("int64"),
            "to": ends.astype("int64"),
            "lon": np.round(points.lon, 6),
            "lat": np.round(points.lat, 6),
            "category": category,
            "source": source,
        }
    )
    same = facts.groupby(list(facts), sort=False, dropna=False).cumcount()
    keys = facts.assign(same=same).to_csv(header=False, index=False, lineterminator="\n").split("\n")
    return np.array(
        [hashlib.blake2b(key.encode(), digest_size=12).hexdigest() for key in keys[: len(facts)]],
        dtype=object,
    )


def save_incidents(rows: IncidentRows, progress: Progress) -> Counts:
    """Copy the rows into the database, locate them and merge them by their number."""
    ids, notes = _category_ids(rows.columns["category"])
    columns = rows.columns.assign(category_id=rows.columns["category"].map(ids)).drop(columns="category")
    new, changed, unchanged = merge_incidents(columns, progress)
    return Counts(new, changed, unchanged, notes=tuple(notes))


def _category_ids(words: pd.Series) -> tuple[dict[str, int], list[str]]:
    """Ids by the words of the file; unknown ones become categories of the group "other"."""
    known: dict[str, int] = {}
    for category in Category.objects.order_by("id"):
        for name in (category.name_zh, category.name_en, category.code):
            known[name.casefold()] = category.pk
    notes = []
    for word in sorted(set(words)):
        code = slugify(word, allow_unicode=True)[:40] or "other"
        if word.casefold() not in known and code not in known:
            made = Category.objects.create(code=code, name_en=word[:80], name_zh=word[:80])
            known[code] = made.pk
            notes.append(_("new category %(code)s, group other") % {"code": code})
        known.setdefault(word.casefold(), known.get(code, 0))
    return {word: known[word.casefold()] for word in set(words)}, notes
