"""The values that go into a roster and come out of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rules:
    """What every patrol and every volunteer's week must satisfy.

    ``min_people`` and ``max_per_week`` hold where a patrol or a volunteer asks for less or allows more. The
    ages, in whole years, hold for patrols at night; None is no limit. See ``scheduling/contradictions.py``.
    """

    min_kinds: int = 2
    leader_required: bool = True
    min_rest_h: float = 10.0
    max_per_day: int = 1
    min_people: int = 2
    max_per_week: int = 7
    min_age_at_night: int | None = 18
    max_age_at_night: int | None = 70


@dataclass(frozen=True, slots=True)
class Weights:
    """Integer costs of what a roster leaves undone; the order of size is the order of importance."""

    run: int = 1000  # per risk point and seat of the minimum, for a patrol that does not run
    seat: int = 300  # per risk point and seat that is missing above the minimum
    skill: int = 100  # per risk point and wanted skill that nobody on the patrol has
    standby: int = 30  # per empty standby seat
    fairness: int = 40  # times the growth of load squared, see scheduling/fairness.py
    walk_per_km: int = 10
    preference: int = 3  # per step away from the slot the volunteer likes best
    own_team: int = 12  # per person who serves away from the own team's post


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who offered slots; a date of None never lapses.

    ``offered`` counts the slots offered in the period; ``past_load`` is the load (patrols ÷ offered
    slots) carried over from earlier periods; ``weekly_cap`` holds from Monday to Sunday. An unknown
    ``birth_year`` passes every age limit.
    """

    id: int
    kind: str
    team_id: int
    leader: bool
    skills: frozenset[str]
    weekly_cap: int
    offered: int
    past_load: float = 0.0
    insured_until: date | None = None
    trained_until: date | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Patrol:
    """Seats to fill at one time; ``day`` is the local day, the times are aware and in UTC.

    A standby patrol has ``seats_min`` 0 and needs neither a leader nor a mix of kinds. Whoever knows the
    local clock says which patrols are at ``night``.
    """

    id: int
    area_id: int
    starts_at: datetime
    ends_at: datetime
    day: date
    risk: int
    seats_min: int
    seats_desired: int
    skills: tuple[str, ...] = ()
    standby: bool = False
    night: bool = False

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at <= self.starts_at:
            raise ValueError(f"patrol {self.id} needs aware times that end after they start")
        if self.seats_min < (0 if self.standby else 1) or self.seats_desired < self.seats_min:
            raise ValueError(f"patrol {self.id} has seats {self.seats_min} to {self.seats_desired}")
        if self.standby and (self.seats_min or self.skills):
            raise ValueError(f"standby patrol {self.id} can require neither seats nor skills")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a volunteer does outside this roster and cannot move; ``day`` is the local day, times in UTC."""

    volunteer_id: int
    starts_at: datetime
    ends_at: datetime
    day: date


@dataclass(frozen=True)
class Pairs:
    """Who could go where: the volunteer offers the slot and the patrol is in reach.

    All arrays have shape (k,): ``volunteer`` and ``patrol`` are indices into the problem's tuples,
    ``walk_m`` is the walk to the post in metres, ``preference`` is 0 (best) to 3.
    """

    volunteer: IntArray
    patrol: IntArray
    walk_m: FloatArray
    own_team: BoolArray
    preference: IntArray

    def __len__(self) -> int:
        return len(self.volunteer)


@dataclass(frozen=True)
class Problem:
    """Everything that decides a roster.

    ``fixed`` are the duties of the rosters before and after this one: rest is kept from them, and they
    count for the patrols a day and a week.
    """

    volunteers: tuple[Volunteer, ...]
    patrols: tuple[Patrol, ...]
    pairs: Pairs
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    fixed: tuple[Duty, ...] = ()

    def __post_init__(self) -> None:
        for name, things in (("volunteer", self.volunteers), ("patrol", self.patrols)):
            if len({thing.id for thing in things}) < len(things):
                raise ValueError(f"two entries share one {name} id")
        pairs = self.pairs
        for name, column in vars(pairs).items():
            if column.shape != (len(pairs),):
                raise ValueError(f"pairs.{name} must have shape ({len(pairs)},), got {column.shape}")
        _check_indices("volunteer", pairs.volunteer, len(self.volunteers))
        _check_indices("patrol", pairs.patrol, len(self.patrols))
        if len(np.unique(pairs.volunteer * max(1, len(self.patrols)) + pairs.patrol)) < len(pairs):
            raise ValueError("a (volunteer, patrol) pair is listed twice")


def least_people(patrol: Patrol, rules: Rules) -> int:
    """People without whom the patrol does not run."""
    return 0 if patrol.standby else max(patrol.seats_min, rules.min_people)


def _check_indices(name: str, indices: IntArray, count: int) -> None:
    if len(indices) and not 0 <= indices.min() <= indices.max() < count:
        raise ValueError(f"pairs.{name} must lie in 0..{count - 1}")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One volunteer on one patrol."""

    volunteer_id: int
    patrol_id: int


# Sorted by (patrol_id, volunteer_id)
Roster = tuple[Assignment, ...]


class Dual(NamedTuple):
    """The price of one row of one rule, in thousandths of a cost unit.

    ``of`` and ``at`` name the row without reference to any matrix; see ``scheduling/bound.py``.
    """

    rule: str
    of: int
    at: int
    milli: int


@dataclass(frozen=True)
class TierProof:
    """What the tiers up to and with ``tier`` cost here, and cost at least in any roster."""

    tier: str
    cost: int
    bound: float
    gap: float
    duals: tuple[Dual, ...]


@dataclass(frozen=True)
class Certificate:
    """The proof that goes with a roster; anyone can recompute ``bound`` from ``duals``.

    ``steps_s`` is empty unless the caller lent a clock. ``notes`` says what was out of the ordinary,
    such as a time limit that was hit. ``tier_proofs`` are about the first tiers alone, if asked for.
    """

    cost: int
    bound: float
    gap: float
    tiers: dict[str, int]
    seed: int
    pairs: int
    kept_pairs: int
    duals: tuple[Dual, ...]
    versions: dict[str, str]
    steps_s: dict[str, float]
    notes: tuple[str, ...] = ()
    tier_proofs: tuple[TierProof, ...] = ()


@dataclass(frozen=True)
class Solution:
    """A roster and its certificate."""

    roster: Roster
    certificate: Certificate
