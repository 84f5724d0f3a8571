"""The network between its nodes, as the sparse matrix that scipy's Dijkstra reads."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from routing.arrays import BoolArray, IntArray
from routing.network import Network

# scipy takes a zero in a sparse matrix for "no way".
SHORTEST_M = 1e-3


@dataclass(frozen=True)
class Crossings:
    """The shortest edge between each pair of neighbouring nodes, n nodes and p pairs.

    Attributes:
        length_m: Length of the edge from row to column, shape (n, n), sparse.
        pair: Sorted numbers ``row * n + column`` of the pairs, shape (p,).
        edge: Edge of the network for each pair, shape (p,).
        ahead: True where the pair goes from the edge's first vertex to its last, shape (p,).
    """

    length_m: csr_array
    pair: IntArray
    edge: IntArray
    ahead: BoolArray

    @classmethod
    def of(cls, network: Network) -> Self:
        """Directed neighbours; a street that binds on foot appears in one direction."""
        nodes, both = len(network.node_xy_m), network.both_ways
        rows = np.concatenate([network.edge_from, network.edge_to[both]])
        columns = np.concatenate([network.edge_to, network.edge_from[both]])
        edge = np.concatenate([np.arange(len(both)), np.flatnonzero(both)])
        order = np.lexsort((edge, network.edge_length_m[edge], rows * nodes + columns))
        pair, first = np.unique((rows * nodes + columns)[order], return_index=True)
        chosen = order[first]
        length_m = np.maximum(network.edge_length_m[edge[chosen]], SHORTEST_M)
        matrix = csr_array((length_m, (rows[chosen], columns[chosen])), shape=(nodes, nodes))
        return cls(matrix, pair, edge[chosen], chosen < len(both))

    def way(self, before: IntArray, target: int) -> list[tuple[int, bool]]:
        """Edges from a search's source to a node, each with True if walked from first to last vertex.

        Args:
            before: Node before each node on the way from the source, negative at the source, shape (n,).
            target: A node that has a way from the source.
        """
        nodes = [target]
        while before[nodes[-1]] >= 0:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        at = np.searchsorted(self.pair, [row * len(before) + column for row, column in pairwise(nodes)])
        return [(int(self.edge[i]), bool(self.ahead[i])) for i in at]
