"""What a coordinator needs to know of one week in force: what runs, who lacks, who has not answered."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from geoapp.convert.times import local_midnight
from geoapp.models import (
    Absence,
    Assignment,
    District,
    EmptySeats,
    FairShare,
    Patrol,
    Roster,
    ShiftReply,
    UnmetVisit,
    Volunteer,
)

# People this far from their fair share are listed, and so many of them on each side.
UNEVEN_PATROLS = 1.0
MOST_UNEVEN = 10


@dataclass
class WeekDay:
    """The figures of one day; ``silent`` have not answered."""

    day: date
    wanted: int = 0
    run: int = 0
    desired: int = 0
    filled: int = 0
    confirmed: int = 0
    declined: int = 0

    @property
    def not_run(self) -> int:
        return self.wanted - self.run

    @property
    def empty(self) -> int:
        return self.desired - self.filled

    @property
    def silent(self) -> int:
        return self.filled - self.confirmed - self.declined


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody's patrols in the week's rosters beside what would be fair."""

    volunteer: Volunteer
    offered: int
    patrols: int
    fair: float

    @property
    def more(self) -> float:
        return self.patrols - self.fair


@dataclass(frozen=True)
class Shares:
    """People with clearly more, and with clearly fewer patrols than their share, the most uneven first."""

    over: list[Share] = field(default_factory=list)
    under: list[Share] = field(default_factory=list)


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def patrols_in_week(district: District, patrols: QuerySet[Patrol], first: date) -> QuerySet[Patrol]:
    """The patrols in force of the seven days from a day on."""
    span = (local_midnight(district, first), local_midnight(district, first + timedelta(days=7)))
    return patrols.filter(roster__status=Roster.Status.LIVE, starts_at__gte=span[0], starts_at__lt=span[1])


def load_days(district: District, patrols: QuerySet[Patrol], first: date) -> list[WeekDay]:
    """The figures of each day of a week."""
    zone = ZoneInfo(district.time_zone)
    days = {day: WeekDay(day) for day in (first + timedelta(days=number) for number in range(7))}
    walking = patrols.filter(kind=Patrol.Kind.PATROL)
    wanted = walking.annotate(day=TruncDate("starts_at", tzinfo=zone)).values("day")
    for row in wanted.annotate(wanted=Count("pk"), desired=Sum("seats_desired")).order_by("day"):
        days[row["day"]].wanted, days[row["day"]].desired = row["wanted"], row["desired"]
    answer = ShiftReply.objects.filter(patrol=OuterRef("patrol"), volunteer=OuterRef("volunteer"))
    seats = (
        Assignment.objects.filter(patrol__in=walking.values("pk"))
        .annotate(
            day=TruncDate("patrol__starts_at", tzinfo=zone), answer=Subquery(answer.values("answer")[:1])
        )
        .values("day")
    )
    for row in seats.annotate(
        filled=Count("pk"),
        run=Count("patrol", distinct=True),
        confirmed=Count("pk", filter=Q(answer=ShiftReply.Answer.CONFIRMED)),
        declined=Count("pk", filter=Q(answer=ShiftReply.Answer.DECLINED)),
    ).order_by("day"):
        day = days[row["day"]]
        day.filled, day.run = row["filled"], row["run"]
        day.confirmed, day.declined = row["confirmed"], row["declined"]
    return list(days.values())


def empty_seats_of(patrols: QuerySet[Patrol]) -> QuerySet[EmptySeats]:
    """Patrols that lack people, those that do not run first; what has begun is past help."""
    return (
        EmptySeats.objects.filter(
            patrol__in=patrols.filter(kind=Patrol.Kind.PATROL, starts_at__gt=timezone.now()).values("pk")
        )
        .select_related("patrol__post", "patrol__area")
        .defer("patrol__post__point", "patrol__area__shape")
        .order_by("-not_run", "patrol__starts_at", "patrol__code")
    )


def unanswered(patrols: QuerySet[Patrol]) -> QuerySet[Assignment]:
    """Seats to come whose people are away or have declined, who come first, or have not answered."""
    reply = ShiftReply.objects.filter(patrol=OuterRef("patrol"), volunteer=OuterRef("volunteer"))
    absence = Absence.objects.filter(
        volunteer=OuterRef("volunteer"),
        starts_at__lt=OuterRef("patrol__ends_at"),
        ends_at__gt=OuterRef("patrol__starts_at"),
    )
    places = Patrol.objects.select_related("post", "area").defer("post__point", "area__shape")
    people = Volunteer.objects.select_related("team").defer("home")
    return (
        Assignment.objects.filter(patrol__in=patrols.filter(starts_at__gt=timezone.now()).values("pk"))
        .annotate(away=Exists(absence), declined=Exists(reply.filter(answer=ShiftReply.Answer.DECLINED)))
        .exclude(Exists(reply.filter(answer=ShiftReply.Answer.CONFIRMED)), away=False)
        .defer("during")
        # For one page of thousands only.
        .prefetch_related(Prefetch("patrol", places), Prefetch("volunteer", people))
        .order_by("-away", "-declined", "patrol__starts_at", "patrol__code", "volunteer")
    )


def unmet_visits(visits: QuerySet[UnmetVisit], first: date) -> QuerySet[UnmetVisit]:
    """Visits of the week that no patrol in force can make."""
    return (
        visits.filter(roster__status=Roster.Status.LIVE, day__range=(first, first + timedelta(days=6)))
        .select_related("visit__skill", "area")
        .defer("visit__point", "area__shape")
        .order_by("day", "visit__ref")
    )


def load_shares(rosters: Sequence[int], people: QuerySet[Volunteer]) -> Shares:
    """Who has more or less than a fair share of the patrols, which is in proportion to what they offer."""
    served: Counter[int] = Counter()
    for volunteer, patrols in (
        Assignment.objects.filter(roster__in=rosters).values_list("volunteer").annotate(patrols=Count("pk"))
    ):
        served[volunteer] += patrols
    offered: dict[int, int] = defaultdict(int)
    cap: dict[int, int] = {}
    for volunteer, slots, weekly_cap in FairShare.objects.filter(roster__in=rosters).values_list(
        "volunteer", "offered", "volunteer__weekly_cap"
    ):
        offered[volunteer] += slots
        cap[volunteer] = weekly_cap
    if not sum(offered.values()):
        return Shares()
    ratio = sum(served[volunteer] for volunteer in offered) / sum(offered.values())
    fair = {volunteer: min(slots * ratio, cap[volunteer]) for volunteer, slots in offered.items() if slots}
    uneven = sorted(
        (volunteer for volunteer in fair if abs(served[volunteer] - fair[volunteer]) >= UNEVEN_PATROLS),
        key=lambda volunteer: (-abs(served[volunteer] - fair[volunteer]), volunteer),
    )
    sides: dict[bool, list[Share]] = {True: [], False: []}
    found = people.filter(pk__in=uneven).select_related("team").defer("home").in_bulk()
    for volunteer in uneven:
        over = served[volunteer] > fair[volunteer]
        if volunteer in found and len(sides[over]) < MOST_UNEVEN:
            person = found[volunteer]
            sides[over].append(Share(person, offered[volunteer], served[volunteer], fair[volunteer]))
    return Shares(sides[True], sides[False])
