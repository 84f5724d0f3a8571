"""The network between its nodes, as the sparse matrix that the searches read."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from routing.arrays import BoolArray, FloatArray, IntArray
from routing.measure import NEVER, packed
from routing.network import Network

# A zero in a sparse matrix would mean "no way".
SHORTEST_M = 1e-3


@dataclass(frozen=True)
class Crossings:
    """The best edge between each pair of neighbouring nodes, n nodes and p pairs.

    Attributes:
        value: Of the edge from row to column, shape (n, n), sparse; metres, or as ``routing.measure`` packs
            cost and length.
        never: The value for "no way".
        pair: Sorted numbers ``row * n + column`` of the pairs, shape (p,).
        edge: Edge of the network for each pair, shape (p,).
        ahead: True where the pair goes from the edge's first vertex to its last, shape (p,).
    """

    value: csr_array
    never: float
    pair: IntArray
    edge: IntArray
    ahead: BoolArray

    @classmethod
    def of(cls, network: Network, cost_m: FloatArray | None = None) -> Self:
        """Directed neighbours; a street that binds on foot appears in one direction.

        Args:
            cost_m: What it costs to walk along each edge, shape (e,); its length if None.
        """
        nodes, both = len(network.node_xy_m), network.both_ways
        length_m = np.maximum(network.edge_length_m, SHORTEST_M)
        value = length_m if cost_m is None else packed(np.maximum(cost_m, SHORTEST_M), length_m)
        rows = np.concatenate([network.edge_from, network.edge_to[both]])
        columns = np.concatenate([network.edge_to, network.edge_from[both]])
        edge = np.concatenate([np.arange(len(both)), np.flatnonzero(both)])
        order = np.lexsort((edge, value[edge], rows * nodes + columns))
        pair, first = np.unique((rows * nodes + columns)[order], return_index=True)
        chosen = order[first]
        matrix = csr_array((value[edge[chosen]], (rows[chosen], columns[chosen])), shape=(nodes, nodes))
        never = np.inf if cost_m is None else NEVER
        return cls(matrix, never, pair, edge[chosen], chosen < len(both))

    def way(self, before: IntArray, target: int) -> tuple[int, list[tuple[int, bool]]]:
        """The search's source, and the edges from there, each with True if walked from first to last vertex.

        Args:
            before: Node before each node on the way from the source, negative at the source, shape (n,).
            target: A node that has a way from the source.
        """
        nodes = [target]
        while before[nodes[-1]] >= 0:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        at = np.searchsorted(self.pair, [row * len(before) + column for row, column in pairwise(nodes)])
        return nodes[0], [(int(self.edge[i]), bool(self.ahead[i])) for i in at]
