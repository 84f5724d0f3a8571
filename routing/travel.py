"""Walking distances and ways between places that lie somewhere along a street.

A place is (edge, fraction of the edge's length from its first vertex), so that a stop in the middle of a
long street is where it is and not at the next crossing. A walk from one place to another leaves by one end
of its edge and arrives by one end of the other: the best of four, or straight along a shared edge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from scipy.sparse.csgraph import dijkstra
from shapely import STRtree, distance, line_locate_point, linestrings, points

from routing.arrays import FloatArray, IntArray
from routing.crossings import Crossings
from routing.network import Network
from routing.shortest import ways_m


@dataclass(frozen=True)
class Places:
    """Points snapped to the streets, k of them.

    Attributes:
        edge: Row of the network's edge, -1 where no street is near enough, shape (k,).
        fraction: Share of the edge's length before the place, 0..1, shape (k,).
        snap_m: Distance from the point to the street, inf where there is none, shape (k,).
    """

    edge: IntArray
    fraction: FloatArray
    snap_m: FloatArray


def snap(network: Network, points_m: FloatArray, max_m: float = 150.0, *, main_part: bool = False) -> Places:
    """Move each point to the nearest street; of two equally near, to the one with the lower row.

    Args:
        network: The streets.
        points_m: Points, shape (k, 2), metres, the network's CRS.
        max_m: Farther points stay off the streets.
        main_part: Use only streets of the largest connected part.
    """
    wanted = np.flatnonzero((network.component[network.edge_from] == 0) | (not main_part))
    edge = np.full(len(points_m), -1, dtype=np.int64)
    fraction, snap_m = np.zeros(len(points_m)), np.full(len(points_m), np.inf)
    if not len(wanted) or not len(points_m):
        return Places(edge, fraction, snap_m)
    rows = np.repeat(np.arange(len(network.edge_from)), np.diff(network.shape_at))
    streets = np.asarray(linestrings(network.shape_xy_m, indices=rows))[wanted]
    point = np.asarray(points(points_m))
    found, street = STRtree(streets).query_nearest(point, max_distance=max_m)
    order = np.lexsort((street, found))
    found, first = np.unique(found[order], return_index=True)
    street = street[order][first]
    edge[found] = wanted[street]
    fraction[found] = line_locate_point(streets[street], point[found], normalized=True)
    snap_m[found] = distance(streets[street], point[found])
    return Places(edge, np.nan_to_num(fraction), snap_m)


def walk_m(network: Network, places: Places) -> FloatArray:
    """Shortest walk from row to column in metres, shape (k, k), inf where there is no way.

    A place off the streets has no way to anywhere, not even to itself.
    """
    k = len(places.edge)
    walks = np.full((k, k), np.inf)
    on_street = np.flatnonzero(places.edge >= 0)
    if not len(on_street):
        return walks
    edge = places.edge[on_street]
    ends = np.stack([network.edge_from[edge], network.edge_to[edge]])
    targets, at = np.unique(ends, return_inverse=True)
    at = at.reshape(ends.shape)
    away_m = _to_ends_m(network, places, on_street)
    ways = ways_m(Crossings.of(network), ends.T.copy(), away_m.T.copy(), targets)
    arrive = _from_ends_m(network, places, on_street)
    best = _direct_m(network, places, on_street)
    for into in (0, 1):
        np.minimum(best, ways[:, at[into]] + arrive[into][None, :], out=best)
    walks[np.ix_(on_street, on_street)] = best
    return walks


def _to_ends_m(network: Network, places: Places, which: IntArray) -> FloatArray:
    """Metres from places to the first and last vertex of their edges, shape (2, k)."""
    edge, fraction = places.edge[which], places.fraction[which]
    back = np.where(network.both_ways[edge], fraction, np.inf)
    return np.stack([back, 1 - fraction]) * _length_m(network, edge)


def _from_ends_m(network: Network, places: Places, which: IntArray) -> FloatArray:
    """Metres from the first and last vertex of their edges to places, shape (2, k)."""
    edge, fraction = places.edge[which], places.fraction[which]
    back = np.where(network.both_ways[edge], 1 - fraction, np.inf)
    return np.stack([fraction, back]) * _length_m(network, edge)


def _length_m(network: Network, edge: IntArray) -> FloatArray:
    # Never 0, since 0 x inf is not a number.
    return np.maximum(network.edge_length_m[edge], 1e-9)


def _direct_m(network: Network, places: Places, which: IntArray) -> FloatArray:
    """Metres along the shared edge from place to place, inf on different edges, shape (k, k)."""
    edge, fraction = places.edge[which], places.fraction[which]
    ahead = fraction[None, :] - fraction[:, None]
    walkable = (edge[:, None] == edge[None, :]) & ((ahead >= 0) | network.both_ways[edge][:, None])
    return np.where(walkable, np.abs(ahead) * network.edge_length_m[edge][:, None], np.inf)


def leg(network: Network, places: Places, i: int, j: int) -> FloatArray:
    """Line of the shortest walk from place i to place j; see ``legs`` for many."""
    return legs(network, places, [(i, j)])[0]


def legs(network: Network, places: Places, pairs: Sequence[tuple[int, int]]) -> list[FloatArray]:
    """Lines of the shortest walks for pairs of places, one search for each origin.

    Returns:
        For each pair the vertices, shape (m, 2), metres, as long as ``walk_m`` says; shape (0, 2)
        where there is no way.
    """
    crossings = Crossings.of(network)
    lines = {
        (search.origin, target): _leg(network, crossings, places, search, target)
        for search, target in _searches(network, crossings, places, pairs)
    }
    return [lines[pair] for pair in pairs]


def streets_walked(
    network: Network, places: Places, pairs: Sequence[tuple[int, int]]
) -> list[frozenset[int]]:
    """Edges of the shortest walks for pairs of places; empty where there is no way."""
    crossings = Crossings.of(network)
    edges = {
        (search.origin, target): frozenset(
            edge for edge, *_ in _way(network, crossings, places, search, target)
        )
        for search, target in _searches(network, crossings, places, pairs)
    }
    return [edges[pair] for pair in pairs]


@dataclass(frozen=True)
class _Search:
    """Distances and predecessors from the two ends of the origin's edge to all nodes, shapes (2, n)."""

    origin: int
    length_m: FloatArray
    before: IntArray


