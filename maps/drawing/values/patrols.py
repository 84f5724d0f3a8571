"""Patrols, the people on them, and the figures of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from maps.drawing.values.common import Line, LonLat, Word

StopKind = Literal["hotspot", "visit", "post"]
_NOTHING = Word("", "")


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One patrol on the district-wide page and in the lists of the index.

    Attributes:
        code: Code of the patrol: letters, digits, "-", "_" and "."; its page is ``patrols/<code>.html``.
        number: Short number to say and print on the map, unique in its day and slot.
        day: Local day.
        slot: Name of the slot of the day; patrols with equal day and slot are shown together.
        post: Name of the post where it starts and ends.
        area: Name of its subdistrict.
        line: Way on the streets, may be empty when the patrol has no route.
        people: People assigned.
        seats_short: Seats without a person.
        runs: False if it lacks its minimum and does not take place.
        walk_m: Metres on the way, walked or ridden.
        stops: Number of stops.
        rides: Whether the patrol goes by bicycle.
    """

    code: str
    number: int
    day: date
    slot: Word
    starts: datetime
    ends: datetime
    post: str
    area: str
    line: Line
    walk_m: float
    stops: int
    people: int
    seats_short: int = 0
    runs: bool = True
    rides: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a patrol; ``kind`` is the kind of team, ``team`` its name."""

    name: str
    role: Word
    kind: Word
    team: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a route.

    Attributes:
        number: 1 for the first; posts may have 0.
        kind: "hotspot", "visit" (mandatory, such as a home visit) or "post".
        label: What it is, such as Word("Community, grid 3", "…社区 第3网格"); never an address or a reason.
        risk_class: 1..5 for hotspots, 0 where it does not apply.
        minutes: Time to stay.
    """

    number: int
    lon: float
    lat: float
    arrives: datetime
    leaves: datetime
    minutes: int
    kind: StopKind
    label: Word
    risk_class: int = 0


@dataclass(frozen=True, slots=True)
class PatrolSheet:
    """All that the people of one patrol take along, on the phone or on paper.

    Attributes:
        id: Row of the patrol.
        code: As in ``RouteLine.code``.
        number: As in ``RouteLine.number``.
        post: Name of the post.
        post_lon_lat: Position of the post.
        area: Name of the subdistrict.
        slot: Name of the slot of the day.
        people: Leader first.
        stops: In order of the way, without the post at both ends unless the team stays there.
        line: Way on the streets, from the post back to it; may be empty.
        rules: Rules of practice, one sentence each.
        emergency_number: Such as "110".
        seats_short: Seats without a person.
        page: Address of the patrol's page on the site, printed as a QR code; empty for none.
        rides: Whether the patrol goes by bicycle.
        day_note: Which holiday the day belongs to; None on a plain day.
    """

    id: int
    code: str
    number: int
    post: str
    post_lon_lat: LonLat
    area: str
    slot: Word
    starts: datetime
    ends: datetime
    people: tuple[Person, ...]
    stops: tuple[Stop, ...]
    line: Line
    walk_m: float
    rules: tuple[Word, ...]
    emergency_number: str
    seats_short: int = 0
    page: str = ""
    rides: bool = False
    day_note: Word | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One figure of the plan; ``value`` is already formatted, ``note`` explains it or is empty."""

    label: Word
    value: str
    unit: Word = _NOTHING
    note: Word = _NOTHING


@dataclass(frozen=True, slots=True)
class StepTime:
    """Seconds of wall time that a step of the plan took."""

    step: Word
    seconds: float


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """The figures of the index page."""

    rows: tuple[SummaryRow, ...]
    steps: tuple[StepTime, ...] = ()


@dataclass(frozen=True, slots=True)
class UnfilledRow:
    """A patrol with empty seats, why, and the cheapest change that fills them.

    Attributes:
        code: As in ``RouteLine.code``; linked only if ``has_page``.
        reason: Why nobody could be found.
        facts: The numbers behind the reason, may be empty.
        remedy: What the coordinator can do.
        runs: False if it does not take place at all.
    """

    code: str
    day: date
    slot: Word
    starts: datetime
    ends: datetime
    post: str
    area: str
    seats_short: int
    reason: Word
    remedy: Word
    runs: bool = True
    has_page: bool = True
    facts: Word = _NOTHING


@dataclass(frozen=True, slots=True)
class UnmetVisitRow:
    """A home visit that no patrol can make; ``ref`` is its number in the register, never an address."""

    ref: str
    day: date
    window: str
    area: str
    reason: Word


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file of printed sheets that the index links to; ``path`` is relative to the folder of the index."""

    day: date
    area: str
    path: str
    pages: int
