"""The shifts of one volunteer as their own pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from geoapp.convert.own_swaps import load_asked_by
from geoapp.convert.times import local_clock
from geoapp.models import (
    Assignment,
    CheckIn,
    District,
    Notice,
    Patrol,
    Roster,
    ShiftReply,
    SwapRequest,
    Travel,
    Volunteer,
)

# Hours are shown for so long; older ones are in the file with all data.
HOURS_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a patrol; ``may_lead`` as their record says, ``travels`` as their team gets about."""

    volunteer_id: int
    name: str
    team: str
    may_lead: bool
    travels: str


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody on the same patrol; nobody's phone or number is known here."""

    name: str
    team: str
    leader: bool


@dataclass(frozen=True, slots=True)
class OwnShift:
    """A shift to come; times are local.

    Attributes:
        patrol: Row of the patrol.
        starts: Local start.
        ends: Local end.
        place: Post where it meets, or the subdistrict of a standby.
        companions: The others, the leader first.
        leads: Whether the volunteer leads it.
        answer: What the volunteer said, or "".
        begun: Whether it has begun.
        rides: Whether the patrol goes by bicycle.
        swap: The volunteer's open request that somebody takes it over, if there is one.
    """

    patrol: Patrol
    starts: datetime
    ends: datetime
    place: str
    companions: tuple[Companion, ...]
    leads: bool
    answer: str
    begun: bool
    rides: bool
    swap: SwapRequest | None


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """What changed for a volunteer; times are local, None where there was or is no shift."""

    kind: str
    was: datetime | None
    was_place: str
    now: datetime | None
    place: str


@dataclass(frozen=True, slots=True)
class WorkedShift:
    """A shift that is over, with its hours and whether somebody of the patrol checked in."""

    starts: datetime
    ends: datetime
    place: str
    hours: float
    seen: bool


def load_own_shifts(district: District, volunteer: Volunteer) -> list[OwnShift]:
    """The live shifts that have not ended, the next one first."""
    now = timezone.now()
    mine = Assignment.objects.filter(volunteer=volunteer, live=True, patrol__ends_at__gt=now)
    found = list(
        mine.select_related("patrol__post", "patrol__area")
        .annotate(travels=F("patrol__route__travels"))
        .order_by("patrol__starts_at")
    )
    ids = [one.patrol_id for one in found]
    people = load_people(ids)
    answers = dict(
        ShiftReply.objects.filter(patrol_id__in=ids, volunteer=volunteer).values_list("patrol_id", "answer")
    )
    swaps = load_asked_by(volunteer)
    return [_own_shift(district, one, volunteer, people, answers, swaps, now) for one in found]


def _own_shift(
    district: District,
    seat: Assignment,
    volunteer: Volunteer,
    people: dict[int, list[Member]],
    answers: dict[int, str],
    swaps: dict[int, SwapRequest],
    now: datetime,
) -> OwnShift:
    patrol = seat.patrol
    members = people[patrol.pk]
    return OwnShift(
        patrol=patrol,
        starts=local_clock(district, patrol.starts_at),
        ends=local_clock(district, patrol.ends_at),
        place=patrol.post.name if patrol.post else patrol.area.name,
        companions=tuple(companions(members, volunteer)),
        leads=leader_of(members) == volunteer.pk,
        answer=answers.get(patrol.pk, ""),
        begun=patrol.starts_at <= now,
        rides=seat.travels == Travel.BICYCLE,
        swap=swaps.get(patrol.pk),
    )


def load_notices(district: District, volunteer: Volunteer) -> list[OwnNotice]:
    """What changed and has not been read, of shifts that are not over, the latest first."""
    now = timezone.now()
    unread = Notice.objects.filter(volunteer=volunteer, seen_at=None)
    to_come = unread.filter(Q(ends_at__gt=now) | Q(ends_at=None, was_ends_at__gt=now))
    return [
        OwnNotice(
            one.kind,
            local_clock(district, one.was_starts_at) if one.was_starts_at else None,
            one.was_place,
            local_clock(district, one.starts_at) if one.starts_at else None,
            one.place,
        )
        for one in to_come
    ]


def load_people(patrol_ids: Iterable[int]) -> dict[int, list[Member]]:
    """Who is on some patrols, the leader first, by patrol."""
    people: dict[int, list[Member]] = defaultdict(list)
    found = Assignment.objects.filter(patrol_id__in=list(patrol_ids))
    # Not whole records: a city opens this page at the same time.
    rows = found.order_by("-volunteer__leader", "volunteer__registry_no").values_list(
        "patrol_id", "volunteer_id", "volunteer__name", "volunteer__team__name", "volunteer__leader",
        "volunteer__team__travels",
    )  # fmt: skip
    for patrol_id, *member in rows:
        people[patrol_id].append(Member(*member))
    return people


def leader_of(members: list[Member]) -> int | None:
    """Who leads: of several who can, the first, as on the printed sheet."""
    return next((one.volunteer_id for one in members if one.may_lead), None)


def companions(members: list[Member], volunteer: Volunteer) -> list[Companion]:
    """The others."""
    leader = leader_of(members)
    others = [one for one in members if one.volunteer_id != volunteer.pk]
    return [Companion(one.name, one.team, one.volunteer_id == leader) for one in others]


def load_worked_shifts(district: District, volunteer: Volunteer) -> list[WorkedShift]:
    """The shifts of the last year that are over, the latest first."""
    now = timezone.now()
    mine = Assignment.objects.filter(
        volunteer=volunteer, patrol__ends_at__range=(now - HOURS_KEPT, now), patrol__kind=Patrol.Kind.PATROL
    ).exclude(roster__status=Roster.Status.DRAFT)
    found = list(mine.select_related("patrol__post").order_by("-patrol__starts_at", "-live"))
    seen = set(
        CheckIn.objects.filter(patrol_id__in=[one.patrol_id for one in found]).values_list(
            "patrol_id", flat=True
        )
    )
    # A plan that replaced another holds the same shift once more.
    once = {one.patrol.starts_at: one for one in reversed(found)}
    return [
        WorkedShift(
            starts=local_clock(district, one.patrol.starts_at),
            ends=local_clock(district, one.patrol.ends_at),
            place=one.patrol.post.name if one.patrol.post else "",
            hours=(one.patrol.ends_at - one.patrol.starts_at) / timedelta(hours=1),
            seen=one.patrol_id in seen,
        )
        for one in sorted(once.values(), key=lambda one: one.patrol.starts_at, reverse=True)
    ]


def hours_by_month(shifts: list[WorkedShift]) -> list[tuple[date, float, int]]:
    """First day, hours and shifts of each month, the latest first."""
    months: dict[date, list[float]] = defaultdict(list)
    for shift in shifts:
        months[shift.starts.date().replace(day=1)].append(shift.hours)
    return [(month, sum(hours), len(hours)) for month, hours in sorted(months.items(), reverse=True)]
