"""Mend a roster at once after a drop-out, an absence, a new patrol or an edit; disturb as few as possible."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduling.edit import check_edit, roster_of_pairs, without_pairs
from scheduling.neighbourhood import Neighbourhood, around
from scheduling.problem import Assignment, Pairs, Patrol, Problem, Roster
from scheduling.repair_model import RepairLimits, choose_repair
from scheduling.verify import Violation


@dataclass(frozen=True)
class Repair:
    """The mended roster, whose plans change, and what it costs more or less than the hurt one.

    ``depth`` is 0 where nothing had to change. A crew that stays below its minimum is sent home. ``broken``
    are rules that the mending itself would break, none unless the model is wrong. ``proven`` says that
    nothing cheaper exists so near.
    """

    roster: Roster
    added: tuple[Assignment, ...]
    removed: tuple[Assignment, ...]
    disturbed: tuple[int, ...]
    depth: int
    cost_change: int
    proven: bool
    broken: tuple[Violation, ...] = ()


def drop_out(
    problem: Problem, roster: Roster, volunteer_id: int, patrol_ids: Collection[int]
) -> tuple[Problem, Roster]:
    """The problem and roster once somebody cannot take these patrols; ``repair`` then mends them."""
    v = [volunteer.id for volunteer in problem.volunteers].index(volunteer_id)
    cannot = [p for p, patrol in enumerate(problem.patrols) if patrol.id in patrol_ids]
    gone = (problem.pairs.volunteer == v) & np.isin(problem.pairs.patrol, cannot)
    left = (one for one in roster if one.volunteer_id != volunteer_id or one.patrol_id not in patrol_ids)
    return without_pairs(problem, gone), tuple(left)


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who could go on a new patrol."""

    volunteer_id: int
    walk_m: float
    own_team: bool = False
    preference: int = 0


def with_patrol(problem: Problem, patrol: Patrol, offers: Sequence[Offer]) -> Problem:
    """The problem with one urgent patrol more; ``repair`` then staffs it.

    Raises:
        ValueError: If its id is taken.
    """
    index = {volunteer.id: v for v, volunteer in enumerate(problem.volunteers)}
    pairs, count = problem.pairs, len(offers)
    return replace(
        problem,
        patrols=(*problem.patrols, patrol),
        pairs=Pairs(
            np.append(pairs.volunteer, np.array([index[o.volunteer_id] for o in offers], dtype=np.int64)),
            np.append(pairs.patrol, np.full(count, len(problem.patrols), dtype=np.int64)),
            np.append(pairs.walk_m, np.array([o.walk_m for o in offers], dtype=np.float64)),
            np.append(pairs.own_team, np.array([o.own_team for o in offers], dtype=np.bool_)),
            np.append(pairs.preference, np.array([o.preference for o in offers], dtype=np.int64)),
        ),
    )


def repair(
    problem: Problem,
    roster: Roster,
    hurt: Collection[int],
    *,
    pinned: Collection[int] = (),
    reachable: Collection[int] | None = None,
    insist: bool = False,
    limits: RepairLimits | None = None,
) -> Repair:
    """Mend the hurt patrols by the fewest and cheapest changes of people's plans.

    First only free people are tried, then people who would leave another patrol, whose crew is mended in
    turn; everybody else keeps the plan. The same arguments give the same result.

    Args:
        problem: As it is now, without what has been cancelled.
        roster: As it is now; the hurt patrols may be below their minimum, no other rule may be broken.
        hurt: Ids of the patrols that lack somebody.
        pinned: Ids of patrols that must stay as they are.
        reachable: Ids of the people who can still be called, everybody if None.
        insist: Get one person more onto each hurt patrol, or its minimum, whatever it costs.
        limits: Prices of disturbing people, and how long to search.
    """
    limits = limits or RepairLimits()
    best: tuple[int, Repair] | None = None
    for depth in (1, 2):
        near = around(problem, roster, hurt, depth=depth, pinned=pinned, reachable=reachable)
        found = _mended(problem, roster, near, hurt, depth, limits, _wanted(near, hurt) if insist else None)
        if found is None:
            continue
        score = found.cost_change + limits.disturbed * len(found.disturbed)
        if best is None or score < best[0]:
            best = score, found
        if _full(problem, best[1].roster, hurt):
            break
    return best[1] if best else Repair(roster, (), (), (), 0, 0, proven=True)


def _wanted(near: Neighbourhood, hurt: Collection[int]) -> dict[int, int]:
    """One person more than now on each hurt patrol; its own rows add what the minimum needs."""
    pairs = near.problem.pairs
    people = np.bincount(pairs.patrol[near.now], minlength=len(near.problem.patrols))
    return {
        patrol.id: min(int(people[p]) + 1, patrol.seats_desired)
        for p, patrol in enumerate(near.problem.patrols)
        if patrol.id in hurt
    }


def _mended(
    problem: Problem, roster: Roster, near: Neighbourhood, hurt: Collection[int], depth: int,
    limits: RepairLimits, at_least: dict[int, int] | None,
) -> Repair | None:  # fmt: skip
    choice = choose_repair(near, hurt, limits, at_least)
    if choice is None:
        return None
    added = roster_of_pairs(near.problem, np.flatnonzero(choice.goes & ~near.now))
    removed = roster_of_pairs(near.problem, np.flatnonzero(near.now & ~choice.goes))
    edit = check_edit(problem, roster, add=added, remove=removed)
    return Repair(
        roster=edit.roster,
        added=added,
        removed=removed,
        disturbed=tuple(sorted({one.volunteer_id for one in (*added, *removed)})),
        depth=depth if added or removed else 0,
        cost_change=edit.cost_change["total"],
        proven=choice.proven,
        broken=edit.broken,
    )


def _full(problem: Problem, roster: Roster, hurt: Collection[int]) -> bool:
    people = [one.patrol_id for one in roster if one.patrol_id in hurt]
    return all(
        people.count(patrol.id) >= patrol.seats_desired for patrol in problem.patrols if patrol.id in hurt
    )
