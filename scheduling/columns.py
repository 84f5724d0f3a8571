"""The choices of the roster model as numbered columns with integer costs and limits."""

from itertools import islice

import numpy as np

from scheduling.fairness import patrol_costs
from scheduling.limits import distinct, int_array, week_limits
from scheduling.problem import BoolArray, IntArray, Problem, least_people


class Columns:
    """Where each choice stands among the columns, with the facts about it as arrays.

    For the k allowed pairs: ``pairs`` is the problem's pair index, ``volunteer`` and ``patrol`` are
    indices into the problem. For the p patrols: ``runs`` and ``extra`` are columns. For each (patrol,
    wanted skill): ``lacks`` is the column, ``lacks_patrol`` and ``lacks_skill`` (its position in the
    patrol's skills) say whose. For each possible patrol of a volunteer: ``share`` and ``share_volunteer``.
    """

    def __init__(self, problem: Problem, pairs: IntArray) -> None:
        self.problem = problem
        self.pairs = pairs
        self.volunteer: IntArray = problem.pairs.volunteer[pairs].astype(np.int64)
        self.patrol: IntArray = problem.pairs.patrol[pairs].astype(np.int64)
        self._describe_patrols()
        k, p = len(pairs), len(problem.patrols)
        self.runs: IntArray = k + np.arange(p, dtype=np.int64)
        self.extra: IntArray = self.runs + p
        wants = [(j, s) for j, patrol in enumerate(problem.patrols) for s in range(len(patrol.skills))]
        self.lacks: IntArray = k + 2 * p + np.arange(len(wants), dtype=np.int64)
        self.lacks_patrol = int_array(j for j, _ in wants)
        self.lacks_skill = int_array(s for _, s in wants)
        most = self._most_patrols()
        first = k + 2 * p + len(wants)
        self.share: IntArray = first + np.arange(most.sum(), dtype=np.int64)
        self.share_volunteer: IntArray = np.repeat(np.arange(len(most)), most)
        self.share_cost = int_array(
            cost
            for volunteer, count in zip(problem.volunteers, most, strict=True)
            for cost in islice(patrol_costs(volunteer, problem.weights.fairness), int(count))
        )
        self.count = first + len(self.share)

    def _describe_patrols(self) -> None:
        patrols, rules = self.problem.patrols, self.problem.rules
        self.day = int_array(patrol.day.toordinal() for patrol in patrols)
        self.week = int_array(patrol.day.toordinal() - patrol.day.weekday() for patrol in patrols)
        self.starts_s = int_array(int(patrol.starts_at.timestamp()) for patrol in patrols)
        self.ends_s = int_array(int(patrol.ends_at.timestamp()) for patrol in patrols)
        self.seats_min = int_array(least_people(patrol, rules) for patrol in patrols)
        self.seats_more = int_array(patrol.seats_desired for patrol in patrols) - self.seats_min
        self.risk = int_array(patrol.risk for patrol in patrols)
        self.standby: BoolArray = np.array([patrol.standby for patrol in patrols], dtype=np.bool_)

    def _most_patrols(self) -> IntArray:
        """Patrols each volunteer can get under the weekly cap in the weeks that have a pair."""
        volunteer, week, _ = distinct(self.volunteer, self.week[self.patrol])
        most = np.zeros(len(self.problem.volunteers), dtype=np.int64)
        np.add.at(most, volunteer, week_limits(self.problem, volunteer, week))
        return most

    def costs(self) -> IntArray:
        """Cost of each column, shape (count,); running a patrol and filling its seats earn their weight."""
        weights = self.problem.weights
        per_seat = np.where(self.standby, weights.standby, weights.seat * self.risk)
        return np.concatenate(
            [
                self._pair_costs(),
                -weights.run * self.risk * self.seats_min,
                -per_seat,
                weights.skill * self.risk[self.lacks_patrol],
                self.share_cost,
            ]
        ).astype(np.int64)

    def _pair_costs(self) -> IntArray:
        pairs, weights = self.problem.pairs, self.problem.weights
        away = ~pairs.own_team[self.pairs] & ~self.standby[self.patrol]
        walking = np.rint(weights.walk_per_km * pairs.walk_m[self.pairs] / 1000)
        costs: IntArray = (
            walking.astype(np.int64)
            + weights.preference * pairs.preference[self.pairs]
            + weights.own_team * away
        )
        return costs

    def constant(self) -> int:
        """Cost of the roster in which no patrol runs and no standby seat is filled."""
        weights = self.problem.weights
        run = weights.run * self.risk * self.seats_min
        seats = np.where(self.standby, weights.standby, weights.seat * self.risk) * self.seats_more
        return int((run + seats).sum())

    def lower(self) -> IntArray:
        """Smallest value of each column; a standby patrol always runs, even if empty."""
        lower = np.zeros(self.count, dtype=np.int64)
        lower[self.runs] = self.standby
        return lower

    def upper(self) -> IntArray:
        """Largest value of each column."""
        upper = np.ones(self.count, dtype=np.int64)
        upper[self.extra] = self.seats_more
        return upper
