"""The part of a city's network that matters to the places of one zone."""

from dataclasses import dataclass

import numpy as np

from routing.arrays import FloatArray, IntArray
from routing.network import Network
from routing.travel import Places, walk_m

# At first; walks of up to twice as much are then known to be the shortest.
MARGIN_M = 2000.0


@dataclass(frozen=True)
class Neighbourhood:
    """A part of a network, the places on it, and the walks between them as in the whole network."""

    network: Network
    places: Places
    walk_m: FloatArray


def neighbourhood(network: Network, places: Places, margin_m: float = MARGIN_M) -> Neighbourhood:
    """Cut out the streets around places, wide enough that no shorter walk runs outside.

    A walk that leaves the box around the places by the margin, and comes back, is at least twice the margin
    long; as long as some walk is longer than that, the margin is doubled.
    """
    on_street = np.flatnonzero(places.edge >= 0)
    ends = np.concatenate(
        [network.edge_from[places.edge[on_street]], network.edge_to[places.edge[on_street]]]
    )
    # From a street that leaves its part of the network nobody comes back: no patrol goes there.
    first, last = network.component[ends].reshape(2, -1)
    part_of = np.where(first == last, first, -1 - np.arange(len(first)))
    connected = part_of[:, None] == part_of[None, :]
    while True:
        edges = _edges_around(network, ends, margin_m)
        part, moved = cut_out(network, edges), _moved(places, edges)
        walks = walk_m(part, moved)
        known = walks[np.ix_(on_street, on_street)] <= 2 * margin_m
        if len(edges) == len(network.edge_from) or known[connected].all():
            return Neighbourhood(part, moved, walks)
        margin_m *= 2


def _edges_around(network: Network, nodes: IntArray, margin_m: float) -> IntArray:
    """Edges that have an end in the box around nodes."""
    if not len(nodes):
        return np.zeros(0, dtype=np.int64)
    low, high = network.node_xy_m[nodes].min(axis=0), network.node_xy_m[nodes].max(axis=0)
    inside = ((network.node_xy_m >= low - margin_m) & (network.node_xy_m <= high + margin_m)).all(axis=1)
    return np.flatnonzero(inside[network.edge_from] | inside[network.edge_to])


def _moved(places: Places, edges: IntArray) -> Places:
    """Places whose edges are all among the rising ``edges``, by their position there."""
    edge = np.where(places.edge >= 0, np.searchsorted(edges, places.edge), -1)
    return Places(edge, places.fraction, places.snap_m)


def cut_out(network: Network, edges: IntArray) -> Network:
    """The network of some edges in their order; its parts keep the numbers of the whole network's."""
    nodes, at = np.unique(
        np.concatenate([network.edge_from[edges], network.edge_to[edges]]), return_inverse=True
    )
    vertices = np.diff(network.shape_at)[edges]
    shape_at = np.concatenate([[0], np.cumsum(vertices)]).astype(np.int64)
    from_whole = np.repeat(network.shape_at[edges] - shape_at[:-1], vertices)
    return Network(
        node_xy_m=network.node_xy_m[nodes],
        edge_from=at[: len(edges)].astype(np.int64),
        edge_to=at[len(edges) :].astype(np.int64),
        edge_length_m=network.edge_length_m[edges],
        both_ways=network.both_ways[edges],
        shape_xy_m=network.shape_xy_m[from_whole + np.arange(shape_at[-1])],
        shape_at=shape_at,
        component=network.component[nodes],
    )
