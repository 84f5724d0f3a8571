"""Every hard rule a second time, in plain Python and without the solver's model.

The cost is in ``verify_cost.py`` and the bound in ``verify_bound.py``; nothing here or there imports
what ``solve`` is made of.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from scheduling.problem import Patrol, Problem, Roster, Volunteer
from scheduling.verify_bound import bound_from_duals
from scheduling.verify_cost import cost, lapsed

__all__ = ["Violation", "bound_from_duals", "cost", "violations"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule, and whose: the volunteer, the patrol, or both."""

    rule: str
    volunteer_id: int | None = None
    patrol_id: int | None = None


def violations(problem: Problem, roster: Roster) -> list[Violation]:
    """List every broken hard rule; an empty list means that the roster can be worked."""
    known = _Lookup(problem, roster)
    checks = (
        not_sorted,
        unknown_names,
        twice_on_a_patrol,
        pair_not_offered,
        insurance_lapsed,
        training_lapsed,
        not_enough_people,
        seats_above_desired,
        no_leader,
        too_few_kinds,
        too_many_a_day,
        overlap,
        too_little_rest,
        above_weekly_cap,
    )
    return [violation for check in checks for violation in check(known)]


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

    def running(self) -> Iterator[tuple[Patrol, list[Volunteer]]]:
        """Patrols with somebody on them, standby apart, and their people."""
        for patrol_id, people in self.people.items():
            if not self.patrols[patrol_id].standby:
                yield self.patrols[patrol_id], people


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
    problem = known.problem
    offered = {
        (problem.volunteers[v].id, problem.patrols[p].id)
        for v, p in zip(problem.pairs.volunteer.tolist(), problem.pairs.patrol.tolist(), strict=True)
    }
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


def not_enough_people(known: _Lookup) -> Iterator[Violation]:
    """A patrol that runs has its minimum."""
    for patrol, people in known.running():
        if len(people) < patrol.seats_min:
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
    """A volunteer has at most so many patrols on one local day."""
    for volunteer_id, patrols in known.times.items():
        for day, count in Counter(patrol.day for patrol in patrols).items():
            if count > known.problem.rules.max_per_day:
                last = [patrol.id for patrol in patrols if patrol.day == day][-1]
                yield Violation("too-many-a-day", volunteer_id, last)


def overlap(known: _Lookup) -> Iterator[Violation]:
    """A volunteer is not on two patrols at one time."""
    for volunteer_id, patrols in known.times.items():
        for i, later in enumerate(patrols):
            if any(earlier.ends_at > later.starts_at for earlier in patrols[:i]):
                yield Violation("overlap", volunteer_id, later.id)


def too_little_rest(known: _Lookup) -> Iterator[Violation]:
    """Between any two patrols of a volunteer so many hours pass; a calendar day proves nothing."""
    rest = timedelta(hours=known.problem.rules.min_rest_h)
    for volunteer_id, patrols in known.times.items():
        for i, later in enumerate(patrols):
            gaps = [later.starts_at - earlier.ends_at for earlier in patrols[:i]]
            if any(timedelta(0) <= gap < rest for gap in gaps):
                yield Violation("too-little-rest", volunteer_id, later.id)


def above_weekly_cap(known: _Lookup) -> Iterator[Violation]:
    """A volunteer's patrols of one week, Monday to Sunday, stay within the cap."""
    for volunteer_id, patrols in known.times.items():
        weeks = Counter(patrol.day - timedelta(days=patrol.day.weekday()) for patrol in patrols)
        for monday, count in weeks.items():
            if count > known.volunteers[volunteer_id].weekly_cap:
                last = [p.id for p in patrols if timedelta(0) <= p.day - monday < timedelta(days=7)][-1]
                yield Violation("above-weekly-cap", volunteer_id, last)
