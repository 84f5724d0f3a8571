"""Synthetic patrol shifts on real streets."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from routing.network import Network, network_of
from routing.osm import metric_lines, read_streets
from routing.problem import RoutePlan, RouteProblem, Stop, Team
from routing.replan import Position
from routing.travel import Places, walk_m

SHIFT_S = 2 * 3600
# (posts, teams, stops)
SIZES = ((4, 12, 150), (5, 15, 225), (6, 18, 300))


def read_network(file: Path) -> Network:
    """Streets of an OSM extract in the UTM zone of its middle."""
    streets = read_streets(file, "EPSG:3857")
    lon, lat = streets.node_lon_lat.mean(axis=0)
    zone = int((lon + 180) // 6) + 1
    crs = f"EPSG:{32600 + zone if lat >= 0 else 32700 + zone}"
    lines_m = metric_lines(streets.lines, crs)
    return network_of(lines_m, streets.edge_from, streets.edge_to, streets.on_foot)


def shifts(network: Network, seed: int) -> Iterator[tuple[str, RouteProblem]]:
    """A named problem of each size: two hours at 4.5 km/h around posts drawn by chance.

    Rewards have a heavy tail as risk has, visits last 10 to 16 minutes, and 15 % have a window of
    half an hour.
    """
    for posts, teams, stops in SIZES:
        random = np.random.default_rng((seed, stops, 1))
        distances = walk_m(network, _shift_places(network, posts, stops, seed))
        reward = np.rint(100 * random.pareto(1.5, stops)).clip(5, 1000)
        dwell_s = random.integers(10 * 60, 16 * 60, stops, endpoint=True)
        opens_s, closes_s = np.zeros(stops, dtype=np.int64), np.full(stops, SHIFT_S)
        bound = random.random(stops) < 0.15
        opens_s[bound] = random.integers(0, SHIFT_S - 2400, int(bound.sum()))
        closes_s[bound] = opens_s[bound] + 1800
        columns = zip(reward.tolist(), dwell_s.tolist(), opens_s.tolist(), closes_s.tolist(), strict=True)
        yield (
            f"{posts} posts, {teams} teams, {stops} stops",
            RouteProblem(
                tuple(Stop(i, posts + i, *row) for i, row in enumerate(columns)),
                tuple(Team(i, i * posts // teams, 0, SHIFT_S, max_walk_m=np.inf) for i in range(teams)),
                distances,
            ),
        )


def positions_after(problem: RouteProblem, plan: RoutePlan, now_s: int) -> list[Position]:
    """Where each team is: at its post, or at the stop that it reached last; what it has left is done."""
    place_of = {stop.id: stop.place for stop in problem.stops}
    positions = []
    for team, route in zip(problem.teams, plan.routes, strict=True):
        reached = [visit for visit in route.stops if visit.arrives_s <= now_s]
        place = place_of[reached[-1].stop_id] if reached else team.place
        done = frozenset(visit.stop_id for visit in reached if visit.leaves_s <= now_s)
        positions.append(Position(team.id, place, done))
    return positions


def network_places(network: Network, problem: RouteProblem, seed: int) -> Places:
    """Where the places of a problem of ``shifts`` lie."""
    posts = len({team.place for team in problem.teams})
    return _shift_places(network, posts, len(problem.stops), seed)


def _shift_places(network: Network, posts: int, stops: int, seed: int) -> Places:
    return draw_places(network, posts + stops, np.random.default_rng((seed, stops)))


def draw_places(network: Network, count: int, random: np.random.Generator) -> Places:
    """Places anywhere along the streets of the largest connected part."""
    inside = np.flatnonzero(network.component[network.edge_from] == 0)
    length_m = network.edge_length_m[inside]
    edge = random.choice(inside, count, p=length_m / length_m.sum())
    return Places(edge, random.random(count), np.zeros(count))
