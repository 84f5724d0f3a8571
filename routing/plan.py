"""Planning the routes of several teams together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from routing.choose import Presence, Trip, choose_trips, clashes
from routing.problem import RoutePlan, RouteProblem, Stop, Team, Unmet
from routing.reasons import unmet_reason
from routing.search.instance import make_instance
from routing.search.run import find_trips
from routing.search.start import still_on_time
from routing.search.tables import Instance, Tuning
from routing.timing import timetable

# For each team: trips that the search remembers, and the best of them that the choice is made from.
POOL_PER_TEAM = 256
CHOICE_PER_TEAM = 100
# First temperature of a search that begins with a plan: hotter, it would melt the plan first.
WARM = 0.2


def plan_routes(
    problem: RouteProblem,
    *,
    seed: int,
    iterations: int,
    start: RoutePlan | None = None,
    choice: bool = True,
) -> RoutePlan:
    """Plan who visits what, and when: mandatory stops first, then the most reward.

    The same problem, seed and iterations give the same plan. Distances must be shortest ways, as
    ``routing.travel.walk_m`` gives them. The limit of a walk is kept in whole seconds, rounded up for each
    leg, so that it binds up to a metre and a half a leg early.

    Args:
        problem: Stops and teams; a stop that nobody can visit is no error.
        seed: Of the search; another one gives another plan of about the same worth.
        iterations: Of the search; 6,000 come within half a per cent of the best for 60 stops and 7 teams.
        start: An earlier plan of the same teams to begin from. What no longer fits is left out of it, and
            the answer collects at least as much as the rest.
        choice: Whether to choose at last among all good trips met; it takes longer than a short search.

    Returns:
        A route for each team, without stops where there is nothing to do, and the mandatory stops that
        are left out, with reasons.
    """
    visits = _visits(problem, seed, iterations, start, choice)
    routes = tuple(timetable(problem, *pair) for pair in zip(problem.teams, visits, strict=True))
    visited = {visit.stop_id for route in routes for visit in route.stops}
    left_out = [stop for stop in problem.stops if stop.mandatory and stop.id not in visited]
    unmet = tuple(Unmet(stop.id, unmet_reason(problem, stop)) for stop in left_out)
    return RoutePlan(routes, unmet, seed)


def warm_up() -> None:
    """Compile the search, or load it from disk, so that the first plan takes no longer than the others."""
    stops = tuple(Stop(i, i, 1.0, 60, 0, 7200) for i in range(1, 4))
    walk_m = 100.0 * np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    plan_routes(RouteProblem(stops, (Team(1, 0, 0, 7200),), walk_m), seed=1, iterations=1)


@dataclass(frozen=True)
class _Case:
    """A problem with its arrays, and the stops that share their place with another stop."""

    problem: RouteProblem
    instance: Instance
    sharing: frozenset[int]

    def trip(self, team: int, stops: Sequence[int]) -> Trip:
        """The trip of a team, with its times at shared places."""
        value, kind = int(self.instance.value[list(stops)].sum()), int(self.instance.kind[team])
        if self.sharing.isdisjoint(stops):
            return Trip(kind, tuple(stops), value)
        visits = [self.problem.stops[stop] for stop in stops]
        times = timetable(self.problem, self.problem.teams[team], visits).stops
        presences = tuple(
            Presence(stop, visit.group, time.arrives_s, time.leaves_s)
            for stop, visit, time in zip(stops, visits, times, strict=True)
            if stop in self.sharing and visit.group is not None
        )
        return Trip(kind, tuple(stops), value, presences)


def _visits(
    problem: RouteProblem, seed: int, iterations: int, start: RoutePlan | None, choice: bool
) -> list[list[Stop]]:
    """Stops of each team in order."""
    if not problem.teams:
        return []
    case = _Case(problem, make_instance(problem), _sharing(problem.stops))
    slots = POOL_PER_TEAM * len(problem.teams) if choice and len(problem.teams) > 1 else 0
    found = find_trips(
        case.instance,
        seed=seed,
        iterations=iterations,
        pool_slots=slots,
        tuning=Tuning(hot=WARM) if start else Tuning(),
        start=_known_stops(case, start) if start else (),
    )
    own = _without_clashes(case, [case.trip(team, stops) for team, stops in enumerate(found.trips)])
    if slots and sum(len(trip.stops) for trip in own) < len(case.instance.stops):
        own = _choose(case.instance, own, [case.trip(team, stops) for team, stops in found.pool], seed)
    return [[problem.stops[stop] for stop in trip.stops] for trip in own]


def _known_stops(case: _Case, start: RoutePlan) -> list[list[int]]:
    """Node numbers of what can still be done of an earlier plan, by the teams of the problem."""
    number = {stop.id: i for i, stop in enumerate(case.problem.stops)}
    visits = {route.team_id: [visit.stop_id for visit in route.stops] for route in start.routes}
    wanted = [
        [number[stop_id] for stop_id in visits.get(team.id, []) if stop_id in number]
        for team in case.problem.teams
    ]
    return still_on_time(case.instance, wanted)


def _sharing(stops: Sequence[Stop]) -> frozenset[int]:
    size = Counter(stop.group for stop in stops if stop.group is not None)
    return frozenset(i for i, stop in enumerate(stops) if stop.group is not None and size[stop.group] > 1)


def _without_clashes(case: _Case, own: Sequence[Trip]) -> list[Trip]:
    """Leave out the less valuable of two visits at one place at one time, until there is none."""
    trips, value = list(own), case.instance.value
    pairs = list(combinations(range(len(trips)), 2))
    while clash := next((c for i, j in pairs for c in clashes(trips[i], trips[j])), None):
        dropped = min((presence.stop for presence in clash), key=lambda stop: (value[stop], stop))
        team = next(i for i, trip in enumerate(trips) if dropped in trip.stops)
        trips[team] = case.trip(team, [stop for stop in trips[team].stops if stop != dropped])
    return trips


def _choose(instance: Instance, own: Sequence[Trip], pool: Sequence[Trip], seed: int) -> list[Trip]:
    """Improve on the trips of all teams with trips from the pool; one trip for each team."""
    teams_of_kind = Counter(instance.kind.tolist())
    best = _best_of_each_kind(pool, teams_of_kind)
    trips = list(dict.fromkeys([trip for trip in [*own, *best] if trip.stops]))
    incumbent = [index for index, trip in enumerate(trips) if trip in own]
    chosen = [trips[index] for index in choose_trips(trips, teams_of_kind, incumbent, seed=seed)]
    waiting = {kind: [trip for trip in chosen if trip.kind == kind] for kind in teams_of_kind}
    return [waiting[kind].pop(0) if waiting[kind] else Trip(kind, (), 0) for kind in instance.kind.tolist()]


def _best_of_each_kind(trips: Sequence[Trip], teams_of_kind: Counter[int]) -> list[Trip]:
    ranked = sorted(trips, key=lambda trip: (-trip.value, trip.stops))
    return [
        trip
        for kind, teams in teams_of_kind.items()
        for trip in [trip for trip in ranked if trip.kind == kind][: teams * CHOICE_PER_TEAM]
    ]
