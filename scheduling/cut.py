"""Cut a big roster into parts of whole weeks and neighbouring areas that can be chosen each by itself."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from scheduling.edit import sub_problem
from scheduling.limits import distinct, int_array
from scheduling.problem import FloatArray, IntArray, Problem

# One job of about so many people takes some 6 CPU s a week, and its prices as much
MOST_PEOPLE = 5000


@dataclass(frozen=True)
class Part:
    """Some patrols of one week and the people who offer one of them.

    ``week`` is the ordinal Monday; ``group`` numbers the areas that were put together. ``volunteers``,
    ``patrols`` and ``pairs`` are rising indices into the whole problem.
    """

    week: int
    group: int
    problem: Problem
    volunteers: IntArray
    patrols: IntArray
    pairs: IntArray


def cut(problem: Problem, *, most_people: int = MOST_PEOPLE) -> tuple[Part, ...]:
    """Cut by week and by groups of areas; every patrol is in one part.

    ``most_people`` should not be exceeded by an area group, counted where each person has most offers.
    """
    weeks, groups, part_of = parts_of_patrols(problem, most_people)
    parts = []
    for part, (week, group) in enumerate(zip(weeks.tolist(), groups.tolist(), strict=True)):
        inside = part_of == part
        pairs = np.flatnonzero(inside[problem.pairs.patrol])
        volunteers, patrols = np.unique(problem.pairs.volunteer[pairs]), np.flatnonzero(inside)
        own = sub_problem(problem, volunteers, patrols)
        parts.append(Part(week, group, own, volunteers, patrols, pairs))
    return tuple(parts)


def parts_of_patrols(problem: Problem, most_people: int) -> tuple[IntArray, IntArray, IntArray]:
    """Week and group of each part, shape (parts,), and the part of each patrol, shape (patrols,)."""
    weeks = int_array(patrol.day.toordinal() - patrol.day.weekday() for patrol in problem.patrols)
    group_of = group_areas(problem, most_people)
    return distinct(weeks, int_array(group_of[patrol.area_id] for patrol in problem.patrols))


def group_areas(problem: Problem, most_people: int) -> dict[int, int]:
    """Number of the group of each area: the smallest group joins the neighbour it shares most people with."""
    areas = sorted({patrol.area_id for patrol in problem.patrols})
    index = {area: k for k, area in enumerate(areas)}
    area = int_array(index[patrol.area_id] for patrol in problem.patrols)[problem.pairs.patrol]
    offers = sparse.csr_array(
        (np.ones(len(area)), (problem.pairs.volunteer, area)), shape=(len(problem.volunteers), len(areas))
    )
    if not len(area):
        return dict.fromkeys(areas, 0)
    home = np.asarray(offers.argmax(axis=1)).ravel()
    people = np.bincount(home[np.asarray(offers.sum(axis=1)).ravel() > 0], minlength=len(areas)).tolist()
    visits = offers.copy()
    visits.data[:] = 1.0
    shared = (visits.T @ visits).toarray()
    np.fill_diagonal(shared, 0)
    members = _joined(people, shared, most_people)
    return {areas[k]: number for number, group in enumerate(members) for k in group}


def _joined(people: list[int], shared: FloatArray, most_people: int) -> list[list[int]]:
    members = {k: [k] for k in range(len(people))}
    size = dict(enumerate(people))
    waiting = set(members)
    while waiting:
        smallest = min(waiting, key=lambda k: (size[k], k))
        fits = [k for k in members if k != smallest and size[k] + size[smallest] <= most_people]
        near = [k for k in fits if shared[smallest, k] > 0] or fits
        if not near:
            waiting.discard(smallest)
            continue
        best = max(near, key=lambda k: (shared[smallest, k], -size[k], -k))
        members[best] += members.pop(smallest)
        size[best] += size.pop(smallest)
        shared[best] += shared[smallest]
        shared[:, best] += shared[:, smallest]
        shared[best, best] = 0
        waiting.discard(smallest)
    return [sorted(group) for group in sorted(members.values(), key=min)]


def neighbours(parts: tuple[Part, ...]) -> list[tuple[int, int]]:
    """Positions of parts of one week that share people, most shared first."""
    people = [set(part.volunteers.tolist()) for part in parts]
    of_week: defaultdict[int, list[int]] = defaultdict(list)
    for k, part in enumerate(parts):
        of_week[part.week].append(k)
    found = [(len(people[a] & people[b]), a, b) for ks in of_week.values() for a in ks for b in ks if a < b]
    return [(a, b) for count, a, b in sorted(found, key=lambda one: (-one[0], *one[1:])) if count]
