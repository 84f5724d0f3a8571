"""The few people and patrols around a hurt patrol, as a problem of their own."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from scheduling.edit import sub_problem
from scheduling.problem import Assignment, BoolArray, Duty, Patrol, Problem, Roster
from scheduling.served import Served, monday

# More patrols than these are not opened: nobody wants a dozen crews called for one seat
MOST_OPENED = 12


@dataclass(frozen=True)
class Neighbourhood:
    """Patrols whose crews may change, everybody who offers one of them, and who is on them now.

    In ``problem`` whatever else these people do is fixed; ``now`` says which of its pairs are in the
    roster, shape (k,).
    """

    problem: Problem
    now: BoolArray


def around(
    problem: Problem,
    roster: Roster,
    hurt: Collection[int],
    *,
    depth: int,
    pinned: Collection[int],
    reachable: Collection[int] | None,
) -> Neighbourhood:
    """Open the hurt patrols and, at depth 2, the patrols that keep their candidates busy.

    Args:
        hurt: Ids of the patrols that lack somebody.
        depth: 1 or 2.
        pinned: Ids of patrols that must stay as they are, such as those that have begun.
        reachable: Ids of the people who can still be called; everybody if None. People on an open patrol
            who cannot be reached stay on it, or stay away.
    """
    served = Served(problem, roster)
    opened = {p for p, patrol in enumerate(problem.patrols) if patrol.id in hurt}
    if depth > 1:
        opened |= _blocking(problem, served, opened, pinned)
    patrols = np.array(sorted(opened), dtype=np.int64)
    in_open = np.isin(problem.pairs.patrol, patrols)
    volunteers = np.unique(problem.pairs.volunteer[in_open])
    small = sub_problem(problem, volunteers, patrols)
    open_ids = {patrol.id for patrol in small.patrols}
    return _pinned_to(small, served, roster, open_ids, reachable)


def blocking(problem: Problem, roster: Roster, hurt: Collection[int], pinned: Collection[int]) -> set[int]:
    """Ids of the patrols that ``around`` opens beside the hurt ones at depth 2."""
    opened = {p for p, patrol in enumerate(problem.patrols) if patrol.id in hurt}
    found = _blocking(problem, Served(problem, roster), opened, pinned)
    return {problem.patrols[p].id for p in found}


def _blocking(problem: Problem, served: Served, opened: set[int], pinned: Collection[int]) -> set[int]:
    """Patrols that the candidates of the open ones would have to leave, standby and nearest in time first."""
    found: dict[int, tuple[bool, float, int]] = {}
    index = {patrol.id: p for p, patrol in enumerate(problem.patrols)}
    for p in sorted(opened):
        patrol = problem.patrols[p]
        for v in problem.pairs.volunteer[problem.pairs.patrol == p].tolist():
            volunteer = problem.volunteers[v]
            for other in served.patrols.get(volunteer.id, ()):
                if index[other.id] in opened or other.id in pinned or not _in_the_way(other, patrol):
                    continue
                away_s = abs((other.starts_at - patrol.starts_at).total_seconds())
                key = (not other.standby, away_s, other.id)
                found[index[other.id]] = min(key, found.get(index[other.id], key))
    return set(sorted(found, key=lambda p: found[p])[:MOST_OPENED])


def _in_the_way(other: Patrol, patrol: Patrol) -> bool:
    """In the same week: by its day, the rest around it, or the cap it may keep somebody."""
    return monday(other.day) == monday(patrol.day) or abs((other.day - patrol.day).days) <= 1


def _pinned_to(
    small: Problem, served: Served, roster: Roster, open_ids: set[int], reachable: Collection[int] | None
) -> Neighbourhood:
    volunteers, duties = [], list(small.fixed)
    for volunteer in small.volunteers:
        kept = [p for p in served.patrols.get(volunteer.id, ()) if p.id not in open_ids]
        duties += [Duty(volunteer.id, p.starts_at, p.ends_at, p.day) for p in kept]
        # The next patrol costs as much more as the kept ones have raised the load
        load = volunteer.past_load + len(kept) / max(volunteer.offered, 1)
        volunteers.append(replace(volunteer, past_load=load))
    on = set(roster)
    ids = [volunteer.id for volunteer in small.volunteers]
    now = np.array(
        [
            Assignment(ids[v], small.patrols[p].id) in on
            for v, p in zip(small.pairs.volunteer.tolist(), small.pairs.patrol.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )
    problem = replace(small, volunteers=tuple(volunteers), fixed=tuple(duties))
    if reachable is None:
        return Neighbourhood(problem, now)
    return _only_reachable(problem, now, reachable)


def _only_reachable(problem: Problem, now: BoolArray, reachable: Collection[int]) -> Neighbourhood:
    """Leave out pairs that would call somebody who cannot be called."""
    can = np.array([volunteer.id in reachable for volunteer in problem.volunteers], dtype=np.bool_)
    kept = now | can[problem.pairs.volunteer]
    pairs = type(problem.pairs)(**{name: column[kept] for name, column in vars(problem.pairs).items()})
    return Neighbourhood(replace(problem, pairs=pairs), now[kept])
