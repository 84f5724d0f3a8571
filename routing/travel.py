"""Walking distances and ways between places that lie somewhere along a street.

A place is (edge, fraction of the edge's length from its first vertex), so that a stop in the middle of a
long street is where it is and not at the next crossing. A walk from one place to another leaves by one end
of its edge and arrives by one end of the other: the best of four, or straight along a shared edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from shapely import STRtree, distance, line_locate_point, linestrings, points

from routing.arrays import FloatArray, IntArray
from routing.crossings import Crossings
from routing.measure import Values, packed, packed_length_m
from routing.network import Network
from routing.shortest import tree, ways


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


def walk_m(network: Network, places: Places, cost_m: FloatArray | None = None) -> FloatArray:
    """Shortest walk from row to column in metres, shape (k, k), inf where there is no way.

    A place off the streets has no way to anywhere, not even to itself.

    Args:
        network: The streets.
        places: Where walks begin and end.
        cost_m: What it costs to walk along each edge, shape (e,). Walks are then those of least cost, and
            the answer is how long they are, and up to a millimetre a street more.
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
    measure = _Measure(network, places, cost_m)
    away = measure.to_ends(on_street)
    between = ways(Crossings.of(network, cost_m), ends.T.copy(), away.T.copy(), targets)
    arrive = measure.from_ends(on_street)
    best = measure.direct(on_street)
    for into in (0, 1):
        np.minimum(best, between[:, at[into]] + arrive[into][None, :], out=best)
    walks[np.ix_(on_street, on_street)] = best if cost_m is None else packed_length_m(best.astype(np.int64))
    return walks


@dataclass(frozen=True)
class _Measure:
    """Parts of edges as the searches judge them: their lengths, or costs and lengths packed."""

    network: Network
    places: Places
    cost_m: FloatArray | None

    def to_ends(self, which: IntArray) -> Values:
        """From places to the first and last vertex of their edges, shape (2, k)."""
        edge, fraction = self.places.edge[which], self.places.fraction[which]
        back = np.where(self.network.both_ways[edge], fraction, np.inf)
        return self._value(np.stack([back, 1 - fraction]), edge[None])

    def from_ends(self, which: IntArray) -> Values:
        """From the first and last vertex of their edges to places, shape (2, k)."""
        edge, fraction = self.places.edge[which], self.places.fraction[which]
        back = np.where(self.network.both_ways[edge], 1 - fraction, np.inf)
        return self._value(np.stack([fraction, back]), edge[None])

    def direct(self, which: IntArray) -> Values:
        """Along the shared edge from place to place, no way on different edges, shape (k, k)."""
        edge, fraction = self.places.edge[which], self.places.fraction[which]
        ahead = fraction[None, :] - fraction[:, None]
        walkable = (edge[:, None] == edge[None, :]) & ((ahead >= 0) | self.network.both_ways[edge][:, None])
        return self._value(np.where(walkable, np.abs(ahead), np.inf), edge[:, None])

    def _value(self, share: FloatArray, edge: IntArray) -> Values:
        """Of a share of each edge, inf where it may not be walked."""
        # Never 0, since 0 x inf is not a number.
        length_m = share * np.maximum(self.network.edge_length_m[edge], 1e-9)
        return (
            length_m if self.cost_m is None else packed(share * np.maximum(self.cost_m[edge], 1e-9), length_m)
        )


def leg(network: Network, places: Places, i: int, j: int) -> FloatArray:
    """Line of the shortest walk from place i to place j; see ``legs`` for many."""
    return legs(network, places, [(i, j)])[0]


def legs(
    network: Network, places: Places, pairs: Sequence[tuple[int, int]], cost_m: FloatArray | None = None
) -> list[FloatArray]:
    """Lines of the walks for pairs of places, one search for each origin.

    Returns:
        For each pair the vertices, shape (m, 2), metres, as long as ``walk_m`` says for the same costs; shape
        (0, 2) where there is no way.
    """
    return [way_line(network, way) for way in ways_walked(network, places, pairs, cost_m)]


# Edges one after the other, each with the shares of its length where it is entered and left.
Way = tuple[tuple[int, float, float], ...]


