"""The rows of the roster programme, one function for each rule and named after it.

A row is named by its rule and two integers ``of`` and ``at`` that mean the same without the matrix, so
that its price can be checked without it.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from scheduling.columns import Columns
from scheduling.limits import day_limits, distinct, int_array, week_limits
from scheduling.problem import BoolArray, FloatArray, IntArray
from scheduling.rest import clashes, row_starts, select_rows

# Up to here the rows of only_if_it_runs pay: 15 % more rows on a week of 4,972 people (seeds 1 and 2 of the
# benchmark) take the gap from 0.8 and 1.8 % to 0.4 and 0.7 %
FEW_CANDIDATES = 16


class Rows(NamedTuple):
    """The rows of one rule: names, entries (row within the rule, column, value), and limits."""

    rule: str
    of: IntArray
    at: IntArray
    row: IntArray
    column: IntArray
    value: IntArray
    lower: float | FloatArray
    upper: float | FloatArray


def enough_people(columns: Columns) -> Rows:
    """A patrol's people are its minimum if it runs, plus the extra ones: Σ x - min·run - extra = 0."""
    patrols = np.arange(len(columns.runs))
    return Rows(
        "enough-people",
        of=_patrol_ids(columns),
        at=np.zeros_like(patrols),
        row=np.concatenate([columns.patrol, patrols, patrols]),
        column=np.concatenate([_pair_columns(columns), columns.runs, columns.extra]),
        value=np.concatenate([np.ones_like(columns.patrol), -columns.seats_min, -np.ones_like(patrols)]),
        lower=0,
        upper=0,
    )


def seats_not_above_desired(columns: Columns) -> Rows:
    """Only a patrol that runs has extra people: extra - (desired - min)·run <= 0."""
    patrols = np.flatnonzero(~columns.standby & (columns.seats_more > 0))
    rows = np.arange(len(patrols))
    return Rows(
        "seats-not-above-desired",
        of=_patrol_ids(columns)[patrols],
        at=np.zeros_like(patrols),
        row=np.concatenate([rows, rows]),
        column=np.concatenate([columns.extra[patrols], columns.runs[patrols]]),
        value=np.concatenate([np.ones_like(patrols), -columns.seats_more[patrols]]),
        lower=-np.inf,
        upper=0,
    )


def leader(columns: Columns) -> Rows:
    """A patrol that runs has a leader: Σ x of leaders - run >= 0."""
    leads = np.array([volunteer.leader for volunteer in columns.problem.volunteers], dtype=np.bool_)
    wanted = ~columns.standby & columns.problem.rules.leader_required
    return _some_of(columns, "leader", np.flatnonzero(wanted), leads[columns.volunteer], at=0)


def mix_of_kinds(columns: Columns) -> list[Rows]:
    """No set of too few kinds makes up a patrol that runs: Σ x of other kinds - run >= 0.

    ``at`` has a bit for each kind of the set, in alphabetical order of the kinds. Where the set's people
    cannot reach the minimum alone, the row would say nothing new.
    """
    names = sorted({volunteer.kind for volunteer in columns.problem.volunteers})
    kind = int_array(names.index(volunteer.kind) for volunteer in columns.problem.volunteers)
    too_few = min(columns.problem.rules.min_kinds - 1, len(names))
    if too_few < 1:
        return []
    blocks = []
    for chosen in combinations(range(len(names)), too_few):
        of_set = np.isin(kind, chosen)[columns.volunteer]
        people = np.bincount(columns.patrol[of_set], minlength=len(columns.runs))
        patrols = np.flatnonzero(~columns.standby & (people >= columns.seats_min))
        blocks.append(_some_of(columns, "mix-of-kinds", patrols, ~of_set, at=sum(1 << bit for bit in chosen)))
    return blocks


def wanted_skills(columns: Columns) -> Rows:
    """A patrol that runs has somebody with each wanted skill, or lacks it: Σ x with it + lacks - run >= 0."""
    problem = columns.problem
    holders: dict[str, BoolArray] = {
        skill: np.array([skill in volunteer.skills for volunteer in problem.volunteers], dtype=np.bool_)
        for skill in sorted({skill for patrol in problem.patrols for skill in patrol.skills})
    }
    row, column = [], []
    order = np.argsort(columns.patrol, kind="stable")
    start = np.searchsorted(columns.patrol[order], np.arange(len(columns.runs) + 1))
    for r, (j, s) in enumerate(zip(columns.lacks_patrol, columns.lacks_skill, strict=True)):
        here = order[start[j] : start[j + 1]]
        able = here[holders[problem.patrols[j].skills[s]][columns.volunteer[here]]]
        row.append(np.full(len(able), r))
        column.append(able)
    rows = np.arange(len(columns.lacks))
    entries = np.concatenate([*column, np.empty(0, dtype=np.int64)])
    return Rows(
        "wanted-skills",
        of=_patrol_ids(columns)[columns.lacks_patrol],
        at=columns.lacks_skill,
        row=np.concatenate([*row, rows, rows]),
        column=np.concatenate([entries, columns.lacks, columns.runs[columns.lacks_patrol]]),
        value=np.concatenate([np.ones_like(entries), np.ones_like(rows), -np.ones_like(rows)]),
        lower=0,
        upper=np.inf,
    )


