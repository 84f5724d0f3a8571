"""Every rule of a route plan, stated a second time; shares no code with the planning."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from routing.problem import RoutePlan, RouteProblem, Stop, StopTime, Team, TeamRoute

# Times are whole seconds and distances are sums of floats: differences below these are rounding.
TOLERANCE_S = 0.001
TOLERANCE_M = 0.01
TOLERANCE_REWARD = 1e-6


@dataclass(frozen=True, slots=True)
class RouteViolation:
    """A broken rule, with the team and the stop that break it where there is one."""

    rule: str
    team_id: int | None = None
    stop_id: int | None = None


def violations(problem: RouteProblem, plan: RoutePlan) -> list[RouteViolation]:
    """List every broken rule of a plan; an empty list is a valid plan."""
    broken = [*wrong_teams(problem, plan), *unknown_stops(problem, plan)]
    if broken:
        return broken
    for rule in (
        visited_twice,
        outside_window,
        dwell_cut_short,
        faster_than_walking,
        not_back_in_time,
        walked_too_far,
        without_skill,
        two_teams_at_one_place,
        mandatory_not_named,
        named_though_visited,
        wrong_totals,
    ):
        broken.extend(rule(problem, plan))
    return broken


def visited_by_both(plans: Sequence[RoutePlan]) -> list[RouteViolation]:
    """List every visit that an earlier one of these plans, which are for the same hours, makes as well."""
    seen: set[int] = set()
    broken = []
    for plan in plans:
        visits = [(route.team_id, visit.stop_id) for route in plan.routes for visit in route.stops]
        broken += [RouteViolation("visited-twice", *visit) for visit in visits if visit[1] in seen]
        seen |= {stop_id for _, stop_id in visits}
    return broken


def wrong_teams(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """Every team of the problem has one route, and nobody else has."""
    routes = Counter(route.team_id for route in plan.routes)
    teams = {team.id for team in problem.teams}
    for team_id in sorted(teams | set(routes)):
        if team_id not in teams:
            yield RouteViolation("unknown-team", team_id)
        elif routes[team_id] != 1:
            yield RouteViolation("not-one-route", team_id)


def unknown_stops(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """Only stops of the problem are visited or named."""
    known = {stop.id for stop in problem.stops}
    for route in plan.routes:
        for visit in route.stops:
            if visit.stop_id not in known:
                yield RouteViolation("unknown-stop", route.team_id, visit.stop_id)
    for unmet in plan.unmet:
        if unmet.stop_id not in known:
            yield RouteViolation("unknown-stop", None, unmet.stop_id)


def visited_twice(_problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A stop is visited at most once by all teams together."""
    seen = set()
    for route in plan.routes:
        for visit in route.stops:
            if visit.stop_id in seen:
                yield RouteViolation("visited-twice", route.team_id, visit.stop_id)
            seen.add(visit.stop_id)


