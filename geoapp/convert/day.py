"""The patrols of a day as they happen: who was heard of when, and who is overdue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.db.models import F, QuerySet

from geoapp.convert.times import local_clock
from geoapp.convert.travel import not_all_ride
from geoapp.models import Area, Assignment, District, NoShow, Patrol, ShiftReply, Travel
from geoapp.queries.patrols import running


class State(Enum):
    """Where a patrol is in its shift, as far as anybody knows."""

    OVERDUE = "overdue"
    OUT = "out"
    COMING = "coming"
    UNHEARD = "unheard"
    OVER = "over"


# So long after its shift somebody looks for a patrol that never called in; later only the table says so.
LOOKED_FOR = timedelta(hours=2)


@dataclass(frozen=True)
class Member:
    """Somebody on a patrol, whether they said that they come, and whether they came."""

    seat: Assignment
    answer: str
    missing: bool


@dataclass(frozen=True)
class PatrolToday:
    """One patrol with what is known of it; times are wall clock.

    ``heard_at`` is the last check-in, or the last line about it in the log; ``silent_min`` are the minutes
    since then, or since the start. ``not_all_ride`` is a ride with somebody in the crew who walks. The crew
    is empty where nobody looks at it.
    """

    patrol: Patrol
    crew: tuple[Member, ...]
    starts: datetime
    ends: datetime
    heard: datetime | None
    check_ins: int
    silent_min: int
    state: State
    rides: bool
    not_all_ride: bool

    @property
    def is_overdue(self) -> bool:
        return self.state is State.OVERDUE


def state_of(
    starts_at: datetime, ends_at: datetime, heard_at: datetime | None, now: datetime, interval: timedelta
) -> tuple[State, timedelta]:
    """Where a patrol is in its shift, and how long nothing was heard of it.

    A patrol that did not call in at the end stays overdue for a while; then its end is unheard of.
    """
    if now < starts_at:
        return State.COMING, timedelta(0)
    since = max(starts_at, heard_at or starts_at)
    silent = max(timedelta(0), min(now, ends_at) - since)
    if silent > interval:
        return (State.OVERDUE if now < ends_at + LOOKED_FOR else State.UNHEARD), now - since
    return (State.OUT if now < ends_at else State.OVER), silent


def load_today(
    district: District, patrols: QuerySet[Patrol], now: datetime, interval: timedelta, area: Area | None
) -> list[PatrolToday]:
    """Patrols that run, the overdue ones first, then those that are out, to come, and over.

    Args:
        interval: How long a patrol may be silent.
        area: The subdistrict of whose patrols the crews are wanted.
    """
    seats = (
        Assignment.objects.select_related("volunteer__team")
        .only("patrol", "volunteer__name", "volunteer__team__travels")
        .order_by("-volunteer__leader", "volunteer__registry_no")
    )
    found = list(
        running(patrols)
        .select_related("post", "area")
        .defer("post__point", "area__shape")
        .annotate(travels=F("route__travels"))
        .prefetch_related("check_ins", "log_entries")
        .order_by("starts_at", "post__code", "code")
    )
    looked_at = [patrol for patrol in found if patrol.area == area]
    crews: dict[int, list[Assignment]] = defaultdict(list)
    for seat in seats.filter(patrol__in=looked_at):
        crews[seat.patrol_id].append(seat)
    answers = {
        (patrol_id, volunteer_id): answer
        for patrol_id, volunteer_id, answer in ShiftReply.objects.filter(patrol__in=looked_at).values_list(
            "patrol", "volunteer", "answer"
        )
    }
    missing = set(NoShow.objects.filter(patrol__in=looked_at).values_list("patrol", "volunteer"))
    rows = [_row(district, patrol, crews[patrol.pk], answers, missing, now, interval) for patrol in found]
    order = list(State)  # as the states stand above
    return sorted(rows, key=lambda row: order.index(row.state))


def _row(
    district: District,
    patrol: Patrol,
    seats: list[Assignment],
    answers: dict[tuple[int, int], str],
    missing: set[tuple[int, int]],
    now: datetime,
    interval: timedelta,
) -> PatrolToday:
    check_ins = patrol.check_ins.all()
    heard_at = max([one.at for one in (*check_ins, *patrol.log_entries.all())], default=None)
    state, silent = state_of(patrol.starts_at, patrol.ends_at, heard_at, now, interval)
    return PatrolToday(
        patrol=patrol,
        crew=tuple(
            Member(
                seat,
                answers.get((patrol.pk, seat.volunteer_id), ""),
                (patrol.pk, seat.volunteer_id) in missing,
            )
            for seat in seats
        ),
        starts=local_clock(district, patrol.starts_at),
        ends=local_clock(district, patrol.ends_at),
        heard=local_clock(district, heard_at) if heard_at else None,
        check_ins=len(check_ins),
        silent_min=int(silent.total_seconds() // 60),
        state=state,
        rides=patrol.travels == Travel.BICYCLE,
        not_all_ride=not_all_ride(patrol.travels, [seat.volunteer.team.travels for seat in seats]),
    )


def split_entry(text: str, codes: Iterable[str]) -> tuple[str, str]:
    """The code of the patrol that a line of the log begins with, and the rest of the line.

    "@P1-1 all well" is about the only patrol whose code ends so; a code that fits several stays text.
    """
    first, _, rest = text.strip().partition(" ")
    if not first.startswith("@"):
        return "", text.strip()
    fitting = [code for code in codes if code.lower().endswith(first[1:].lower())]
    return (fitting[0], rest.strip()) if len(fitting) == 1 and len(first) > 1 else ("", text.strip())


def day_of(text: str, today: date) -> date:
    """A day from an address; today where there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today
