"""A manual change of a roster, scored and checked the moment it is made."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from scheduling.problem import Assignment, BoolArray, IntArray, Pairs, Problem, Roster
from scheduling.verify import Violation, cost, violations


@dataclass(frozen=True)
class Edit:
    """The roster after a change, the rules that it newly breaks, and how each tier's cost moves."""

    roster: Roster
    broken: tuple[Violation, ...]
    cost_change: dict[str, int]


def check_edit(
    problem: Problem,
    roster: Roster,
    *,
    add: Collection[Assignment] = (),
    remove: Collection[Assignment] = (),
) -> Edit:
    """Apply a change and tell what it breaks and costs; only whom it touches is looked at again.

    Raises:
        ValueError: If something to remove is not there, or something to add is, or its names are unknown.
    """
    _check_names(problem, roster, add, remove)
    after = sorted_roster((set(roster) - set(remove)) | set(add))
    touched = {*add, *remove}
    known = _around(touched, {*roster, *after})
    small = _part(problem, known)
    old, new = (tuple(one for one in whole if one in known) for whole in (roster, after))
    broken = Counter(violations(small, new)) - Counter(violations(small, old))
    costs, before = cost(small, new), cost(small, old)
    return Edit(after, tuple(broken.elements()), {tier: costs[tier] - before[tier] for tier in costs})


def check_swap(problem: Problem, roster: Roster, one: Assignment, other: Assignment) -> Edit:
    """Let two people change places, as they asked, and check it like any other edit."""
    crossed = (
        Assignment(one.volunteer_id, other.patrol_id),
        Assignment(other.volunteer_id, one.patrol_id),
    )
    return check_edit(problem, roster, add=crossed, remove=(one, other))


def sorted_roster(assignments: Collection[Assignment]) -> Roster:
    """By patrol, then volunteer."""
    return tuple(sorted(assignments, key=lambda one: (one.patrol_id, one.volunteer_id)))


def roster_of_pairs(problem: Problem, pairs: IntArray) -> Roster:
    """The assignments that these pairs, as indices into the problem's, stand for."""
    who, what = problem.pairs.volunteer[pairs].tolist(), problem.pairs.patrol[pairs].tolist()
    return sorted_roster(
        [Assignment(problem.volunteers[v].id, problem.patrols[p].id) for v, p in zip(who, what, strict=True)]
    )


def without_pairs(problem: Problem, gone: BoolArray) -> Problem:
    """The problem less some of its pairs, shape (k,)."""
    columns = {name: column[~gone] for name, column in vars(problem.pairs).items()}
    return replace(problem, pairs=Pairs(**columns))


def _check_names(
    problem: Problem, roster: Roster, add: Collection[Assignment], remove: Collection[Assignment]
) -> None:
    if missing := set(remove) - set(roster):
        raise ValueError(f"cannot remove what is not on the roster: {min(missing, key=repr)}")
    if doubled := set(add) & (set(roster) - set(remove)):
        raise ValueError(f"already on the roster: {min(doubled, key=repr)}")
    volunteers = {volunteer.id for volunteer in problem.volunteers}
    patrols = {patrol.id for patrol in problem.patrols}
    for one in add:
        if one.volunteer_id not in volunteers or one.patrol_id not in patrols:
            raise ValueError(f"unknown volunteer or patrol: {one}")


def _around(touched: set[Assignment], both: set[Assignment]) -> set[Assignment]:
    """What is on a touched patrol, or on any patrol of a touched volunteer."""
    volunteers = {one.volunteer_id for one in touched}
    patrols = {one.patrol_id for one in touched}
    patrols |= {one.patrol_id for one in both if one.volunteer_id in volunteers}
    return {one for one in both if one.patrol_id in patrols}


def _part(problem: Problem, known: set[Assignment]) -> Problem:
    """The problem of these assignments' volunteers and patrols and of the pairs that are theirs."""
    v_ids, p_ids = {one.volunteer_id for one in known}, {one.patrol_id for one in known}
    who = [v for v, volunteer in enumerate(problem.volunteers) if volunteer.id in v_ids]
    what = [p for p, patrol in enumerate(problem.patrols) if patrol.id in p_ids]
    return sub_problem(problem, np.array(who, dtype=np.int64), np.array(what, dtype=np.int64))


def sub_problem(problem: Problem, volunteers: IntArray, patrols: IntArray) -> Problem:
    """The problem of some volunteers and patrols, given as rising indices, with the pairs among them."""
    new_v = np.full(len(problem.volunteers), -1, dtype=np.int64)
    new_p = np.full(len(problem.patrols), -1, dtype=np.int64)
    new_v[volunteers], new_p[patrols] = np.arange(len(volunteers)), np.arange(len(patrols))
    pairs = problem.pairs
    kept = (new_v[pairs.volunteer] >= 0) & (new_p[pairs.patrol] >= 0)
    ids = {problem.volunteers[v].id for v in volunteers.tolist()}
    return replace(
        problem,
        volunteers=tuple(problem.volunteers[v] for v in volunteers.tolist()),
        patrols=tuple(problem.patrols[p] for p in patrols.tolist()),
        pairs=Pairs(
            new_v[pairs.volunteer[kept]],
            new_p[pairs.patrol[kept]],
            pairs.walk_m[kept],
            pairs.own_team[kept],
            pairs.preference[kept],
        ),
        fixed=tuple(duty for duty in problem.fixed if duty.volunteer_id in ids),
    )
