"""A smaller network with the same distances between the nodes that matter, compiled by numba.

A crossing where three streets meet, and nobody sets out or arrives, can be left out if its neighbours are
joined by streets as long as the ways through it. Nine nodes of ten go like this, and no way changes length.

Source: star-mesh elimination in the min-plus algebra; Dibbelt, Strasser and Wagner (2016), Customizable
Contraction Hierarchies, ACM JEA 21, for street networks.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from routing.arrays import BoolArray, FloatArray
from routing.search.compiled import entry, inlined

Int32Array = NDArray[np.int32]

# Nodes with more neighbours stay: leaving one out would add more streets than it takes away.
MOST_NEIGHBOURS = 8
# Room for the neighbours that a node gains; a node is left out only if there is room around it.
SPARE = 10


class Table(NamedTuple):
    """Neighbours of n nodes, w columns of which the first ``degree[node]`` are used."""

    near: Int32Array  # (n, w) neighbour
    length_m: FloatArray  # (n, w) from the node to the neighbour, inf if only the other way can be walked
    degree: Int32Array  # (n,) 0 for a node that was left out


def shrunk(length_m: csr_array, wanted: BoolArray) -> Table:
    """Leave out what can be left out.

    Args:
        length_m: Metres from row to column, shape (n, n), none of them 0.
        wanted: Nodes that stay, shape (n,).
    """
    nodes = length_m.shape[0]
    first, neighbour = length_m.indptr.astype(np.int32), length_m.indices.astype(np.int32)
    both = np.diff(first) + np.bincount(neighbour, minlength=nodes)
    width = int(both.max(initial=0)) + SPARE
    table = Table(
        np.zeros((nodes, width), dtype=np.int32),
        np.zeros((nodes, width)),
        np.zeros(nodes, dtype=np.int32),
    )
    _shrink(first, neighbour, length_m.data, wanted, *table)
    return table


@inlined
def _find(near: Int32Array, degree: Int32Array, node: int, other: int) -> int:
    """Column of a neighbour, -1 if it is none."""
    for column in range(degree[node]):
        if near[node, column] == other:
            return column
    return -1


@inlined
def _link(
    near: Int32Array, length_m: FloatArray, degree: Int32Array, node: int, other: int, m: float
) -> None:
    """Join a node to another, or shorten the way that is there."""
    column = _find(near, degree, node, other)
    if column < 0:
        column = degree[node]
        near[node, column], length_m[node, column] = other, m
        degree[node] += 1
    elif m < length_m[node, column]:
        length_m[node, column] = m


@inlined
def _unlink(near: Int32Array, length_m: FloatArray, degree: Int32Array, node: int, other: int) -> None:
    column, last = _find(near, degree, node, other), degree[node] - 1
    near[node, column], length_m[node, column] = near[node, last], length_m[node, last]
    degree[node] = last


@inlined
def _has_room(near: Int32Array, degree: Int32Array, node: int) -> bool:
    """Whether the neighbours can be joined; each loses the node and gains at most all the others."""
    for column in range(degree[node]):
        if degree[near[node, column]] - 1 + degree[node] - 1 > near.shape[1]:
            return False
    return True


@inlined
def _leave_out(near: Int32Array, length_m: FloatArray, degree: Int32Array, node: int) -> None:
    count = degree[node]
    for i in range(count):
        one = near[node, i]
        to_node_m = length_m[one, _find(near, degree, one, node)]
        for j in range(count):
            if i != j:
                _link(near, length_m, degree, one, near[node, j], to_node_m + length_m[node, j])
    for i in range(count):
        _unlink(near, length_m, degree, near[node, i], node)
    degree[node] = 0


@entry
def _shrink(
    first_edge: Int32Array,
    neighbour: Int32Array,
    edge_length_m: FloatArray,
    wanted: BoolArray,
    near: Int32Array,
    length_m: FloatArray,
    degree: Int32Array,
) -> None:
    """Fill the table, and empty it again of nodes with few neighbours, those with fewest first."""
    nodes = degree.size
    for node in range(nodes):
        for edge in range(first_edge[node], first_edge[node + 1]):
            if neighbour[edge] != node:
                _link(near, length_m, degree, node, neighbour[edge], edge_length_m[edge])
                _link(near, length_m, degree, neighbour[edge], node, np.inf)
    for most in range(1, MOST_NEIGHBOURS + 1):
        changed = True
        while changed:
            changed = False
            for node in range(nodes):
                if 0 < degree[node] <= most and not wanted[node] and _has_room(near, degree, node):
                    _leave_out(near, length_m, degree, node)
                    changed = True
