"""A street network taken apart crossing by crossing, so that a search need only climb and descend.

A crossing is left out when its neighbours have been joined by streets as long as the ways through it. It
remembers these neighbours, all of which are left out later. The shortest way between any two crossings then
climbs to ever later neighbours and descends again, and has the length that it always had.

Source: star-mesh elimination in the min-plus algebra; Dibbelt, Strasser and Wagner (2016), Customizable
Contraction Hierarchies, ACM JEA 21, for street networks.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from routing.arrays import IntArray
from routing.crossings import Crossings
from routing.measure import Int32Array, Values
from routing.search.compiled import entry, inlined

# Room for the neighbours that a node gains at first, and how many times more each time that it is used up.
SPARE = 14
WIDER = 2


@dataclass(frozen=True)
class Hierarchy:
    """Nodes by rank, the order in which they were left out; n nodes, a arcs to nodes of higher rank.

    Attributes:
        rank: Of each node, shape (n,).
        first: Node of rank r has the arcs ``first[r]:first[r + 1]``, shape (n + 1,).
        above: Rank of the neighbour, shape (a,).
        up: Value from the node to the neighbour, shape (a,).
        down: Value from the neighbour to the node, shape (a,).
    """

    rank: IntArray
    first: IntArray
    above: IntArray
    up: Values
    down: Values


def hierarchy(crossings: Crossings) -> Hierarchy:
    """Leave out all nodes, always one that has about the fewest neighbours left."""
    nodes = crossings.value.shape[0]
    names, rows = np.arange(nodes), _rows(crossings)
    order, degree, above, up, down = [], [], [], [], []
    while len(names):
        gone, waiting = np.zeros(len(names), dtype=np.int32), np.arange(len(names), dtype=np.int32)
        back, seen = np.zeros_like(rows.out), np.full(len(names), -1, dtype=np.int32)
        count = _leave_out_most(*rows, back, seen, waiting, gone, crossings.never)
        chosen, stay = gone[:count], waiting[: len(names) - count]
        arcs = np.arange(rows.near.shape[1]) < rows.degree[chosen, None]
        order.append(names[chosen])
        degree.append(rows.degree[chosen])
        above.append(names[rows.near[chosen][arcs]])
        up.append(rows.out[chosen][arcs])
        down.append(back[chosen][arcs])
        names, rows = names[stay], _wider(rows, stay)
    rank = np.empty(nodes, dtype=np.int64)
    rank[np.concatenate(order)] = np.arange(nodes)
    first = np.concatenate([[0], np.cumsum(np.concatenate(degree), dtype=np.int64)])
    return Hierarchy(rank, first, rank[np.concatenate(above)], np.concatenate(up), np.concatenate(down))


class _Rows(NamedTuple):
    """Neighbours of n nodes, w columns of which the first ``degree[node]`` are used."""

    near: Int32Array  # (n, w) neighbour
    out: Values  # (n, w) value from the node to the neighbour, never if only the other way can be walked
    degree: Int32Array  # (n,)


def _rows(crossings: Crossings) -> _Rows:
    """All nodes with their neighbours in either direction."""
    values = crossings.value
    nodes = values.shape[0]
    first, neighbour = values.indptr.astype(np.int32), values.indices.astype(np.int32)
    both = np.diff(first) + np.bincount(neighbour, minlength=nodes)
    width = int(both.max(initial=0)) + SPARE
    near, degree = np.zeros((nodes, width), dtype=np.int32), np.zeros(nodes, dtype=np.int32)
    out = np.zeros((nodes, width), values.dtype)
    _fill(first, neighbour, values.data, crossings.never, near, out, degree)
    return _Rows(near, out, degree)


def _wider(rows: _Rows, stay: Int32Array) -> _Rows:
    """The nodes that stay, under new numbers and with more room."""
    number = np.zeros(len(rows.degree), dtype=np.int32)
    number[stay] = np.arange(len(stay))
    width = max(rows.near.shape[1], min(len(stay), WIDER * rows.near.shape[1]))
    near, out = np.zeros((len(stay), width), np.int32), np.zeros((len(stay), width), rows.out.dtype)
    used = rows.near.shape[1]
    near[:, :used], out[:, :used] = number[rows.near[stay]], rows.out[stay]
    return _Rows(near, out, rows.degree[stay])


@inlined
def _link(near: Int32Array, out: Values, degree: Int32Array, node: int, other: int, value: float) -> None:
    """Join a node to another, or shorten the way that is there."""
    for column in range(degree[node]):
        if near[node, column] == other:
            out[node, column] = min(out[node, column], value)
            return
    near[node, degree[node]], out[node, degree[node]] = other, value
    degree[node] += 1


@entry
def _fill(
    first_edge: Int32Array,
    neighbour: Int32Array,
    edge_value: Values,
    never: float,
    near: Int32Array,
    out: Values,
    degree: Int32Array,
) -> None:
    for node in range(degree.size):
        for edge in range(first_edge[node], first_edge[node + 1]):
            if neighbour[edge] != node:
                _link(near, out, degree, node, neighbour[edge], edge_value[edge])
                _link(near, out, degree, neighbour[edge], node, never)


@inlined
def _has_room(near: Int32Array, degree: Int32Array, node: int) -> bool:
    """Whether the neighbours can be joined; each loses the node and gains at most all the others."""
    if near.shape[1] >= near.shape[0]:
        return True
    for column in range(degree[node]):
        if degree[near[node, column]] - 1 + degree[node] - 1 > near.shape[1]:
            return False
    return True


@inlined
def _leave_out(
    near: Int32Array, out: Values, degree: Int32Array, back: Values, seen: Int32Array, node: int, never: float
) -> None:
    """Take the node out of its neighbours' rows and join them; its own row stays.

    ``seen`` is -1 on entry and exit; in between it is the column of each neighbour of a neighbour.
    """
    count = degree[node]
    for i in range(count):
        one = near[node, i]
        last = degree[one] - 1
        for column in range(last + 1):
            seen[near[one, column]] = column
        column = seen[node]
        back[node, i] = out[one, column]
        near[one, column], out[one, column] = near[one, last], out[one, last]
        seen[near[one, column]] = column
        seen[node] = -1
        size = last
        for j in range(count):
            other = near[node, j]
            if j != i:
                value = min(never, back[node, i] + out[node, j])
                column = seen[other]
                if column < 0:
                    near[one, size], out[one, size] = other, value
                    size += 1
                elif value < out[one, column]:
                    out[one, column] = value
        degree[one] = size
        for column in range(size):
            seen[near[one, column]] = -1


@entry
def _leave_out_most(
    near: Int32Array,
    out: Values,
    degree: Int32Array,
    back: Values,
    seen: Int32Array,
    waiting: Int32Array,
    gone: Int32Array,
    never: float,
) -> int:
    """Leave nodes out, those with fewest neighbours first, while there is room; how many, named in ``gone``.

    ``waiting`` holds all nodes on entry, those that stay on exit.
    """
    left, count, width = waiting.size, 0, near.shape[1]
    for most in range(width + 1 if width >= waiting.size else width // 2):
        changed = True
        while changed:
            changed = False
            kept = 0
            for i in range(left):
                node = waiting[i]
                if degree[node] <= most and _has_room(near, degree, node):
                    _leave_out(near, out, degree, back, seen, node, never)
                    gone[count] = node
                    count += 1
                    changed = True
                else:
                    waiting[kept] = node
                    kept += 1
            left = kept
    return count
