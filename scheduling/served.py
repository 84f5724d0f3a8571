"""A roster by volunteer and by patrol, and what keeps somebody from one patrol more."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from scheduling.problem import Duty, Patrol, Problem, Roster, Volunteer
from scheduling.verify_cost import lapsed, wrong_age


class Served:
    """The roster's patrols and fixed duties by volunteer, and its people by patrol."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        self.rules = problem.rules
        patrols = {patrol.id: patrol for patrol in problem.patrols}
        self.people: defaultdict[int, set[int]] = defaultdict(set)
        self.patrols: defaultdict[int, list[Patrol]] = defaultdict(list)
        self.fixed: defaultdict[int, list[Duty]] = defaultdict(list)
        for assignment in roster:
            self.people[assignment.patrol_id].add(assignment.volunteer_id)
            self.patrols[assignment.volunteer_id].append(patrols[assignment.patrol_id])
        for duty in problem.fixed:
            self.fixed[duty.volunteer_id].append(duty)

    def state(self, volunteer: Volunteer, patrol: Patrol) -> str:
        """What keeps the volunteer from one more patrol: a fact's name, ``free`` if nothing."""
        others = self._others(volunteer, ())
        if self._that_day(others, patrol) >= self.rules.max_per_day:
            return "used_that_day"
        if any(self._clash(other, patrol) for other in others):
            return "resting"
        return "cap_used" if self._that_week(others, patrol) >= self.cap(volunteer) else "free"

    def broken_rules(
        self, volunteer: Volunteer, patrol: Patrol, leaving: Collection[int] = ()
    ) -> Iterator[str]:
        """Names of the rules that this patrol would break, once the patrols ``leaving`` are given up."""
        others = self._others(volunteer, leaving)
        if lapsed(volunteer.insured_until, patrol.day):
            yield "insurance-lapsed"
        if lapsed(volunteer.trained_until, patrol.day):
            yield "training-lapsed"
        if wrong_age(volunteer, patrol, self.rules):
            yield "wrong-age-at-night"
        if self._that_day(others, patrol) >= self.rules.max_per_day:
            yield "too-many-a-day"
        if any(overlaps(other, patrol) for other in others):
            yield "overlap"
        elif any(self._clash(other, patrol) for other in others):
            yield "too-little-rest"
        if self._that_week(others, patrol) >= self.cap(volunteer):
            yield "above-weekly-cap"

    def cap(self, volunteer: Volunteer) -> int:
        """Patrols a week that the volunteer and the district both allow."""
        return min(volunteer.weekly_cap, self.rules.max_per_week)

    def _others(self, volunteer: Volunteer, leaving: Collection[int]) -> list[Patrol | Duty]:
        staying = [patrol for patrol in self.patrols.get(volunteer.id, ()) if patrol.id not in leaving]
        return [*staying, *self.fixed.get(volunteer.id, ())]

    def _that_day(self, others: list[Patrol | Duty], patrol: Patrol) -> int:
        return sum(other.day == patrol.day for other in others)

    def _that_week(self, others: list[Patrol | Duty], patrol: Patrol) -> int:
        return sum(monday(other.day) == monday(patrol.day) for other in others)

    def _clash(self, other: Patrol | Duty, patrol: Patrol) -> bool:
        rest = timedelta(hours=self.rules.min_rest_h)
        return other.starts_at < patrol.ends_at + rest and patrol.starts_at < other.ends_at + rest


def overlaps(one: Patrol | Duty, other: Patrol | Duty) -> bool:
    """Both last at some instant."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def monday(day: date) -> date:
    """First day of the day's week."""
    return day - timedelta(days=day.weekday())