def outside_window(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A visit begins inside the stop's window."""
    for route, visit, stop in _visits(problem, plan):
        if not stop.opens_s <= visit.arrives_s <= stop.closes_s:
            yield RouteViolation("outside-window", route.team_id, stop.id)


def dwell_cut_short(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A visit lasts as long as the stop asks for."""
    for route, visit, stop in _visits(problem, plan):
        if visit.leaves_s - visit.arrives_s < stop.dwell_s:
            yield RouteViolation("dwell-cut-short", route.team_id, stop.id)


def faster_than_walking(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """There is time to walk to each visit and back to the post at the team's pace."""
    for route, team in _busy_teams(problem, plan):
        legs_m = _legs_m(problem, team, route)
        leaves_s = [team.starts_s, *[visit.leaves_s for visit in route.stops]]
        arrives_s = [*[visit.arrives_s for visit in route.stops], route.back_s]
        stop_ids = [*[visit.stop_id for visit in route.stops], None]
        for left_s, walk_m, there_s, stop_id in zip(leaves_s, legs_m, arrives_s, stop_ids, strict=True):
            if left_s + walk_m / 1000 / team.pace_kmh * 3600 > there_s + TOLERANCE_S:
                yield RouteViolation("faster-than-walking", team.id, stop_id)


def not_back_in_time(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A team that visits something is back at its post by the end of its shift."""
    for route, team in _busy_teams(problem, plan):
        if route.back_s > team.ends_s:
            yield RouteViolation("not-back-in-time", team.id)


def walked_too_far(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A team that visits something walks no farther than its limit."""
    for route, team in _busy_teams(problem, plan):
        if sum(_legs_m(problem, team, route)) > team.max_walk_m + TOLERANCE_M:
            yield RouteViolation("walked-too-far", team.id)


def without_skill(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A stop that needs a skill is visited by a team that has it."""
    team_of = {team.id: team for team in problem.teams}
    for route, _, stop in _visits(problem, plan):
        if stop.skill is not None and stop.skill not in team_of[route.team_id].skills:
            yield RouteViolation("without-skill", route.team_id, stop.id)


def two_teams_at_one_place(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """Two teams are never at stops of one group at the same time."""
    grouped = [
        (stop.group, route.team_id, visit)
        for route, visit, stop in _visits(problem, plan)
        if stop.group is not None
    ]
    for (group, team_id, visit), (other_group, other_team_id, other) in combinations(grouped, 2):
        together = visit.arrives_s < other.leaves_s and other.arrives_s < visit.leaves_s
        if group == other_group and team_id != other_team_id and together:
            yield RouteViolation("two-teams-at-one-place", other_team_id, other.stop_id)


def mandatory_not_named(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A mandatory stop is visited or named with a reason."""
    visited = {visit.stop_id for route in plan.routes for visit in route.stops}
    named = {unmet.stop_id for unmet in plan.unmet if unmet.reason}
    for stop in problem.stops:
        if stop.mandatory and stop.id not in visited | named:
            yield RouteViolation("mandatory-not-named", None, stop.id)


def named_though_visited(_problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """A stop that is visited is not named as left out."""
    visited = {visit.stop_id for route in plan.routes for visit in route.stops}
    for unmet in plan.unmet:
        if unmet.stop_id in visited:
            yield RouteViolation("named-though-visited", None, unmet.stop_id)


def wrong_totals(problem: RouteProblem, plan: RoutePlan) -> Iterator[RouteViolation]:
    """The metres and the reward that a route states are those of its stops."""
    stop_of = {stop.id: stop for stop in problem.stops}
    for route, team in _busy_teams(problem, plan):
        reward = sum(stop_of[visit.stop_id].reward for visit in route.stops)
        if abs(sum(_legs_m(problem, team, route)) - route.walk_m) > TOLERANCE_M:
            yield RouteViolation("wrong-walk", team.id)
        if abs(reward - route.reward) > TOLERANCE_REWARD * max(1.0, abs(reward)):
            yield RouteViolation("wrong-reward", team.id)


def _visits(problem: RouteProblem, plan: RoutePlan) -> Iterator[tuple[TeamRoute, StopTime, Stop]]:
    stop_of = {stop.id: stop for stop in problem.stops}
    for route in plan.routes:
        for visit in route.stops:
            yield route, visit, stop_of[visit.stop_id]


def _busy_teams(problem: RouteProblem, plan: RoutePlan) -> Iterator[tuple[TeamRoute, Team]]:
    """Teams that visit something; the others stay at their post and can break nothing."""
    team_of = {team.id: team for team in problem.teams}
    for route in plan.routes:
        if route.stops:
            yield route, team_of[route.team_id]


def _legs_m(problem: RouteProblem, team: Team, route: TeamRoute) -> list[float]:
    """Metres to each stop and back to the post."""
    stop_of = {stop.id: stop for stop in problem.stops}
    visited = [stop_of[visit.stop_id].place for visit in route.stops]
    start = team.place if team.from_place is None else team.from_place
    return [float(problem.walk_m[leg]) for leg in pairwise([start, *visited, team.place])]
