"""Whether ways can be walked on the streets, and how long they are; shares no code with the searches."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np

from routing.arrays import FloatArray
from routing.network import Network
from routing.travel import Places, Way
from routing.verify import RouteViolation

# Of an edge's length: beyond it an end of a way is somewhere else.
TOLERANCE = 1e-9


def violations(network: Network, places: Places, ways: Mapping[tuple[int, int], Way]) -> list[RouteViolation]:
    """List every way that does not lead along the streets from its first place to its second."""
    return [
        RouteViolation(rule, *leg) for leg, way in ways.items() for rule in _broken(network, places, leg, way)
    ]


def measured_m(network: Network, places: Places, ways: Mapping[tuple[int, int], Way]) -> FloatArray:
    """Metres of the ways by the vertices of the streets, shape (places, places), inf where none is given."""
    count = len(places.edge)
    metres = np.full((count, count), np.inf)
    edge_m = {edge: _vertices_m(network, edge) for way in ways.values() for edge, *_ in way}
    for leg, way in ways.items():
        metres[leg] = sum(abs(last - first) * edge_m[edge] for edge, first, last in way)
    return metres


def _vertices_m(network: Network, edge: int) -> float:
    line = network.shape_xy_m[network.shape_at[edge] : network.shape_at[edge + 1]]
    return float(np.sqrt(((line[1:] - line[:-1]) ** 2).sum(axis=1)).sum())


def _broken(network: Network, places: Places, leg: tuple[int, int], way: Way) -> Iterator[str]:
    if not way:
        yield "way-missing"
        return
    (first_edge, start, _), (last_edge, _, end) = way[0], way[-1]
    if not _is_at(places, leg[0], first_edge, start) or not _is_at(places, leg[1], last_edge, end):
        yield "way-ends-elsewhere"
    if any(last < first and not network.both_ways[edge] for edge, first, last in way):
        yield "way-against-direction"
    if any(_node(network, *one[::2]) != _node(network, *other[:2]) for one, other in pairwise(way)):
        yield "way-leaves-the-streets"


def _is_at(places: Places, place: int, edge: int, fraction: float) -> bool:
    return bool(places.edge[place] == edge and abs(places.fraction[place] - fraction) <= TOLERANCE)


def _node(network: Network, edge: int, fraction: float) -> int:
    """The crossing at an end of an edge; in its middle there is none, whatever comes next."""
    if fraction == 0.0:
        return int(network.edge_from[edge])
    return int(network.edge_to[edge]) if fraction == 1.0 else -1 - edge
