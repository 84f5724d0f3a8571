"""The lower bound that a certificate's prices prove, recomputed from the rules alone.

Every price belongs to a rule that each valid roster obeys, so charging price times slack never raises
the cost of a valid roster. With those charges each choice stands by itself, and the sum of the cheapest
choices is a bound. No matrix and no solver is needed to follow it; all sums are of integers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from scheduling.problem import Dual, Duty, Patrol, Problem, Volunteer, least_people
from scheduling.verify_cost import lapsed, pair_costs, share_cost, wrong_age

# A price of the wrong sign proves nothing and counts as none
AT_LEAST = frozenset({"leader", "mix-of-kinds", "wanted-skills"})
AT_MOST = frozenset(
    {"seats-not-above-desired", "only-if-it-runs", "one-patrol-a-day", "enough-rest", "weekly-cap"}
)


def bound_from_duals(problem: Problem, duals: Iterable[Dual]) -> float:
    """What every valid roster of the problem costs at least, in cost units."""
    return bound_milli(problem, duals) / 1000


def bound_milli(problem: Problem, duals: Iterable[Dual]) -> int:
    """The same in thousandths of a cost unit, exactly."""
    prices = _Prices(problem, duals)
    fixed = _Fixed(problem)
    people = {volunteer.id: volunteer for volunteer in problem.volunteers}
    weeks: defaultdict[int, set[int]] = defaultdict(set)
    total = sum(fixed.limit(people[dual.of], dual) * dual.milli for dual in prices.of_volunteers)
    for pair in pair_costs(problem):
        volunteer, patrol = pair.volunteer, pair.patrol
        if fixed.rule_out(volunteer, patrol):
            continue
        weeks[volunteer.id].add(_monday(patrol))
        own_cost = pair.walking + pair.preference + pair.own_team
        total += min(0, 1000 * own_cost - prices.paid_for_going(volunteer, patrol))
    total += sum(_patrol_value(problem, prices, patrol) for patrol in problem.patrols)
    for volunteer in problem.volunteers:
        most = sum(fixed.left_in_week(volunteer, monday) for monday in weeks[volunteer.id])
        total += _share_value(problem, volunteer, most, prices.get("fair-share", volunteer.id))
    return total


def _monday(time: Patrol | Duty) -> int:
    return (time.day - timedelta(days=time.day.weekday())).toordinal()


class _Fixed:
    """What the fixed duties leave of each volunteer's time."""

    def __init__(self, problem: Problem) -> None:
        self.rules = problem.rules
        self.duties: defaultdict[int, list[Duty]] = defaultdict(list)
        for duty in problem.fixed:
            self.duties[duty.volunteer_id].append(duty)

    def rule_out(self, volunteer: Volunteer, patrol: Patrol) -> bool:
        """No valid roster sends this volunteer on this patrol."""
        rest = timedelta(hours=self.rules.min_rest_h)
        return (
            lapsed(volunteer.insured_until, patrol.day)
            or lapsed(volunteer.trained_until, patrol.day)
            or wrong_age(volunteer, patrol, self.rules)
            or any(
                duty.starts_at < patrol.ends_at + rest and patrol.starts_at < duty.ends_at + rest
                for duty in self.duties.get(volunteer.id, ())
            )
        )

    def left_in_week(self, volunteer: Volunteer, monday: int) -> int:
        taken = sum(_monday(duty) == monday for duty in self.duties.get(volunteer.id, ()))
        return max(0, min(volunteer.weekly_cap, self.rules.max_per_week) - taken)

    def limit(self, volunteer: Volunteer, dual: Dual) -> int:
        """The limit of the rule about one volunteer that the price is for."""
        if dual.rule == "weekly-cap":
            return self.left_in_week(volunteer, dual.at)
        if dual.rule == "enough-rest":
            return 1
        taken = sum(duty.day.toordinal() == dual.at for duty in self.duties.get(volunteer.id, ()))
        return max(0, self.rules.max_per_day - taken)


