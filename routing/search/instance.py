"""From a route problem to the arrays of the search."""

from dataclasses import replace

import numpy as np

from routing.arrays import BoolArray, FloatArray, IntArray
from routing.problem import RouteProblem, Team
from routing.search.tables import Instance
from routing.timing import NEVER_S, walking_s

# Rewards become whole numbers up to this, so that adding and taking away leaves no trace.
HIGHEST_VALUE = 10_000_000
# Before and after any shift, in seconds.
FOREVER_S = 1 << 40


def make_instance(problem: RouteProblem) -> Instance:
    """Lay out a problem with at least one team for the search."""
    stops, teams = problem.stops, problem.teams
    depots = sorted({team.place for team in teams} | {team.start_place for team in teams})
    node = {place: len(stops) + i for i, place in enumerate(depots)}
    start = np.array([node[team.start_place] for team in teams])
    end = np.array([node[team.place] for team in teams])
    starts_s = np.array([team.starts_s for team in teams])
    ends_s = np.array([team.ends_s for team in teams])
    paces = sorted({team.pace_kmh for team in teams})
    pace = np.array([paces.index(team.pace_kmh) for team in teams])
    travel_s = _travel_s(problem, [stop.place for stop in stops] + depots, paces)
    dwell_s, opens_s, closes_s = _visit_times(problem, len(travel_s[0]))
    walk_limit_s = np.array([_walk_limit_s(team.max_walk_m, team.pace_kmh) for team in teams])
    reward = _scaled_rewards(problem, len(travel_s[0]))
    value = _with_bonus(problem, reward)

    out_s, back_s = travel_s[pace, start].T, travel_s[pace, :, end].T  # (n, m)
    begin_s = np.maximum(starts_s + out_s, opens_s[:, None])
    latest_s = ends_s - dwell_s[:, None] - back_s
    fits = _allowed(problem, value) & (out_s < NEVER_S) & (back_s < NEVER_S)
    fits &= (out_s + back_s <= walk_limit_s) & (begin_s <= np.minimum(closes_s[:, None], latest_s))
    kept = np.flatnonzero(fits.any(axis=1))
    opens_late = fits & (opens_s[:, None] > starts_s + out_s)
    closes_early = fits & (closes_s[:, None] < latest_s)
    shared, group = _shared_places(problem, kept)
    mean_value = _mean(reward[kept]) or _mean(value[kept])
    return Instance(
        travel_s=travel_s.astype(np.int32),
        travel_to_s=np.ascontiguousarray(travel_s.transpose(0, 2, 1), dtype=np.int32),
        pace=pace,
        value=value,
        dwell_s=dwell_s,
        opens_s=opens_s,
        closes_s=closes_s,
        fits=np.ascontiguousarray(fits),
        stops=kept,
        near=_nearest_first(travel_s[0], kept),
        round_trip_s=(out_s + back_s).min(axis=1),
        start=start,
        end=end,
        starts_s=starts_s,
        ends_s=ends_s,
        walk_limit_s=walk_limit_s,
        kind=_kinds(problem),
        shared=shared,
        group=group,
        sharing=_first_shared(shared, group, len(value)),
        timed=bool((opens_late | closes_early).any()),
        symmetric=bool((travel_s == travel_s.transpose(0, 2, 1)).all()),
        mean_value=mean_value,
        second_cost=mean_value / max(1, int((ends_s - starts_s).clip(0).sum())),
    )


def _travel_s(problem: RouteProblem, places: list[int], paces: list[float]) -> IntArray:
    """Walking times between nodes at each pace, shape (paces, n, n)."""
    walk_m = problem.walk_m[np.ix_(places, places)]
    np.fill_diagonal(walk_m, 0.0)
    return np.stack([walking_s(walk_m, pace_kmh) for pace_kmh in paces])


def _visit_times(problem: RouteProblem, nodes: int) -> IntArray:
    """Rows dwell, opens, closes, shape (3, n); the posts are always open."""
    times = np.zeros((3, nodes), dtype=np.int64)
    times[1], times[2] = -FOREVER_S, FOREVER_S
    for i, stop in enumerate(problem.stops):
        times[:, i] = stop.dwell_s, stop.opens_s, stop.closes_s
    return times


def _walk_limit_s(max_walk_m: float, pace_kmh: float) -> int:
    return int(min(max_walk_m * (3.6 / pace_kmh) + 1e-6, NEVER_S))


def _scaled_rewards(problem: RouteProblem, nodes: int) -> IntArray:
    """Rewards as whole numbers, shape (n,), at least 1 for any reward at all."""
    reward: FloatArray = np.zeros(nodes)
    reward[: len(problem.stops)] = [stop.reward for stop in problem.stops]
    highest = reward.max(initial=0.0)
    if highest <= 0:
        return np.zeros(nodes, dtype=np.int64)
    scaled = np.rint(reward * (HIGHEST_VALUE / highest)).astype(np.int64)
    return np.where(reward > 0, np.maximum(scaled, 1), 0)


def _with_bonus(problem: RouteProblem, reward: IntArray) -> IntArray:
    """Add to mandatory stops more than all rewards together, shape (n,)."""
    mandatory = np.zeros(len(reward), dtype=np.int64)
    mandatory[: len(problem.stops)] = [stop.mandatory for stop in problem.stops]
    return reward + mandatory * (int(reward.sum()) + 1)


def _mean(value: IntArray) -> float:
    return float(value.mean()) if len(value) else 0.0


def _allowed(problem: RouteProblem, value: IntArray) -> BoolArray:
    """Whether the stop is worth a visit and the team has its skill, shape (n, m); False for posts."""
    allowed = np.zeros((len(value), len(problem.teams)), dtype=np.bool_)
    for i, stop in enumerate(problem.stops):
        able = [stop.skill is None or stop.skill in team.skills for team in problem.teams]
        allowed[i] = np.array(able) & (value[i] > 0)
    return allowed


def _nearest_first(travel_s: IntArray, kept: IntArray) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Stops in order of walking time from each node, shape (n, k)."""
    order = np.argsort(travel_s[:, kept], axis=1, kind="stable")
    return np.ascontiguousarray(kept[order], dtype=np.int32)


def _shared_places(problem: RouteProblem, kept: IntArray) -> tuple[IntArray, IntArray]:
    """Stops of groups that have more than one, in order of the group, and the numbers of the groups."""
    of_group: dict[int, list[int]] = {}
    for stop in kept.tolist():
        if (group := problem.stops[stop].group) is not None:
            of_group.setdefault(group, []).append(stop)
    several = [stops for _, stops in sorted(of_group.items()) if len(stops) > 1]
    numbered = [(stop, number) for number, stops in enumerate(several) for stop in stops]
    shared, group = np.array(numbered, dtype=np.int64).reshape(-1, 2).T
    return shared.copy(), group.copy()


def _first_shared(shared: IntArray, group: IntArray, nodes: int) -> IntArray:
    first = np.full(nodes, -1, dtype=np.int64)
    first[shared] = np.searchsorted(group, group)
    return first


def _kinds(problem: RouteProblem) -> IntArray:
    """Number of the kind of each team; teams of one kind differ in nothing that a stop could notice."""
    wanted = {stop.skill for stop in problem.stops}
    kinds: dict[Team, int] = {}
    keys = [
        replace(team, id=0, from_place=team.start_place, skills=team.skills & wanted)
        for team in problem.teams
    ]
    return np.array([kinds.setdefault(key, len(kinds)) for key in keys])
