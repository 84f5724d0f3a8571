"""Every hard rule a second time, in plain Python and without the solver's model.

The cost is in ``verify_cost.py`` and the bound in ``verify_bound.py``; nothing here or there imports
what ``solve`` is made of.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from scheduling.problem import Duty, Patrol, Problem, Roster, Volunteer, least_people
from scheduling.verify_bound import bound_from_duals
from scheduling.verify_cost import cost, lapsed, wrong_age

__all__ = ["CHECKS", "Violation", "bound_from_duals", "cost", "violations", "violations_of_people"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule, and whose: the volunteer, the patrol, or both."""

    rule: str
    volunteer_id: int | None = None
    patrol_id: int | None = None


def violations(problem: Problem, roster: Roster) -> list[Violation]:
    """List every broken hard rule; an empty list means that the roster can be worked."""
    return _broken(CHECKS, problem, roster)


def violations_of_people(problem: Problem, roster: Roster) -> list[Violation]:
    """List the broken rules that look at one person's patrols and duties alone; needs no pairs."""
    return _broken(CHECKS_OF_PEOPLE, problem, roster)


class _Lookup:
    """The roster by volunteer and by patrol; names that do not exist are left to ``unknown_names``."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        self.problem = problem
        self.roster = roster
        self.volunteers = {volunteer.id: volunteer for volunteer in problem.volunteers}
        self.patrols = {patrol.id: patrol for patrol in problem.patrols}
        self.served: list[tuple[Volunteer, Patrol]] = [
            (self.volunteers[a.volunteer_id], self.patrols[a.patrol_id])
            for a in roster
            if a.volunteer_id in self.volunteers and a.patrol_id in self.patrols
        ]
        self.people: defaultdict[int, list[Volunteer]] = defaultdict(list)
        self.times: defaultdict[int, list[Patrol]] = defaultdict(list)
        for volunteer, patrol in self.served:
            self.people[patrol.id].append(volunteer)
            self.times[volunteer.id].append(patrol)
        for patrols in self.times.values():
            patrols.sort(key=lambda patrol: (patrol.starts_at, patrol.id))

        self.fixed: defaultdict[int, list[Duty]] = defaultdict(list)
        for duty in problem.fixed:
            self.fixed[duty.volunteer_id].append(duty)

    def others(self, volunteer_id: int, position: int) -> list[Patrol | Duty]:
        """Fixed duties, and the volunteer's patrols before the one at the position."""
        return [*self.times[volunteer_id][:position], *self.fixed[volunteer_id]]

    def running(self) -> Iterator[tuple[Patrol, list[Volunteer]]]:
        """Patrols with somebody on them, standby apart, and their people."""
        for patrol_id, people in self.people.items():
            if not self.patrols[patrol_id].standby:
                yield self.patrols[patrol_id], people


Check = Callable[[_Lookup], Iterator[Violation]]


def _broken(checks: Sequence[Check], problem: Problem, roster: Roster) -> list[Violation]:
    known = _Lookup(problem, roster)
    return [violation for check in checks for violation in check(known)]


def not_sorted(known: _Lookup) -> Iterator[Violation]:
    """A roster is sorted by patrol, then volunteer, so that equal rosters are equal bytes."""
    for before, after in pairwise(known.roster):
        if (before.patrol_id, before.volunteer_id) > (after.patrol_id, after.volunteer_id):
            yield Violation("not-sorted", after.volunteer_id, after.patrol_id)


def unknown_names(known: _Lookup) -> Iterator[Violation]:
    """Both the volunteer and the patrol exist."""
    for a in known.roster:
        if a.volunteer_id not in known.volunteers or a.patrol_id not in known.patrols:
            yield Violation("unknown-names", a.volunteer_id, a.patrol_id)


def twice_on_a_patrol(known: _Lookup) -> Iterator[Violation]:
    """A volunteer takes one seat of a patrol."""
    for assignment, count in Counter(known.roster).items():
        if count > 1:
            yield Violation("twice-on-a-patrol", assignment.volunteer_id, assignment.patrol_id)


def pair_not_offered(known: _Lookup) -> Iterator[Violation]:
    """Volunteers go only where they offered to go."""
    problem, pairs = known.problem, known.problem.pairs
    volunteer_ids = [volunteer.id for volunteer in problem.volunteers]
    patrol_ids = [patrol.id for patrol in problem.patrols]
    offers = zip(pairs.volunteer.tolist(), pairs.patrol.tolist(), strict=True)
    served = {(volunteer.id, patrol.id) for volunteer, patrol in known.served}
    offered = served.intersection((volunteer_ids[v], patrol_ids[p]) for v, p in offers)
    for volunteer, patrol in known.served:
        if (volunteer.id, patrol.id) not in offered:
            yield Violation("pair-not-offered", volunteer.id, patrol.id)


