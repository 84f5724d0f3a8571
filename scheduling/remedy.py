"""The cheapest single change that would fill an empty seat, as data that can be applied and tried."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduling.edit import sorted_roster
from scheduling.problem import Assignment, Pairs, Patrol, Problem, Roster, Volunteer, least_people
from scheduling.served import Served

# From a call to a new member: the order of effort, cheapest first
ASSIGN = "assign"
RENEW = "renew-insurance-or-training"
LIFT_CAP = "lift-weekly-cap"
WIDER = "walk-further"
OFFER = "offer-one-more-slot"
LEAD = "one-more-leader"
RECRUIT = "recruit"
KINDS_OF_CHANGE = (ASSIGN, RENEW, LIFT_CAP, WIDER, OFFER, LEAD, RECRUIT)
# What the two changes of a rule about one person cure
DATES = frozenset({"insurance-lapsed", "training-lapsed"})
CAP = frozenset({"above-weekly-cap"})


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change, and the crew that can go once it is made.

    ``volunteer_id`` is whose date, cap, reach, offer or rank changes; None for ``assign`` and ``recruit``.
    ``crew`` joins the patrol; for ``recruit`` so many ``people`` join it too, one of whom must lead if
    ``leader``, with ``kinds`` that the crew does not have yet.
    """

    patrol_id: int
    change: str
    volunteer_id: int | None = None
    walk_m: float | None = None
    crew: tuple[int, ...] = ()
    people: int = 0
    leader: bool = False
    kinds: int = 0


def remedies(
    problem: Problem,
    roster: Roster,
    further: Pairs | None = None,
    only: Collection[int] | None = None,
) -> list[Remedy]:
    """Name the cheapest change for every patrol below its desired seats, in the order of the problem.

    Everybody else keeps the plan, so a remedy holds without any rearrangement. Changes are tried in the
    order of ``KINDS_OF_CHANGE``; within one of them the shorter walk, then the lower id.

    Args:
        problem: What was solved.
        roster: Its roster.
        further: Pairs that only the walking radius rules out; the volunteers offer the slots.
        only: Ids of the patrols to look at; all if None.
    """
    desk = _Desk(problem, roster, further)
    return [
        desk.remedy(p, patrol)
        for p, patrol in enumerate(problem.patrols)
        if (only is None or patrol.id in only)
        and len(desk.served.people.get(patrol.id, ())) < patrol.seats_desired
    ]


