"""Cut a big roster into parts of whole weeks and neighbouring areas that can be priced each by itself.

The price of a further patrol grows with all patrols of the period, so no part knows it. Each volunteer
therefore gets a fixed price a patrol, the slope of the fairness cost where the load is expected to be;
a convex cost lies above each of its tangents, so what the parts prove holds for the whole.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from scheduling.edit import sub_problem
from scheduling.limits import int_array, week_limits
from scheduling.problem import FloatArray, IntArray, Problem, Volunteer

# One job of about so many people takes some 15 CPU s a week
MOST_PEOPLE = 5000
# So many slots offered make the fairness cost a straight line
ENDLESS = 10**9


@dataclass(frozen=True)
class Part:
    """Some patrols of one week, all their pairs, and where those stand among the whole problem's pairs.

    ``week`` is the ordinal Monday; ``group`` numbers the areas that were put together.
    """

    week: int
    group: int
    problem: Problem
    pairs: IntArray


def cut(problem: Problem, slopes: IntArray, *, most_people: int = MOST_PEOPLE) -> tuple[Part, ...]:
    """Cut by week and by groups of areas, with a straight fairness cost; every patrol is in one part.

    Args:
        problem: The whole problem.
        slopes: Fairness cost of any patrol of each volunteer, shape (volunteers,).
        most_people: People that an area group should not exceed, counted where each has most offers.
    """
    weeks = int_array(p.day.toordinal() - p.day.weekday() for p in problem.patrols)
    group_of = group_areas(problem, most_people)
    groups = int_array(group_of[patrol.area_id] for patrol in problem.patrols)
    flat = replace(problem, volunteers=_flat(problem, slopes))
    parts = []
    for week, group in np.unique(np.stack([weeks, groups]), axis=1).T.tolist():
        patrols = np.flatnonzero((weeks == week) & (groups == group))
        pairs = np.flatnonzero(np.isin(problem.pairs.patrol, patrols))
        volunteers = np.unique(problem.pairs.volunteer[pairs])
        parts.append(Part(week, group, sub_problem(flat, volunteers, patrols), pairs))
    return tuple(parts)


def expected_patrols(problem: Problem) -> FloatArray:
    """Patrols that each volunteer may expect if all seats are shared by what people can do, shape (v,)."""
    pairs = problem.pairs
    day = int_array(patrol.day.toordinal() for patrol in problem.patrols)
    days = np.unique(np.stack([pairs.volunteer, day[pairs.patrol]]), axis=1)
    volunteer, week = days[0], days[1] - (days[1] - 1) % 7
    (who, when), count = np.unique(np.stack([volunteer, week]), axis=1, return_counts=True)
    can = np.minimum(count * problem.rules.max_per_day, week_limits(problem, who, when))
    able = np.bincount(who, weights=can, minlength=len(problem.volunteers))
    seats = sum(patrol.seats_desired for patrol in problem.patrols)
    expected: FloatArray = able * min(1.0, seats / max(1.0, able.sum()))
    return expected


def fairness_slopes(problem: Problem, expected: FloatArray) -> IntArray:
    """Fairness cost of one patrol more at the expected number of patrols, shape (volunteers,)."""
    offered = int_array(max(volunteer.offered, 1) for volunteer in problem.volunteers)
    past = np.array([volunteer.past_load for volunteer in problem.volunteers], dtype=np.float64)
    return np.rint(2 * problem.weights.fairness * (expected / offered + past)).astype(np.int64)


def _flat(problem: Problem, slopes: IntArray) -> tuple[Volunteer, ...]:
    weight = max(problem.weights.fairness, 1)
    return tuple(
        replace(volunteer, offered=ENDLESS, past_load=slope / (2 * weight))
        for volunteer, slope in zip(problem.volunteers, slopes.tolist(), strict=True)
    )


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
    people = [{volunteer.id for volunteer in part.problem.volunteers} for part in parts]
    of_week: defaultdict[int, list[int]] = defaultdict(list)
    for k, part in enumerate(parts):
        of_week[part.week].append(k)
    found = [(len(people[a] & people[b]), a, b) for ks in of_week.values() for a in ks for b in ks if a < b]
    return [(a, b) for count, a, b in sorted(found, key=lambda one: (-one[0], *one[1:])) if count]
