"""Pairs that break no rule by themselves: dates that lapse, ages at night, rest from fixed duties."""

from collections import defaultdict

import numpy as np

from scheduling.limits import int_array
from scheduling.problem import BoolArray, Problem

NO_DATE = np.iinfo(np.int64).max
NO_YEAR = np.iinfo(np.int64).max // 2


def allowed_pairs(problem: Problem) -> BoolArray:
    """Pairs that some valid roster may contain, shape (k,)."""
    return insured_and_trained(problem) & of_age_at_night(problem) & rested_from_fixed(problem)


def insured_and_trained(problem: Problem) -> BoolArray:
    """Pairs whose volunteer has valid insurance and training on the day of the patrol, shape (k,)."""
    last_day = int_array(
        min((until.toordinal() for until in (v.insured_until, v.trained_until) if until), default=NO_DATE)
        for v in problem.volunteers
    )
    day = int_array(patrol.day.toordinal() for patrol in problem.patrols)
    allowed: BoolArray = day[problem.pairs.patrol] <= last_day[problem.pairs.volunteer]
    return allowed


def of_age_at_night(problem: Problem) -> BoolArray:
    """Pairs by day, and those by night whose volunteer is neither too young nor too old, shape (k,).

    Age is the year of the patrol less the year of birth, the age reached in that year.
    """
    rules, pairs = problem.rules, problem.pairs
    born = int_array(NO_YEAR if v.birth_year is None else v.birth_year for v in problem.volunteers)
    year = int_array(patrol.day.year for patrol in problem.patrols)
    night = np.array([patrol.night for patrol in problem.patrols], dtype=np.bool_)
    age = year[pairs.patrol] - born[pairs.volunteer]
    youngest = 0 if rules.min_age_at_night is None else rules.min_age_at_night
    oldest = NO_YEAR if rules.max_age_at_night is None else rules.max_age_at_night
    known = born[pairs.volunteer] != NO_YEAR
    allowed: BoolArray = ~(night[pairs.patrol] & known & ((age < youngest) | (age > oldest)))
    return allowed


def rested_from_fixed(problem: Problem) -> BoolArray:
    """Pairs that neither overlap a fixed duty of their volunteer nor follow or precede it too soon."""
    rest_s = round(problem.rules.min_rest_h * 3600)
    index = {volunteer.id: v for v, volunteer in enumerate(problem.volunteers)}
    duties: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for duty in problem.fixed:
        if duty.volunteer_id in index:
            times_s = int(duty.starts_at.timestamp()), int(duty.ends_at.timestamp())
            duties[index[duty.volunteer_id]].append(times_s)
    allowed = np.ones(len(problem.pairs), dtype=np.bool_)
    busy = np.isin(problem.pairs.volunteer, list(duties))
    for k in np.flatnonzero(busy).tolist():
        patrol = problem.patrols[problem.pairs.patrol[k]]
        starts_s, ends_s = int(patrol.starts_at.timestamp()), int(patrol.ends_at.timestamp())
        allowed[k] = all(
            starts_s >= ends + rest_s or starts >= ends_s + rest_s
            for starts, ends in duties[int(problem.pairs.volunteer[k])]
        )
    return allowed