def applied(problem: Problem, roster: Roster, remedy: Remedy) -> tuple[Problem, Roster]:
    """The problem after the change, and the roster with the remedy's crew on the patrol."""
    changed, crew = problem, list(remedy.crew)
    index = next(p for p, patrol in enumerate(problem.patrols) if patrol.id == remedy.patrol_id)
    patrol = problem.patrols[index]
    if remedy.change == RECRUIT:
        changed, joined = _with_recruits(problem, roster, index, remedy)
        crew += joined
    elif remedy.volunteer_id is not None:
        changed = _with_change(problem, index, remedy)
    joining = [Assignment(volunteer_id, patrol.id) for volunteer_id in crew]
    return changed, sorted_roster([*roster, *joining])


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody for a seat, once the change is made."""

    volunteer: Volunteer
    change: str
    walk_m: float


class _Desk:
    """The roster and the offers by patrol, looked up once."""

    def __init__(self, problem: Problem, roster: Roster, further: Pairs | None) -> None:
        self.problem, self.served = problem, Served(problem, roster)
        self.by_id = {volunteer.id: volunteer for volunteer in problem.volunteers}
        self.offers = _by_patrol(problem.pairs)
        self.further = _by_patrol(further) if further is not None else {}
        self.walkers = self._walkers()

    def _walkers(self) -> dict[tuple[int, bool], list[tuple[int, float]]]:
        """Who already walks to patrols of an area, and how far at least, nearest first; standby apart."""
        found: defaultdict[tuple[int, bool], dict[int, float]] = defaultdict(dict)
        for p, offers in self.offers.items():
            patrol = self.problem.patrols[p]
            known = found[patrol.area_id, patrol.standby]
            for v, walk_m in offers:
                known[v] = min(walk_m, known.get(v, walk_m))
        return {area: _nearest_first(known.items()) for area, known in found.items()}

    def remedy(self, p: int, patrol: Patrol) -> Remedy:
        crew = [self.by_id[k] for k in sorted(self.served.people.get(patrol.id, ()))]
        offers = [(v, m, self._broken(v, patrol)) for v, m in _nearest_first(self.offers.get(p, ()))]
        on_it = self.served.people.get(patrol.id, set())
        asked = [
            (_Person(self.problem.volunteers[v], ASSIGN, walk_m), broken)
            for v, walk_m, broken in offers
            if self.problem.volunteers[v].id not in on_it
        ]
        free = [person for person, broken in asked if not broken]
        needs = _Needs(self.problem, patrol, crew, [person.volunteer for person in free])
        if needs.met_by(None):
            return Remedy(patrol.id, ASSIGN, crew=needs.crew(None))
        for person in self._changes(p, patrol, asked) if needs.one_short() else ():
            if needs.met_by(person):
                far = person.walk_m if person.change in (WIDER, OFFER) else None
                return Remedy(patrol.id, person.change, person.volunteer.id, far, needs.crew(person))
        return needs.recruits()

    def _changes(
        self, p: int, patrol: Patrol, asked: Sequence[tuple[_Person, frozenset[str]]]
    ) -> Iterator[_Person]:
        """Who could go if one obstacle were out of the way, in the order of effort."""
        for change, curable in ((RENEW, DATES), (LIFT_CAP, CAP)):
            for person, broken in asked:
                if broken and broken <= curable and self._may(change, person.volunteer):
                    yield replace(person, change=change)
        yield from self._newly_asked(_nearest_first(self.further.get(p, ())), patrol, WIDER)
        offering = {v for v, _ in self.offers.get(p, ())}
        near = self.walkers.get((patrol.area_id, patrol.standby), [])
        yield from self._newly_asked([(v, m) for v, m in near if v not in offering], patrol, OFFER)
        if self.problem.rules.leader_required and not patrol.standby:
            for person, broken in asked:
                if not broken and not person.volunteer.leader:
                    yield replace(person, change=LEAD)

    def _newly_asked(
        self, offers: Iterable[tuple[int, float]], patrol: Patrol, change: str
    ) -> Iterator[_Person]:
        for v, walk_m in offers:
            if not self._broken(v, patrol):
                yield _Person(self.problem.volunteers[v], change, walk_m)

    def _may(self, change: str, volunteer: Volunteer) -> bool:
        """A cap that is the district's own is no volunteer's to lift."""
        return change != LIFT_CAP or volunteer.weekly_cap < self.problem.rules.max_per_week

    def _broken(self, v: int, patrol: Patrol) -> frozenset[str]:
        return frozenset(self.served.broken_rules(self.problem.volunteers[v], patrol))


class _Needs:
    """What a crew with these free people still lacks before it may go, or one seat more is filled."""

    def __init__(
        self, problem: Problem, patrol: Patrol, crew: Sequence[Volunteer], free: Sequence[Volunteer]
    ) -> None:
        self.patrol, self.now, self.free = patrol, list(crew), list(free)
        rules = problem.rules
        self.people = max(least_people(patrol, rules), len(crew) + 1)
        self.leader = rules.leader_required and not patrol.standby
        self.kinds = 0 if patrol.standby else min(rules.min_kinds, patrol.seats_desired)
        self.possible = patrol.standby or rules.min_kinds <= patrol.seats_desired

    def met_by(self, person: _Person | None) -> bool:
        return len(self._chosen(person)) >= self.people and self._mixed(self._chosen(person))

    def one_short(self) -> bool:
        """One person, at most, is missing in number."""
        return len(self._chosen(None)) >= self.people - 1

    def crew(self, person: _Person | None) -> tuple[int, ...]:
        """Ids of those who join, at most up to what is needed."""
        now = {volunteer.id for volunteer in self.now}
        return tuple(sorted(one.id for one in self._chosen(person) if one.id not in now))

    def _chosen(self, person: _Person | None) -> list[Volunteer]:
        """The crew, the person of the change, a leader, new kinds, and others until there are enough."""
        chosen, free = list(self.now), list(self.free)
        if person:
            leads = person.change == LEAD or person.volunteer.leader
            chosen.append(replace(person.volunteer, leader=leads))
            free = [one for one in free if one.id != person.volunteer.id]
        if self.leader and not any(one.leader for one in chosen):
            chosen += [one for one in free if one.leader][:1]
        for one in free:
            if len({person.kind for person in chosen} | {one.kind}) > len({p.kind for p in chosen}):
                if len({p.kind for p in chosen}) >= self.kinds:
                    break
                chosen += [one] if one not in chosen else []
        others = [one for one in free if one not in chosen]
        return chosen + others[: max(0, self.people - len(chosen))]

    def _mixed(self, crew: Sequence[Volunteer]) -> bool:
        led = not self.leader or any(one.leader for one in crew)
        few_enough = len(crew) <= self.patrol.seats_desired
        return led and few_enough and self.possible and len({one.kind for one in crew}) >= self.kinds

    def recruits(self) -> Remedy:
        """New members for what is missing, beside the free people there is room for."""
        have = self._chosen(None)
        kinds = max(0, self.kinds - len({one.kind for one in have}))
        leader = self.leader and not any(one.leader for one in have)
        people = max(self.people - len(have), kinds, int(leader))
        now = {volunteer.id for volunteer in self.now}
        room = max(0, self.patrol.seats_desired - len(self.now) - people)
        crew = tuple(sorted(one.id for one in have if one.id not in now)[:room])
        return Remedy(self.patrol.id, RECRUIT, None, None, crew, people, leader, kinds)


def _nearest_first(offers: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    return sorted(offers, key=lambda offer: (offer[1], offer[0]))


def _by_patrol(pairs: Pairs) -> dict[int, list[tuple[int, float]]]:
    """(volunteer index, walk in metres) of each patrol index."""
    found: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for v, p, walk_m in zip(
        pairs.volunteer.tolist(), pairs.patrol.tolist(), pairs.walk_m.tolist(), strict=True
    ):
        found[p].append((v, walk_m))
    return found


def _with_change(problem: Problem, index: int, remedy: Remedy) -> Problem:
    v = next(k for k, one in enumerate(problem.volunteers) if one.id == remedy.volunteer_id)
    person, patrol = problem.volunteers[v], problem.patrols[index]
    if remedy.change == RENEW:
        until = {
            name: max(day, patrol.day)
            for name in ("insured_until", "trained_until")
            if (day := getattr(person, name)) is not None
        }
        person = replace(person, **until)
    elif remedy.change == LIFT_CAP:
        person = replace(person, weekly_cap=person.weekly_cap + 1)
    elif remedy.change == LEAD:
        person = replace(person, leader=True)
    else:
        problem = _with_pairs(problem, [(v, remedy.walk_m or 0.0)], index)
    volunteers = (*problem.volunteers[:v], person, *problem.volunteers[v + 1 :])
    return replace(problem, volunteers=volunteers)


def _with_recruits(problem: Problem, roster: Roster, index: int, remedy: Remedy) -> tuple[Problem, list[int]]:
    """New members who offer this one patrol, of kinds that its crew does not have as far as asked."""
    first = max((one.id for one in problem.volunteers), default=0) + 1
    on_it = {one.volunteer_id for one in roster if one.patrol_id == remedy.patrol_id} | set(remedy.crew)
    taken = {one.kind for one in problem.volunteers if one.id in on_it}
    known = sorted({one.kind for one in problem.volunteers} - taken)
    fresh = [*known, *(f"new-kind-{k}" for k in range(remedy.kinds))][: remedy.kinds]
    kinds = fresh + sorted(taken | {"new-kind"})[:1] * (remedy.people - len(fresh))
    joined = [
        Volunteer(first + k, kind, 0, remedy.leader and k == 0, frozenset(), weekly_cap=1, offered=1)
        for k, kind in enumerate(kinds)
    ]
    grown = replace(problem, volunteers=(*problem.volunteers, *joined))
    offers = [(len(problem.volunteers) + k, 0.0) for k in range(len(joined))]
    return _with_pairs(grown, offers, index), [one.id for one in joined]


def _with_pairs(problem: Problem, offers: Sequence[tuple[int, float]], index: int) -> Problem:
    pairs, count = problem.pairs, len(offers)
    return replace(
        problem,
        pairs=Pairs(
            np.append(pairs.volunteer, np.array([v for v, _ in offers], dtype=np.int64)),
            np.append(pairs.patrol, np.full(count, index, dtype=np.int64)),
            np.append(pairs.walk_m, np.array([walk_m for _, walk_m in offers], dtype=np.float64)),
            np.append(pairs.own_team, np.zeros(count, dtype=np.bool_)),
            np.append(pairs.preference, np.zeros(count, dtype=np.int64)),
        ),
    )