class _Prices:
    """Prices in thousandths, by rule and by what they are about."""

    def __init__(self, problem: Problem, duals: Iterable[Dual]) -> None:
        self.problem = problem
        self.kinds = sorted({volunteer.kind for volunteer in problem.volunteers})
        known = {volunteer.id for volunteer in problem.volunteers}
        self.of_volunteers: list[Dual] = []
        self._price: dict[tuple[str, int, int], int] = {}
        self._only_if_it_runs: defaultdict[int, int] = defaultdict(int)
        self._instants: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
        self._sets: defaultdict[int, list[tuple[frozenset[str], int]]] = defaultdict(list)
        for dual in duals:
            if (dual.rule in AT_LEAST and dual.milli < 0) or (dual.rule in AT_MOST and dual.milli > 0):
                continue
            self._price[dual.rule, dual.of, dual.at] = dual.milli
            if dual.rule in ("one-patrol-a-day", "enough-rest", "weekly-cap") and dual.of in known:
                self.of_volunteers.append(dual)
            if dual.rule == "enough-rest":
                self._instants[dual.of].append((datetime.fromtimestamp(dual.at, UTC), dual.milli))
            if dual.rule == "only-if-it-runs":
                self._only_if_it_runs[dual.of] += dual.milli
            if dual.rule == "mix-of-kinds":
                self._add_set(dual)

    def _add_set(self, dual: Dual) -> None:
        kinds = frozenset(kind for bit, kind in enumerate(self.kinds) if dual.at >> bit & 1)
        if len(kinds) < self.problem.rules.min_kinds:
            self._sets[dual.of].append((kinds, dual.milli))

    def get(self, rule: str, of: int, at: int = 0) -> int:
        return self._price.get((rule, of, at), 0)

    def leader(self, patrol: Patrol) -> int:
        return self.get("leader", patrol.id) if self.problem.rules.leader_required else 0

    def sets(self, patrol: Patrol) -> list[tuple[frozenset[str], int]]:
        return self._sets.get(patrol.id, [])

    def paid_for_going(self, volunteer: Volunteer, patrol: Patrol) -> int:
        """What the rules pay for this volunteer on this patrol (less what they charge)."""
        paid = (
            self.get("enough-people", patrol.id)
            + self.get("fair-share", volunteer.id)
            + self.get("one-patrol-a-day", volunteer.id, patrol.day.toordinal())
            + self.get("weekly-cap", volunteer.id, _monday(patrol))
        )
        rested = patrol.ends_at + timedelta(hours=self.problem.rules.min_rest_h)
        paid += sum(
            milli
            for instant, milli in self._instants.get(volunteer.id, [])
            if patrol.starts_at <= instant < rested
        )
        return paid if patrol.standby else paid + sum(self._paid_by_patrol(volunteer, patrol))

    def _paid_by_patrol(self, volunteer: Volunteer, patrol: Patrol) -> Iterator[int]:
        yield self.get("only-if-it-runs", patrol.id, volunteer.id)
        if volunteer.leader:
            yield self.leader(patrol)
        for kinds, milli in self.sets(patrol):
            if volunteer.kind not in kinds:
                yield milli
        for at, skill in enumerate(patrol.skills):
            if skill in volunteer.skills:
                yield self.get("wanted-skills", patrol.id, at)

    def only_if_it_runs(self, patrol: Patrol) -> int:
        return self._only_if_it_runs.get(patrol.id, 0)


def _patrol_value(problem: Problem, prices: _Prices, patrol: Patrol) -> int:
    """Cheapest way to run or not to run a patrol, with its extra people and missing skills."""
    weights = problem.weights
    per_person = prices.get("enough-people", patrol.id)
    least = least_people(patrol, problem.rules)
    more = patrol.seats_desired - least
    if patrol.standby:
        return 1000 * weights.standby * more + more * min(0, per_person - 1000 * weights.standby)
    cap = prices.get("seats-not-above-desired", patrol.id)
    not_run = 1000 * patrol.risk * (weights.run * least + weights.seat * more)
    skills = [prices.get("wanted-skills", patrol.id, at) for at in range(len(patrol.skills))]
    run = (
        -1000 * weights.run * patrol.risk * least
        + least * per_person
        + more * cap
        + prices.leader(patrol)
        + sum(milli for _, milli in prices.sets(patrol))
        + sum(skills)
        + prices.only_if_it_runs(patrol)
    )
    extra = per_person - cap - 1000 * weights.seat * patrol.risk
    lacking = sum(min(0, 1000 * weights.skill * patrol.risk - milli) for milli in skills)
    return not_run + min(0, run) + more * min(0, extra) + lacking


def _share_value(problem: Problem, volunteer: Volunteer, most: int, milli: int) -> int:
    """Cheapest number of patrols of one volunteer, at their rising costs."""
    costs = (share_cost(volunteer, nth, problem.weights.fairness) for nth in range(1, most + 1))
    return sum(min(0, 1000 * cost + milli) for cost in costs)
