"""Local days, slots and two-hour blocks of a period."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from geoapp.models import District, Roster, Slot

BLOCK = timedelta(hours=2)
BLOCKS_PER_DAY = 12
BLOCKS_PER_WEEK = 84


def local_midnight(district: District, day: date) -> datetime:
    """The start of a local day, in UTC."""
    return at_local(district, day, time(0))


def at_local(district: District, day: date, clock: time) -> datetime:
    """A local wall-clock time, in UTC; of an hour that comes twice, the first."""
    return datetime.combine(day, clock, ZoneInfo(district.time_zone)).astimezone(UTC)


def local_clock(district: District, moment: datetime) -> datetime:
    """The wall clock of a moment, without a zone."""
    return moment.astimezone(ZoneInfo(district.time_zone)).replace(tzinfo=None)


def blocks_of_period(starts_on: date, days: int) -> np.ndarray:
    """Block of the week, 0 to 83, of each two-hour block of a period, shape (12 × days,)."""
    first = starts_on.weekday() * BLOCKS_PER_DAY
    return (first + np.arange(days * BLOCKS_PER_DAY)) % BLOCKS_PER_WEEK


def share_of_blocks(starts_on: date, days: int, starts: datetime, ends: datetime) -> np.ndarray:
    """Share of each block of a period that lies between two wall-clock times, shape (12 × days,)."""
    zero = datetime.combine(starts_on, time(0))
    block_starts = np.arange(days * BLOCKS_PER_DAY) * BLOCK.total_seconds()
    from_s, to_s = (starts - zero).total_seconds(), (ends - zero).total_seconds()
    inside_s = np.minimum(block_starts + BLOCK.total_seconds(), to_s) - np.maximum(block_starts, from_s)
    return np.clip(inside_s, 0, None) / BLOCK.total_seconds()


def monday_of(days: np.ndarray) -> np.ndarray:
    """The Monday of each day's week, datetime64[D]."""
    # 1970-01-01, numpy's day 0, was a Thursday.
    return days - ((days.astype("datetime64[D]").astype(int) + 3) % 7).astype("timedelta64[D]")


@dataclass(frozen=True)
class DaySlot:
    """One slot on one day of a roster; ``starts`` and ``ends`` are wall clock, the others UTC."""

    id: int
    slot: Slot
    day: date
    starts: datetime
    ends: datetime
    starts_at: datetime
    ends_at: datetime


def day_slots(district: District, roster: Roster) -> list[DaySlot]:
    """The slots of all days of a roster in order of time."""
    slots = list(Slot.objects.all())
    return [
        DaySlot(
            number,
            slot,
            day,
            datetime.combine(day, slot.starts),
            datetime.combine(day, slot.ends),
            at_local(district, day, slot.starts),
            at_local(district, day, slot.ends),
        )
        for number, (day, slot) in enumerate((day, slot) for day in roster.all_days for slot in slots)
    ]