def ways_walked(
    network: Network, places: Places, pairs: Sequence[tuple[int, int]], cost_m: FloatArray | None = None
) -> list[Way]:
    """Ways of the walks that ``walk_m`` measures, for pairs of places; empty where there is no way."""
    crossings, measure = Crossings.of(network, cost_m), _Measure(network, places, cost_m)
    found: dict[tuple[int, int], Way] = {}
    for origin, group in groupby(sorted(set(pairs)), key=itemgetter(0)):
        targets = [target for _, target in group]
        if places.edge[origin] < 0:
            found.update({(origin, target): () for target in targets})
            continue
        search = _search(crossings, measure, origin, targets)
        found.update({(origin, target): _way(crossings, measure, search, target) for target in targets})
    return [found[pair] for pair in pairs]


def streets_walked(
    network: Network, places: Places, pairs: Sequence[tuple[int, int]], cost_m: FloatArray | None = None
) -> list[frozenset[int]]:
    """Edges of the walks for pairs of places; empty where there is no way."""
    return [frozenset(edge for edge, *_ in way) for way in ways_walked(network, places, pairs, cost_m)]


def way_line(network: Network, way: Way) -> FloatArray:
    """Vertices along a way, shape (m, 2), metres; shape (0, 2) for an empty one."""
    pieces = [part_of_edge(network, *piece) for piece in way]
    return np.concatenate([*pieces[:1], *[piece[1:] for piece in pieces[1:]]]) if pieces else np.zeros((0, 2))


@dataclass(frozen=True)
class _Search:
    """Values and predecessors from an origin to all nodes, shapes (n,)."""

    origin: int
    value: Values
    before: IntArray


def _search(crossings: Crossings, measure: _Measure, origin: int, targets: Sequence[int]) -> _Search:
    network, edge = measure.network, measure.places.edge[origin]
    ends = np.array([network.edge_from[edge], network.edge_to[edge]])
    away = measure.to_ends(np.array([origin]))[:, 0].copy()
    goals = measure.places.edge[list(targets)]
    goals = goals[goals >= 0]
    wanted = np.unique(np.concatenate([network.edge_from[goals], network.edge_to[goals]]))
    return _Search(origin, *tree(crossings, ends, away, wanted))


def _way(crossings: Crossings, measure: _Measure, search: _Search, target: int) -> Way:
    network, places = measure.network, measure.places
    pair = np.array([search.origin, target])
    start, goal = places.edge[pair].tolist()
    here, there = places.fraction[pair].tolist()
    if goal < 0:
        return ()
    goals = np.array([network.edge_from[goal], network.edge_to[goal]])
    around = search.value[goals] + measure.from_ends(pair[1:])[:, 0]
    direct = measure.direct(pair)[0, 1]
    if min(around.min(), direct) >= crossings.never:
        return ()
    if direct <= around.min():
        return ((start, here, there),)
    into = int(around.argmin())
    root, between = crossings.way(search.before, int(goals[into]))
    inner = [(edge, float(not ahead), float(ahead)) for edge, ahead in between]
    return ((start, here, float(_left_by(measure, search.origin, root))), *inner, (goal, float(into), there))


def _left_by(measure: _Measure, origin: int, node: int) -> int:
    """End of the origin's edge, 0 or 1, by which a walk enters the network at a node."""
    edge = measure.places.edge[origin]
    first, last = measure.to_ends(np.array([origin]))[:, 0]
    at_first, at_last = measure.network.edge_from[edge] == node, measure.network.edge_to[edge] == node
    return int(at_last and not (at_first and first <= last))


def part_of_edge(network: Network, edge: int, first: float, last: float) -> FloatArray:
    """Vertices along an edge from one fraction to another, backwards if first > last; shape (m, 2)."""
    xy_m = network.shape_xy_m[network.shape_at[edge] : network.shape_at[edge + 1]]
    if {first, last} == {0.0, 1.0}:
        return xy_m if first <= last else xy_m[::-1]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy_m, axis=0).T))])
    low, high = min(first, last) * along[-1], max(first, last) * along[-1]
    inside = xy_m[(along > low) & (along < high)]
    ends = np.stack([np.interp([low, high], along, axis) for axis in xy_m.T], axis=1)
    line = np.concatenate([ends[:1], inside, ends[1:]])
    return line if first <= last else line[::-1]
