"""The seats of one day as coordinators edit them: by post and slot, with who sits there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import now

from geoapp.convert.times import local_clock, local_midnight
from geoapp.mending_words import why_in_words
from geoapp.models import Assignment, District, EmptySeats, Patrol, Post, Roster, Slot, Volunteer
from geoapp.words import EMPTY_SEAT_REASONS, broken_in_words
from maps.drawing.values import Word
from scheduling.candidates import Candidate


@dataclass(frozen=True)
class Cell:
    """One patrol on the board; ``seats_free`` are those above the people who are there."""

    patrol: Patrol
    seats: tuple[Assignment, ...]
    starts: datetime
    ends: datetime
    empty: EmptySeats | None

    @property
    def seats_free(self) -> int:
        return max(0, self.patrol.seats_desired - len(self.seats))

    @property
    def runs(self) -> bool:
        return bool(self.seats)

    @property
    def standby(self) -> bool:
        return self.patrol.kind == Patrol.Kind.STANDBY

    @property
    def reason(self) -> Word | None:
        """Why seats are empty, and what helps in general."""
        return EMPTY_SEAT_REASONS[self.empty.reason][0] if self.empty else None

    @property
    def begun(self) -> bool:
        return self.patrol.starts_at <= now()


@dataclass(frozen=True)
class PostRow:
    """One post, or the standby of the subdistrict, with its patrols in each slot."""

    post: Post | None
    slots: tuple[tuple[Slot, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Ranked:
    """Somebody for a seat, with the person's record."""

    person: Volunteer
    candidate: Candidate

    @property
    def why(self) -> str:
        return why_in_words(self.candidate.why)

    @property
    def why_not(self) -> str:
        return " ".join(map(broken_in_words, self.candidate.broken))

    @property
    def better(self) -> int:
        """How much less the roster would cost."""
        return -self.candidate.cost_change


def day_span(district: District, day: date) -> tuple[datetime, datetime]:
    """The local day as moments."""
    return local_midnight(district, day), local_midnight(district, day + timedelta(days=1))


def patrols_of_day(district: District, roster: Roster, day: date, area_code: str) -> QuerySet[Patrol]:
    """The patrols of one local day; of one subdistrict, or of all for an empty code."""
    first, last = day_span(district, day)
    found = Patrol.objects.filter(roster=roster, starts_at__gte=first, starts_at__lt=last)
    return found.filter(area__code=area_code) if area_code else found


def load_cells(district: District, patrols: QuerySet[Patrol]) -> list[Cell]:
    """Patrols with their crews, in the order of posts, slots and codes."""
    seats = Assignment.objects.select_related("volunteer__team__kind").order_by(
        "-volunteer__leader", "volunteer__registry_no"
    )
    found = (
        patrols.select_related("post", "slot", "area", "empty_seats")
        .prefetch_related(Prefetch("assignments", seats))
        .order_by("kind", "post__code", "starts_at", "code")
    )
    return [
        Cell(
            patrol,
            tuple(patrol.assignments.all()),
            local_clock(district, patrol.starts_at),
            local_clock(district, patrol.ends_at),
            getattr(patrol, "empty_seats", None),
        )
        for patrol in found
    ]


def board_rows(cells: Iterable[Cell], slots: Collection[Slot]) -> list[PostRow]:
    """Cells as a table: a row a post, a column a slot."""
    rows: dict[Post | None, dict[int, list[Cell]]] = {}
    for cell in cells:
        rows.setdefault(cell.patrol.post, defaultdict(list))[cell.patrol.slot_id].append(cell)
    return [
        PostRow(post, tuple((slot, tuple(of_slot.get(slot.pk, ()))) for slot in slots))
        for post, of_slot in rows.items()
    ]


def ranked_people(best: Iterable[Candidate]) -> list[Ranked]:
    """Candidates in their order, with their records."""
    best = list(best)
    people = (
        Volunteer.objects.select_related("team__kind")
        .defer("home")
        .in_bulk([one.volunteer_id for one in best])
    )
    return [Ranked(people[one.volunteer_id], one) for one in best]
