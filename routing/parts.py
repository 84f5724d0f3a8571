"""Zones with more teams than are planned well together: cut into parts, and their borders polished."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem, Stop, Team, TeamRoute, Unmet
from routing.reasons import unmet_reason

# The search finds its way among so many teams in the iterations that it is given.
MOST_TEAMS = 24


def plan_zone(
    problem: RouteProblem, *, seed: int, iterations: int, most_teams: int = MOST_TEAMS
) -> RoutePlan:
    """Plan as ``plan_routes`` does, part by part if there are more teams than ``most_teams``.

    A stop belongs to the part of the nearest post that has a team with its skill. Afterwards the teams on
    both sides of each border are planned again together, with all stops that nobody visits yet.
    """
    if len(problem.teams) <= most_teams:
        return plan_routes(problem, seed=seed, iterations=iterations)
    parts = list(_parts(problem, problem.teams, most_teams))
    routes: dict[int, TeamRoute] = {}
    for number, (teams, stops) in enumerate(zip(parts, _stops_of_parts(problem, parts), strict=True)):
        part = RouteProblem(tuple(stops), tuple(teams), problem.walk_m)
        plan = plan_routes(part, seed=seed + number, iterations=iterations)
        routes.update({route.team_id: route for route in plan.routes})
    for number, (one, other) in enumerate(combinations(parts, 2)):
        near = _at_border(problem, one, other, most_teams // 2)
        border = _border(problem, near, routes)
        start = RoutePlan(tuple(routes[team.id] for team in near), (), seed)
        plan = plan_routes(border, seed=seed + len(parts) + number, iterations=iterations, start=start)
        routes.update({route.team_id: route for route in plan.routes})
    visited = {visit.stop_id for route in routes.values() for visit in route.stops}
    left_out = [stop for stop in problem.stops if stop.mandatory and stop.id not in visited]
    unmet = tuple(Unmet(stop.id, unmet_reason(problem, stop)) for stop in left_out)
    return RoutePlan(tuple(routes[team.id] for team in problem.teams), unmet, seed)


def _parts(problem: RouteProblem, teams: Sequence[Team], most_teams: int) -> Iterator[list[Team]]:
    """Halve the teams by the nearer of two posts far from each other, until a part is small enough."""
    if len(teams) <= most_teams:
        yield list(teams)
        return
    posts = [team.place for team in teams]
    away_m = np.nan_to_num(problem.walk_m[np.ix_(posts, posts)], posinf=1e12)
    first, last = np.unravel_index(int(away_m.argmax()), away_m.shape)
    order = np.argsort(away_m[first] - away_m[last], kind="stable")
    half = len(teams) // 2
    for rows in (order[:half], order[half:]):
        yield from _parts(problem, [teams[row] for row in sorted(rows.tolist())], most_teams)


def _stops_of_parts(problem: RouteProblem, parts: Sequence[Sequence[Team]]) -> list[list[Stop]]:
    stops: list[list[Stop]] = [[] for _ in parts]
    # All stops of one place go to one part, which alone can see that its teams do not meet there.
    part_of_group: dict[int, int] = {}
    for stop in problem.stops:
        away_m = [_away_m(problem, stop, teams) for teams in parts]
        nearest = int(np.argmin(away_m))
        if stop.group is not None:
            nearest = part_of_group.setdefault(stop.group, nearest)
        stops[nearest].append(stop)
    return stops


def _away_m(problem: RouteProblem, stop: Stop, teams: Iterable[Team]) -> float:
    """There and back for the nearest team that has the skill, inf if none has."""
    able = [team for team in teams if stop.skill is None or stop.skill in team.skills]
    ways = [
        problem.walk_m[team.start_place, stop.place] + problem.walk_m[stop.place, team.place] for team in able
    ]
    return float(min(ways, default=np.inf))


def _at_border(problem: RouteProblem, one: Sequence[Team], other: Sequence[Team], most: int) -> list[Team]:
    """From each of two parts, the teams whose posts are nearest to a post of the other."""
    return [team for sides in ((one, other), (other, one)) for team in _nearest(problem, *sides, most)]


def _nearest(problem: RouteProblem, teams: Sequence[Team], others: Sequence[Team], most: int) -> list[Team]:
    posts = [team.place for team in others]
    return sorted(teams, key=lambda team: (float(problem.walk_m[team.place, posts].min()), team.id))[:most]


def _border(problem: RouteProblem, teams: Sequence[Team], routes: Mapping[int, TeamRoute]) -> RouteProblem:
    """The teams with their stops and all that nobody visits; where others are at a place, times stay."""
    own = {visit.stop_id: visit for team in teams for visit in routes[team.id].stops}
    visited = {visit.stop_id for route in routes.values() for visit in route.stops}
    elsewhere = {
        stop.group for stop in problem.stops if stop.id in visited - own.keys() and stop.group is not None
    }
    stops = []
    for stop in problem.stops:
        shared = stop.group is not None and stop.group in elsewhere
        if stop.id in own and shared:
            at_s = own[stop.id].arrives_s
            stops.append(replace(stop, opens_s=at_s, closes_s=at_s))
        elif stop.id in own or (stop.id not in visited and not shared):
            stops.append(stop)
    return RouteProblem(tuple(stops), tuple(teams), problem.walk_m)