def only_if_it_runs(columns: Columns, pairs: BoolArray) -> Rows:
    """Nobody goes on a patrol that does not run: x - run <= 0, for some of the pairs.

    Whole people follow this anyway; fractions of people do not, and without these rows two candidates
    carry two thirds of a patrol of three.
    """
    goes = np.flatnonzero(pairs)
    rows = np.arange(len(goes))
    return Rows(
        "only-if-it-runs",
        of=_patrol_ids(columns)[columns.patrol[goes]],
        at=_volunteer_ids(columns)[columns.volunteer[goes]],
        row=np.concatenate([rows, rows]),
        column=np.concatenate([goes, columns.runs[columns.patrol[goes]]]),
        value=np.concatenate([np.ones_like(goes), -np.ones_like(goes)]),
        lower=-np.inf,
        upper=0,
    )


def scarce_pairs(columns: Columns) -> BoolArray:
    """Pairs of the patrols that few people offer, where fractions of people deceive most, shape (pairs,)."""
    candidates = np.bincount(columns.patrol, minlength=len(columns.runs))
    scarce: BoolArray = (~columns.standby & (candidates <= FEW_CANDIDATES))[columns.patrol]
    return scarce


def one_patrol_a_day(columns: Columns) -> Rows:
    """Σ x of a volunteer's day <= the patrols a day that the rules allow (one, by default)."""
    volunteer, day, row = distinct(columns.volunteer, columns.day[columns.patrol])
    limits = day_limits(columns.problem, volunteer, day)
    several = np.bincount(row, minlength=len(day)) > limits
    return _at_most(columns, "one-patrol-a-day", volunteer, day, row, limits, several)


def weekly_cap(columns: Columns) -> Rows:
    """Σ x of a volunteer's week from Monday to Sunday <= the volunteer's cap."""
    volunteer, week, row = distinct(columns.volunteer, columns.week[columns.patrol])
    days, _, _ = distinct(row, columns.day[columns.patrol])
    most = np.bincount(days, minlength=len(week)) * columns.problem.rules.max_per_day
    caps = week_limits(columns.problem, volunteer, week)
    return _at_most(columns, "weekly-cap", volunteer, week, row, caps, most > caps)


def enough_rest(columns: Columns) -> Rows:
    """Of a volunteer's patrols that last, with the rest after them, over one instant: Σ x <= 1.

    ``at`` is that instant in seconds since 1970. Sets within one day say nothing new where only one
    patrol a day is allowed.
    """
    rules, day = columns.problem.rules, columns.day[columns.patrol]
    rested_s = (columns.ends_s + round(rules.min_rest_h * 3600))[columns.patrol]
    found = clashes(columns.volunteer, columns.starts_s[columns.patrol], rested_s)
    if len(found.volunteer):
        starts = row_starts(found)
        several = np.diff(np.append(starts, len(found.row))) > 1
        days = np.maximum.reduceat(day[found.pair], starts) - np.minimum.reduceat(day[found.pair], starts)
        found = select_rows(found, several & ((days > 0) | (rules.max_per_day > 1)))
    return Rows(
        "enough-rest",
        of=_volunteer_ids(columns)[found.volunteer],
        at=found.instant_s,
        row=found.row,
        column=found.pair,
        value=np.ones_like(found.row),
        lower=-np.inf,
        upper=1,
    )


def fair_share(columns: Columns) -> Rows:
    """A volunteer's patrols are the first, the second, ... at their rising costs: Σ x - Σ share = 0."""
    ids = _volunteer_ids(columns)
    return Rows(
        "fair-share",
        of=ids,
        at=np.zeros_like(ids),
        row=np.concatenate([columns.volunteer, columns.share_volunteer]),
        column=np.concatenate([_pair_columns(columns), columns.share]),
        value=np.concatenate([np.ones_like(columns.volunteer), -np.ones_like(columns.share)]),
        lower=0,
        upper=0,
    )


def _some_of(columns: Columns, rule: str, patrols: IntArray, able: BoolArray, at: int) -> Rows:
    """Each of the patrols, if it runs, has one of the able people: Σ x of able - run >= 0."""
    number = np.full(len(columns.runs), -1)
    number[patrols] = np.arange(len(patrols))
    able_here = np.flatnonzero(able & (number[columns.patrol] >= 0))
    return Rows(
        rule,
        of=_patrol_ids(columns)[patrols],
        at=np.full(len(patrols), at),
        row=np.concatenate([number[columns.patrol[able_here]], np.arange(len(patrols))]),
        column=np.concatenate([able_here, columns.runs[patrols]]),
        value=np.concatenate([np.ones_like(able_here), -np.ones_like(patrols)]),
        lower=0,
        upper=np.inf,
    )


def _at_most(
    columns: Columns, rule: str, volunteer: IntArray, at: IntArray, row: IntArray, limit: IntArray,
    wanted: BoolArray,
) -> Rows:  # fmt: skip
    """Σ x of the pairs of each wanted row <= its limit; ``row`` is the row of each pair, shape (k,)."""
    number = np.cumsum(wanted) - 1
    entries = np.flatnonzero(wanted[row])
    return Rows(
        rule,
        of=_volunteer_ids(columns)[volunteer[wanted]],
        at=at[wanted],
        row=number[row[entries]],
        column=entries,
        value=np.ones_like(entries),
        lower=-np.inf,
        upper=limit[wanted].astype(np.float64),
    )


def _pair_columns(columns: Columns) -> IntArray:
    return np.arange(len(columns.pairs))


def _patrol_ids(columns: Columns) -> IntArray:
    return int_array(patrol.id for patrol in columns.problem.patrols)


def _volunteer_ids(columns: Columns) -> IntArray:
    return int_array(volunteer.id for volunteer in columns.problem.volunteers)
