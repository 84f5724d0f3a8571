"""Walking times, and the timetable of a team that visits given stops."""

from collections.abc import Sequence

import numpy as np

from routing.arrays import FloatArray, IntArray
from routing.problem import RouteProblem, Stop, StopTime, Team, TeamRoute

# Stands for "no way": longer than any shift, and a hundred of them still fit into 32 bits.
NEVER_S = 10_000_000


def walking_s(walk_m: FloatArray, pace_kmh: float) -> IntArray:
    """Whole seconds for walks in metres, rounded up, ``NEVER_S`` where there is no way; same shape."""
    # A walk that takes a whole number of seconds must not become longer by an error in the last digit.
    seconds = np.ceil(walk_m * (3.6 / pace_kmh) - 1e-6)
    return np.minimum(seconds, NEVER_S).astype(np.int64)


def timetable(problem: RouteProblem, team: Team, stops: Sequence[Stop]) -> TeamRoute:
    """Visit the stops in this order, each as early as can be; whether it fits the shift is not asked."""
    if not stops and team.from_place is None:
        return TeamRoute(team.id, (), 0.0, team.starts_s, 0.0)
    places = np.array([team.start_place, *[stop.place for stop in stops], team.place])
    walks_m = problem.walk_m[places[:-1], places[1:]]
    seconds = walking_s(walks_m, team.pace_kmh).tolist()
    now_s, visits = team.starts_s, []
    for stop, walk_s in zip(stops, seconds, strict=False):
        arrives_s = max(now_s + walk_s, stop.opens_s)
        now_s = arrives_s + stop.dwell_s
        visits.append(StopTime(stop.id, arrives_s, now_s))
    reward = sum(stop.reward for stop in stops)
    return TeamRoute(team.id, tuple(visits), float(walks_m.sum()), now_s + seconds[-1], float(reward))
