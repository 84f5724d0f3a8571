"""A plan remade under way: from where the teams are now, with the time and the stops that are left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem, Stop, Team

# Some 0.1 s for a zone of 20 teams and 150 stops.
ITERATIONS = 4000


@dataclass(frozen=True, slots=True)
class Position:
    """Where a team is and what it has done.

    Attributes:
        team_id: The team.
        place: Row and column in ``RouteProblem.walk_m`` where it stands.
        done: Stops that it has visited; what it stands at counts only if it is done there.
        ends_s: Time to be back at the post, if not the end of the shift.
        walked_m: Metres on foot so far.
    """

    team_id: int
    place: int
    done: frozenset[int] = frozenset()
    ends_s: int | None = None
    walked_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Replan:
    """The rest of a shift as a problem of its own, and the plan for it; verify the one by the other."""

    problem: RouteProblem
    plan: RoutePlan


def replan(
    problem: RouteProblem,
    plan: RoutePlan,
    now_s: int,
    positions: Sequence[Position],
    *,
    seed: int,
    iterations: int = ITERATIONS,
) -> Replan:
    """Plan the rest of the shift for the teams that say where they are; the others keep their routes.

    The old routes are where the search begins: a route changes only where that collects more, or where it
    can no longer be walked.

    Args:
        problem: As it was planned; ``walk_m`` may have grown by the places where teams stand.
        plan: What is being walked.
        now_s: Time from the start of the problem.
        positions: At most one for each team.
        seed: Of the search.
        iterations: Of the search.
    """
    left = remaining(problem, plan, now_s, positions)
    return Replan(left, plan_routes(left, seed=seed, iterations=iterations, start=plan))


def remaining(
    problem: RouteProblem, plan: RoutePlan, now_s: int, positions: Iterable[Position]
) -> RouteProblem:
    """What is left to do for the teams of ``positions``: done stops and those of the other teams are gone.

    A stop of a place that another team is still to visit opens when that team has left.
    """
    position_of = {position.team_id: position for position in positions}
    teams = tuple(
        _from_here(team, position_of[team.id], now_s) for team in problem.teams if team.id in position_of
    )
    gone = {stop_id for position in position_of.values() for stop_id in position.done}
    kept = [visit for route in plan.routes if route.team_id not in position_of for visit in route.stops]
    gone |= {visit.stop_id for visit in kept}
    group_of = {stop.id: stop.group for stop in problem.stops if stop.group is not None}
    taken_s: dict[int, int] = {}
    for visit in kept:
        if visit.leaves_s > now_s and visit.stop_id in group_of:
            group = group_of[visit.stop_id]
            taken_s[group] = max(taken_s.get(group, 0), visit.leaves_s)
    stops = tuple(_after_others(stop, taken_s) for stop in problem.stops if stop.id not in gone)
    return RouteProblem(stops, teams, problem.walk_m)


def _from_here(team: Team, position: Position, now_s: int) -> Team:
    return replace(
        team,
        from_place=position.place,
        starts_s=max(now_s, team.starts_s),
        ends_s=team.ends_s if position.ends_s is None else position.ends_s,
        max_walk_m=max(0.0, team.max_walk_m - position.walked_m),
    )


def _after_others(stop: Stop, taken_s: dict[int, int]) -> Stop:
    if stop.group is None or stop.group not in taken_s:
        return stop
    return replace(stop, opens_s=max(stop.opens_s, taken_s[stop.group]))
