"""Who could take a seat now: the best few people and why, and who may not and why not."""

from dataclasses import dataclass

import numpy as np

from scheduling.problem import Patrol, Problem, Roster, Volunteer
from scheduling.served import Served, overlaps
from scheduling.verify_cost import share_cost

# Reasons for somebody, in the order in which they are listed
ON_STANDBY = "on-standby"
LEADS = "leads"
BRINGS_KIND = "brings-kind"
BRINGS_SKILL = "brings-skill"
OWN_TEAM = "own-team"
PREFERS = "prefers"
LIGHT_LOAD = "light-load"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody for a seat: the walk, the load so far, and what the roster would cost more (or less).

    ``why`` speaks for the person, in codes; ``broken`` names the rules that forbid it, none if allowed.
    Somebody ``on-standby`` would leave the standby patrols ``leaves``.
    """

    volunteer_id: int
    walk_m: float
    load: float
    cost_change: int
    why: tuple[str, ...]
    broken: tuple[str, ...] = ()
    leaves: tuple[int, ...] = ()


def candidates(problem: Problem, roster: Roster, patrol_id: int, most: int = 5) -> list[Candidate]:
    """Rank who offers the patrol and is not on it: at most so many who may go, then as many who may not.

    Raises:
        ValueError: If there is no such patrol.
    """
    index = next((p for p, patrol in enumerate(problem.patrols) if patrol.id == patrol_id), None)
    if index is None:
        raise ValueError(f"there is no patrol {patrol_id}")
    seat = _Seat(problem, Served(problem, roster), problem.patrols[index])
    found = [
        seat.candidate(problem.volunteers[int(problem.pairs.volunteer[k])], int(k))
        for k in np.flatnonzero(problem.pairs.patrol == index)
        if problem.volunteers[int(problem.pairs.volunteer[k])].id not in seat.on_it
    ]
    ranked = sorted(found, key=lambda one: (len(one.broken), one.cost_change, one.volunteer_id))
    able = [one for one in ranked if not one.broken]
    unable = [one for one in ranked if one.broken]
    return [*able[:most], *unable[:most]]


class _Seat:
    """A patrol, and what its crew still lacks."""

    def __init__(self, problem: Problem, served: Served, patrol: Patrol) -> None:
        self.problem, self.served, self.patrol = problem, served, patrol
        self.on_it = served.people[patrol.id]
        crew = [volunteer for volunteer in problem.volunteers if volunteer.id in self.on_it]
        rules = problem.rules
        self.kinds = {person.kind for person in crew}
        self.wants_leader = (
            rules.leader_required and not patrol.standby and not any(person.leader for person in crew)
        )
        self.wants_kind = not patrol.standby and len(self.kinds) < rules.min_kinds
        self.wanted = {skill for skill in patrol.skills if all(skill not in person.skills for person in crew)}

    def candidate(self, volunteer: Volunteer, pair: int) -> Candidate:
        standby = [] if self.patrol.standby else self._standby_of(volunteer)
        served = len(self.served.patrols.get(volunteer.id, ())) - len(standby)
        return Candidate(
            volunteer_id=volunteer.id,
            walk_m=float(self.problem.pairs.walk_m[pair]),
            load=volunteer.past_load + served / max(volunteer.offered, 1),
            cost_change=self._cost_change(volunteer, pair, served),
            why=tuple(self._why(volunteer, pair, served, bool(standby))),
            broken=tuple(self.served.broken_rules(volunteer, self.patrol, standby)),
            leaves=tuple(standby),
        )

    def _standby_of(self, volunteer: Volunteer) -> list[int]:
        """The standby patrols that are there for an hour like this one."""
        return [
            other.id
            for other in self.served.patrols.get(volunteer.id, ())
            if other.standby and overlaps(other, self.patrol)
        ]

    def _cost_change(self, volunteer: Volunteer, pair: int, served: int) -> int:
        """Own cost of the person less what the missing leader, kind, skills and seat are worth."""
        pairs, weights, risk = self.problem.pairs, self.problem.weights, self.patrol.risk
        own = (
            round(weights.walk_per_km * float(pairs.walk_m[pair]) / 1000)
            + weights.preference * int(pairs.preference[pair])
            + (0 if pairs.own_team[pair] or self.patrol.standby else weights.own_team)
            + share_cost(volunteer, served + 1, weights.fairness)
        )
        if self.patrol.standby:
            return own - weights.standby
        needs = (self.wants_leader and volunteer.leader) + (self._brings_kind(volunteer))
        skills = len(self.wanted & volunteer.skills)
        return own - risk * (weights.run * needs + weights.skill * skills + weights.seat)

    def _brings_kind(self, volunteer: Volunteer) -> bool:
        return self.wants_kind and volunteer.kind not in self.kinds

    def _why(self, volunteer: Volunteer, pair: int, served: int, on_standby: bool) -> list[str]:
        pairs = self.problem.pairs
        holds = {
            ON_STANDBY: on_standby,
            LEADS: self.wants_leader and volunteer.leader,
            BRINGS_KIND: self._brings_kind(volunteer),
            BRINGS_SKILL: bool(self.wanted & volunteer.skills),
            OWN_TEAM: bool(pairs.own_team[pair]),
            PREFERS: int(pairs.preference[pair]) == 0,
            LIGHT_LOAD: served == 0 and volunteer.past_load == 0,
        }
        return [code for code, true in holds.items() if true]