def _searches(
    network: Network, crossings: Crossings, places: Places, pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[_Search, int]]:
    """A search for each origin, with each of its targets."""
    for origin, group in groupby(sorted(set(pairs)), key=itemgetter(0)):
        search = _search(network, crossings, places, origin)
        for _, target in group:
            yield search, target


def _search(network: Network, crossings: Crossings, places: Places, origin: int) -> _Search:
    edge = places.edge[origin]
    ends = [network.edge_from[edge], network.edge_to[edge]] if edge >= 0 else []
    length_m, before = dijkstra(
        crossings.length_m, indices=np.array(ends, dtype=np.int64), return_predecessors=True
    )
    return _Search(origin, length_m, before.astype(np.int64))


def _leg(network: Network, crossings: Crossings, places: Places, search: _Search, target: int) -> FloatArray:
    pieces = [part_of_edge(network, *piece) for piece in _way(network, crossings, places, search, target)]
    return np.concatenate([*pieces[:1], *[piece[1:] for piece in pieces[1:]]]) if pieces else np.zeros((0, 2))


def _way(
    network: Network, crossings: Crossings, places: Places, search: _Search, target: int
) -> list[tuple[int, float, float]]:
    """Edges of the shortest walk, each with the fractions where it is entered and left; empty for no way."""
    pair = np.array([search.origin, target])
    start, goal = places.edge[pair].tolist()
    here, there = places.fraction[pair].tolist()
    if start < 0 or goal < 0:
        return []
    goals = np.array([network.edge_from[goal], network.edge_to[goal]])
    leave, arrive = _to_ends_m(network, places, pair)[:, 0], _from_ends_m(network, places, pair)[:, 1]
    around = leave[:, None] + search.length_m[:, goals] + arrive[None, :]
    direct = _direct_m(network, places, pair)[0, 1]
    if not np.isfinite(min(around.min(), direct)):
        return []
    if direct <= around.min():
        return [(start, here, there)]
    out, into = divmod(int(around.argmin()), 2)
    between = crossings.way(search.before[out], int(goals[into]))
    inner = [(edge, float(not ahead), float(ahead)) for edge, ahead in between]
    return [(start, here, float(out)), *inner, (goal, float(into), there)]


def part_of_edge(network: Network, edge: int, first: float, last: float) -> FloatArray:
    """Vertices along an edge from one fraction to another, backwards if first > last; shape (m, 2)."""
    xy_m = network.shape_xy_m[network.shape_at[edge] : network.shape_at[edge + 1]]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy_m, axis=0).T))])
    low, high = min(first, last) * along[-1], max(first, last) * along[-1]
    inside = xy_m[(along > low) & (along < high)]
    ends = np.stack([np.interp([low, high], along, axis) for axis in xy_m.T], axis=1)
    line = np.concatenate([ends[:1], inside, ends[1:]])
    return line if first <= last else line[::-1]
