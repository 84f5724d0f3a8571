"""Which patrols are wanted: where and when one more patrol covers the most expected incidents."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

import numpy as np

from scheduling.problem import FloatArray, Patrol

# A patrol gains a seat above its minimum at each of these risks, of 1 to 10
RISKS_OF_EXTRA_SEATS = (4, 7, 10)


@dataclass(frozen=True, slots=True)
class SlotTime:
    """One slot of one day; aware times in UTC, the day is local."""

    id: int
    starts_at: datetime
    ends_at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class PostDemand:
    """A post, the slots in which a rule fixes a patrol there, and how many fit there at a time."""

    id: int
    area_id: int
    fixed_slots: frozenset[int]
    max_patrols: int = 2


@dataclass(frozen=True, slots=True)
class PatrolDemand:
    """A wanted patrol; ``value`` is the expected incidents it covers beyond those chosen before it."""

    post_id: int
    slot_id: int
    seats_min: int
    seats_desired: int
    risk: int
    value: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    post: int
    slot: int
    value: float
    fixed: bool


class _Choosing:
    """The state of the greedy choice: what is left uncovered, and who is left to send."""

    def __init__(
        self, posts: Sequence[PostDemand], risk: FloatArray, reach: FloatArray, supply: FloatArray,
        area_ids: Sequence[int], seats: int,
    ) -> None:  # fmt: skip
        row_of_area = {area_id: row for row, area_id in enumerate(area_ids)}
        self.area = [row_of_area[post.area_id] for post in posts]
        self.uncovered = risk.astype(np.float64, copy=True)
        self.reach = reach
        self.supply = supply.astype(np.float64, copy=True)
        self.seats = seats
        room = np.array([post.max_patrols for post in posts], dtype=np.int64)
        self.room = np.repeat(room[:, None], risk.shape[1], axis=1)
        self.changes = [0] * risk.shape[1]
        self.choices: list[_Choice] = []

    def value(self, post: int, slot: int) -> float:
        return float(self.reach[post] @ self.uncovered[:, slot])

    def affordable(self, post: int, slot: int) -> bool:
        return bool(self.room[post, slot] > 0 and self.supply[self.area[post], slot] >= self.seats)

    def choose(self, post: int, slot: int, *, fixed: bool = False) -> None:
        self.choices.append(_Choice(post, slot, self.value(post, slot), fixed))
        self.uncovered[:, slot] *= 1.0 - self.reach[post]
        self.supply[self.area[post], slot] -= self.seats
        self.room[post, slot] -= 1
        self.changes[slot] += 1


def wanted_patrols(
    posts: Sequence[PostDemand],
    slots: Sequence[SlotTime],
    risk: FloatArray,
    reach: FloatArray,
    supply: FloatArray,
    area_ids: Sequence[int],
    *,
    seats_min: int = 3,
    seats_max: int = 6,
) -> list[PatrolDemand]:
    """Choose patrols by lazy greedy on the expected incidents that each one adds.

    A patrol gives a cell ``reach`` of what the cell still lacks, so a second patrol at the same time
    sees only what the first has left. Fixed patrols come first, also where people are short.

    Args:
        posts: Posts, in the order of the rows of ``reach``.
        slots: Slots of the period, in the order of the columns of ``risk`` and ``supply``.
        risk: Expected incidents, shape (n_cells, n_slots).
        reach: Share of a full dose one patrol from a post gives a cell, 0 to 1, shape (n_posts, n_cells).
        supply: People whom an area can send in a slot, shape (n_areas, n_slots).
        area_ids: Areas, in the order of the rows of ``supply``.
        seats_min: People a patrol takes from its area's supply.
        seats_max: Ceiling of the desired seats.

    Returns:
        Patrols sorted by slot, then post, then falling value.

    Source: Minoux (1978), Accelerated greedy algorithms for maximizing submodular set functions.
    """
    state = _Choosing(posts, risk, reach, supply, area_ids, seats_min)
    _choose_fixed(state, posts, slots)
    _choose_by_value(state)
    levels = _risk_levels([choice.value for choice in state.choices])
    ordered = sorted(
        zip(state.choices, levels, strict=True),
        key=lambda item: (item[0].slot, item[0].post, -item[0].value),
    )
    return [
        PatrolDemand(
            post_id=posts[choice.post].id,
            slot_id=slots[choice.slot].id,
            seats_min=seats_min,
            seats_desired=max(seats_min, min(seats_max, seats_min + _extra_seats(level))),
            risk=level,
            value=choice.value,
            fixed=choice.fixed,
        )
        for choice, level in ordered
    ]


def _choose_fixed(state: _Choosing, posts: Sequence[PostDemand], slots: Sequence[SlotTime]) -> None:
    for p, post in enumerate(posts):
        for s, slot in enumerate(slots):
            if slot.id in post.fixed_slots:
                state.choose(p, s, fixed=True)


def _choose_by_value(state: _Choosing) -> None:
    """Take the best patrol until nothing affordable has value; values only fall, so stale ones bound."""
    values = state.reach @ state.uncovered
    heap = [
        (-float(values[post, slot]), post, slot, state.changes[slot])
        for post, slot in np.ndindex(values.shape)
        if values[post, slot] > 0
    ]
    heapq.heapify(heap)
    while heap:
        _, post, slot, seen = heapq.heappop(heap)
        if not state.affordable(post, slot):
            continue
        if seen == state.changes[slot]:
            state.choose(post, slot)
        value = state.value(post, slot)
        if value > 0:
            heapq.heappush(heap, (-value, post, slot, state.changes[slot]))


def _risk_levels(values: Sequence[float]) -> list[int]:
    """Rank values into tenths, 1 (lowest) to 10; equal values share a level."""
    ranks = np.searchsorted(np.sort(values), values, side="left")
    return [1 + int(rank) * 10 // len(values) for rank in ranks]


def _extra_seats(risk: int) -> int:
    return sum(risk >= level for level in RISKS_OF_EXTRA_SEATS)


def standby_patrols(
    patrols: Iterable[Patrol],
    no_show_rate: Mapping[tuple[int, datetime], float],
    *,
    first_id: int,
    default_rate: float = 0.1,
) -> tuple[Patrol, ...]:
    """Make one standby pseudo-patrol for each area and time, with as many seats as no-shows are expected.

    Args:
        patrols: The patrols to back up; their desired seats are what can stay empty.
        no_show_rate: Share of people who did not come, by (area_id, starts_at).
        first_id: Id of the first standby patrol; the others follow.
        default_rate: Rate where none is known.
    """
    seats: defaultdict[tuple[int, datetime, datetime, date], int] = defaultdict(int)
    for patrol in patrols:
        if not patrol.standby:
            seats[patrol.area_id, patrol.starts_at, patrol.ends_at, patrol.day] += patrol.seats_desired
    return tuple(
        Patrol(first_id + k, area_id, starts_at, ends_at, day, 1, 0, wanted, standby=True)
        for k, (area_id, starts_at, ends_at, day, wanted) in enumerate(
            _standby_seats(seats, no_show_rate, default_rate)
        )
    )


def _standby_seats(
    seats: Mapping[tuple[int, datetime, datetime, date], int],
    no_show_rate: Mapping[tuple[int, datetime], float],
    default_rate: float,
) -> Iterator[tuple[int, datetime, datetime, date, int]]:
    for (area_id, starts_at, ends_at, day), count in sorted(seats.items()):
        rate = no_show_rate.get((area_id, starts_at), default_rate)
        # Guards against 0.1 * 30 = 3.0000000000000004 becoming a fourth seat
        if wanted := ceil(round(rate * count, 9)):
            yield area_id, starts_at, ends_at, day, wanted
