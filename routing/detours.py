"""Ways that avoid the streets of the days before, and what was walked of them."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

import numpy as np

from routing.arrays import FloatArray
from routing.network import Network
from routing.problem import RoutePlan, RouteProblem
from routing.travel import Way, snap

Leg = tuple[int, int]

# How much longer than it is a street counts that was walked yesterday, and the day before. With three times
# as much for yesterday, days overlap by a fifth less, and a per cent more of the reward is lost.
AVOID = (1.5, 0.5)
# A line that was drawn on a street lies on it but for rounding; shorter pieces may be at a crossing.
BESIDE_M = 5.0
SHORTEST_M = 1.0


def avoiding_m(network: Network, walked: Sequence[Set[int]], strength: float = 1.0) -> FloatArray:
    """What it costs to walk along each edge, shape (e,): its length, and more if it was walked lately.

    Args:
        network: The streets.
        walked: Edges that were walked yesterday, the day before, and so on.
        strength: Of the avoidance; with 0 the cheapest ways are the shortest.
    """
    extra = np.zeros(len(network.edge_length_m))
    for edges, more in zip(walked, AVOID, strict=False):
        at = np.fromiter(edges, dtype=np.int64, count=len(edges))
        extra[at] = np.maximum(extra[at], strength * more)
    return network.edge_length_m * (1 + extra)


def streets_along(network: Network, lines_m: Sequence[FloatArray]) -> list[frozenset[int]]:
    """Edges of the network under lines that were walked some time, each of shape (k, 2), metres.

    A piece of a line belongs to the nearest edge, if its middle is within ``BESIDE_M`` of it, so that lines
    from another extract of the same streets still tell where people were.
    """
    ends = [(line[:-1], line[1:]) for line in lines_m]
    middles = [(start + end)[np.hypot(*(end - start).T) > SHORTEST_M] / 2 for start, end in ends]
    edge = snap(network, np.concatenate([np.zeros((0, 2)), *middles]), BESIDE_M).edge
    parts = np.split(edge, np.cumsum([len(middle) for middle in middles]))
    return [frozenset(part[part >= 0].tolist()) for part in parts[: len(lines_m)]]


def legs_in_order(problem: RouteProblem, plan: RoutePlan) -> Iterator[list[Leg]]:
    """Pairs of places that each team walks between, in order; none for a team that visits nothing."""
    place_of = {stop.id: stop.place for stop in problem.stops}
    team_of = {team.id: team for team in problem.teams}
    for route in plan.routes:
        team = team_of[route.team_id]
        inner = [place_of[visit.stop_id] for visit in route.stops]
        yield list(pairwise([team.start_place, *inner, team.place])) if inner else []


def streets_of(ways: Mapping[Leg, Way], legs: Sequence[Leg]) -> frozenset[int]:
    """Edges that are walked on some legs."""
    return frozenset(edge for leg in legs for edge, *_ in ways[leg])


def way_length_m(network: Network, way: Way) -> float:
    """Metres along a way."""
    return float(sum(abs(last - first) * network.edge_length_m[edge] for edge, first, last in way))


def as_walked(network: Network, problem: RouteProblem, ways: Mapping[Leg, Way]) -> RouteProblem:
    """The problem with the true lengths of the ways as its distances, and no way elsewhere."""
    walk_m = np.full(problem.walk_m.shape, np.inf)
    for leg, way in ways.items():
        walk_m[leg] = way_length_m(network, way)
    return replace(problem, walk_m=walk_m)
