"""How many patrols a volunteer may still get in a day and in a week, beside the fixed duties."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from scheduling.problem import IntArray, Problem


def int_array(values: Iterable[int]) -> IntArray:
    """Collect integers into an array, shape (n,)."""
    return np.array(list(values), dtype=np.int64)


def distinct(volunteer: IntArray, at: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The different (volunteer, at), shape (n,) each, in their order, and which each entry is, shape (k,)."""
    span = int(at.max(initial=0)) + 1
    keys, row = np.unique(volunteer * span + at, return_inverse=True)
    return keys // span, keys % span, row


def day_limits(problem: Problem, volunteer: IntArray, day: IntArray) -> IntArray:
    """Patrols that remain for each (volunteer, day), an index and an ordinal day, shape (n,)."""
    taken = Counter((duty.volunteer_id, duty.day.toordinal()) for duty in problem.fixed)
    most = np.full(len(volunteer), problem.rules.max_per_day, dtype=np.int64)
    return _what_remains(problem, most, taken, volunteer, day)


def week_limits(problem: Problem, volunteer: IntArray, week: IntArray) -> IntArray:
    """Patrols that remain for each (volunteer, week), an index and the ordinal Monday, shape (n,)."""
    taken = Counter((duty.volunteer_id, duty.day.toordinal() - duty.day.weekday()) for duty in problem.fixed)
    caps = int_array(min(one.weekly_cap, problem.rules.max_per_week) for one in problem.volunteers)
    return _what_remains(problem, caps[volunteer], taken, volunteer, week)


def _what_remains(
    problem: Problem, most: IntArray, taken: Mapping[tuple[int, int], int], volunteer: IntArray, at: IntArray
) -> IntArray:
    if not taken:
        return most
    ids = int_array(one.id for one in problem.volunteers)[volunteer]
    used = int_array(taken.get(key, 0) for key in zip(ids.tolist(), at.tolist(), strict=True))
    remaining: IntArray = np.maximum(0, most - used)
    return remaining
