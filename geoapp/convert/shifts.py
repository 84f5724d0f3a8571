"""What a roster means for each person: their shifts, and what changes from one roster to the next."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from geoapp.models import Assignment, District


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's patrol as the person sees it; ``day`` is local."""

    volunteer_id: int
    patrol_id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    place: str

    @property
    def seen(self) -> tuple[datetime, datetime, str]:
        """When and where: a person needs to be told if this changes."""
        return self.starts_at, self.ends_at, self.place


@dataclass(frozen=True, slots=True)
class Change:
    """What changes for a person on one day: ``before`` is None if it is new, ``after`` if cancelled."""

    volunteer_id: int
    before: Shift | None
    after: Shift | None


def load_shifts(district: District, assignments: QuerySet[Assignment]) -> list[Shift]:
    """The shifts of some assignments in order of person and time."""
    zone = ZoneInfo(district.time_zone)
    rows = assignments.order_by("volunteer", "patrol__starts_at", "patrol").values_list(
        "volunteer",
        "patrol",
        "patrol__starts_at",
        "patrol__ends_at",
        "patrol__post__name",
        "patrol__area__name",
    )
    return [
        Shift(volunteer, patrol, starts_at.astimezone(zone).date(), starts_at, ends_at, post or area)
        for volunteer, patrol, starts_at, ends_at, post, area in rows
    ]


def changes(before: Iterable[Shift], after: Iterable[Shift]) -> list[Change]:
    """What people need to be told; nothing about shifts that stay at their time and place."""
    days: dict[tuple[int, date], tuple[list[Shift], list[Shift]]] = defaultdict(lambda: ([], []))
    for shift in before:
        days[shift.volunteer_id, shift.day][0].append(shift)
    for shift in after:
        days[shift.volunteer_id, shift.day][1].append(shift)
    return [
        Change(volunteer_id, was, becomes)
        for (volunteer_id, _), (old, new) in sorted(days.items())
        for was, becomes in zip_longest(_without(old, new), _without(new, old))
    ]


def unchanged(before: Iterable[Shift], after: Iterable[Shift]) -> Iterator[tuple[Shift, Shift]]:
    """Pairs of shifts that are the same for the person, though rosters and patrols are others."""
    was = {(shift.volunteer_id, *shift.seen): shift for shift in before}
    for shift in after:
        if (shift.volunteer_id, *shift.seen) in was:
            yield was[shift.volunteer_id, *shift.seen], shift


def _without(shifts: list[Shift], others: list[Shift]) -> list[Shift]:
    there = {other.seen for other in others}
    return [shift for shift in shifts if shift.seen not in there]