def insurance_lapsed(known: _Lookup) -> Iterator[Violation]:
    """Insurance is valid on the local day of the patrol."""
    for volunteer, patrol in known.served:
        if lapsed(volunteer.insured_until, patrol.day):
            yield Violation("insurance-lapsed", volunteer.id, patrol.id)


def training_lapsed(known: _Lookup) -> Iterator[Violation]:
    """Training is valid on the local day of the patrol."""
    for volunteer, patrol in known.served:
        if lapsed(volunteer.trained_until, patrol.day):
            yield Violation("training-lapsed", volunteer.id, patrol.id)


def wrong_age_at_night(known: _Lookup) -> Iterator[Violation]:
    """Nobody too young or too old goes out at night."""
    for volunteer, patrol in known.served:
        if wrong_age(volunteer, patrol, known.problem.rules):
            yield Violation("wrong-age-at-night", volunteer.id, patrol.id)


def not_enough_people(known: _Lookup) -> Iterator[Violation]:
    """A patrol that runs has its minimum."""
    for patrol, people in known.running():
        if len(people) < least_people(patrol, known.problem.rules):
            yield Violation("not-enough-people", None, patrol.id)


def seats_above_desired(known: _Lookup) -> Iterator[Violation]:
    """No patrol, standby or not, has more people than were asked for."""
    for patrol_id, people in known.people.items():
        if len(people) > known.patrols[patrol_id].seats_desired:
            yield Violation("seats-above-desired", None, patrol_id)


def no_leader(known: _Lookup) -> Iterator[Violation]:
    """A patrol that runs has a leader, where the rules ask for one."""
    for patrol, people in known.running():
        if known.problem.rules.leader_required and not any(person.leader for person in people):
            yield Violation("no-leader", None, patrol.id)


def too_few_kinds(known: _Lookup) -> Iterator[Violation]:
    """A patrol that runs mixes at least so many kinds of team."""
    for patrol, people in known.running():
        if len({person.kind for person in people}) < known.problem.rules.min_kinds:
            yield Violation("too-few-kinds", None, patrol.id)


def too_many_a_day(known: _Lookup) -> Iterator[Violation]:
    """A volunteer has at most so many patrols on one local day, fixed duties included."""
    for volunteer_id, patrols in known.times.items():
        for day, count in Counter(patrol.day for patrol in patrols).items():
            fixed = sum(duty.day == day for duty in known.fixed[volunteer_id])
            if count + fixed > known.problem.rules.max_per_day:
                last = [patrol.id for patrol in patrols if patrol.day == day][-1]
                yield Violation("too-many-a-day", volunteer_id, last)


def overlap(known: _Lookup) -> Iterator[Violation]:
    """A volunteer is not on two patrols, or on a patrol and a fixed duty, at one time."""
    for volunteer_id, patrols in known.times.items():
        for i, later in enumerate(patrols):
            if any(_gap(other, later) < timedelta(0) for other in known.others(volunteer_id, i)):
                yield Violation("overlap", volunteer_id, later.id)


def too_little_rest(known: _Lookup) -> Iterator[Violation]:
    """So many hours pass between any two patrols or duties; a calendar day proves nothing."""
    rest = timedelta(hours=known.problem.rules.min_rest_h)
    for volunteer_id, patrols in known.times.items():
        for i, later in enumerate(patrols):
            gaps = [_gap(other, later) for other in known.others(volunteer_id, i)]
            if any(timedelta(0) <= gap < rest for gap in gaps):
                yield Violation("too-little-rest", volunteer_id, later.id)


def _gap(one: Patrol | Duty, other: Patrol) -> timedelta:
    """Time between the end of the earlier and the start of the later; negative where they overlap."""
    return max(other.starts_at - one.ends_at, one.starts_at - other.ends_at)


def above_weekly_cap(known: _Lookup) -> Iterator[Violation]:
    """A volunteer's patrols and fixed duties of one week, Monday to Sunday, stay within the cap."""
    for volunteer_id, patrols in known.times.items():
        cap = min(known.volunteers[volunteer_id].weekly_cap, known.problem.rules.max_per_week)
        for monday, count in Counter(_monday(patrol) for patrol in patrols).items():
            fixed = sum(_monday(duty) == monday for duty in known.fixed[volunteer_id])
            if count + fixed > cap:
                last = [patrol.id for patrol in patrols if _monday(patrol) == monday][-1]
                yield Violation("above-weekly-cap", volunteer_id, last)


def _monday(time: Patrol | Duty) -> date:
    return time.day - timedelta(days=time.day.weekday())


CHECKS_OF_PEOPLE: tuple[Check, ...] = (
    insurance_lapsed,
    training_lapsed,
    wrong_age_at_night,
    too_many_a_day,
    overlap,
    too_little_rest,
    above_weekly_cap,
)
CHECKS: tuple[Check, ...] = (
    not_sorted,
    unknown_names,
    twice_on_a_patrol,
    pair_not_offered,
    not_enough_people,
    seats_above_desired,
    no_leader,
    too_few_kinds,
    *CHECKS_OF_PEOPLE,
)
