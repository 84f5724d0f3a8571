"""Times of files: the district's clock as text, to moments in UTC."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from geoapp.importing.records import Records
from geoapp.importing.table import BoolArray, TextArray

# Year first only: 01/02/2026 is January in one country and February in the next.
FORMATS = (
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
)
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")
# Before this a year is a slip of the pen, and pandas counts nanoseconds only from 1677 on.
EARLIEST = pd.Timestamp("1900-01-01", tz="UTC")


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments in UTC by row, shape (n,); NaT where the cell is empty or was rejected.

    Attributes:
        at: The moments; the first one of a day that is given without a time.
        until: The same moments, but the next midnight for a day without a time.
    """

    at: pd.DatetimeIndex
    until: pd.DatetimeIndex


def read_moments(
    records: Records, field: str, time_zone: str, *, required: bool, time_format: str | None = None
) -> Moments:
    """Read local times, reject what is none.

    When clocks go back an hour comes twice: the first is meant, by daylight saving time.
    When they go forward an hour is left out: a time in it means the moment they do.
    A time with its own offset (Z, +08:00) is taken as it is.
    """
    texts = records.texts(field)
    if required:
        records.reject(texts == "", field, _("empty: give the time, or the day alone"))
    clock, whole_day = parsed_clock(texts, time_format)
    moments = pd.Series(_in_utc(clock, time_zone))
    with_offset = np.array(pd.isna(clock) & (texts != "") & _has_offset(texts))
    if with_offset.any():
        moments[with_offset] = pd.to_datetime(texts[with_offset], format="ISO8601", utc=True, errors="coerce")
    unreadable = (texts != "") & moments.isna().to_numpy()
    records.reject(
        unreadable, field, _("not a time: write it as 2026-11-30 18:45, or name its form with --time-format")
    )
    too_early = moments.notna().to_numpy() & (moments < EARLIEST).to_numpy()
    records.reject(too_early, field, _("before 1900: mend the year"))
    midnights = _in_utc(clock + pd.Timedelta(days=1), time_zone)
    return Moments(pd.DatetimeIndex(moments), pd.DatetimeIndex(moments.where(~whole_day, midnights)))


def _in_utc(clock: pd.DatetimeIndex, time_zone: str) -> pd.DatetimeIndex:
    """Moments of a local clock by the rule of ``read_moments``."""
    first = np.ones(len(clock), dtype=bool)
    return clock.tz_localize(time_zone, ambiguous=first, nonexistent="shift_forward").tz_convert("UTC")


def parsed_clock(texts: TextArray, time_format: str | None) -> tuple[pd.DatetimeIndex, BoolArray]:
    """Times without a zone, and which are whole days; NaT for what fits no format, shape (n,)."""
    clock = pd.Series(pd.NaT, index=range(len(texts)), dtype="datetime64[s]")
    whole_day = np.zeros(len(texts), dtype=np.bool_)
    for form in (time_format,) if time_format else (*FORMATS, *DAY_FORMATS):
        left = np.flatnonzero(clock.isna().to_numpy() & (texts != ""))
        if not len(left):
            break
        found = pd.to_datetime(pd.Series(texts[left], index=left), format=form, errors="coerce")
        clock[left] = found.astype("datetime64[s]")
        if form in DAY_FORMATS:
            whole_day[left] = found.notna().to_numpy()
    return pd.DatetimeIndex(clock), whole_day


def _has_offset(texts: TextArray) -> BoolArray:
    return pd.Series(texts).str.contains(r"\d(?:Z|[+-]\d\d:?\d\d)$").to_numpy(dtype=bool)
