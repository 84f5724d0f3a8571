"""Shortest ways from many places to many nodes, compiled by numba.

Each search starts at both ends of the place's street at once. Distances are found in the network's
hierarchy, see ``routing.shrink``; the way itself is found in the network as it is.

Source: Dijkstra (1959); a binary heap that keeps outdated entries and passes over them.
"""

from typing import NamedTuple

import numpy as np

from routing.arrays import BoolArray, IntArray
from routing.crossings import Crossings
from routing.measure import Int32Array, Values
from routing.search.compiled import entry, inlined
from routing.shrink import hierarchy

# Searches that climb and descend together, so that the processor does several at a time.
TOGETHER = 128


class _Heap(NamedTuple):
    """Entries of a search, smallest value first."""

    value: Values
    node: Int32Array


def ways(crossings: Crossings, ends: IntArray, away: Values, targets: IntArray) -> Values:
    """Values of the best ways from places to nodes, shape (k, t), ``never`` where there is no way.

    Args:
        crossings: The network, with n nodes.
        ends: Two nodes where a walk from each place enters the network, shape (k, 2).
        away: Value from the place to each of them, ``never`` if it may not be walked, shape (k, 2).
        targets: Nodes without repetition, shape (t,).
    """
    table = hierarchy(crossings)
    row, kept = np.full(len(table.rank), -1, dtype=np.int64), np.zeros(len(table.rank), dtype=np.int64)
    row[table.rank[ends.ravel()]] = row[table.rank[targets]] = 0
    count = _with_all_above(table.first, table.above, row, kept)
    entered, asked = row[table.rank[ends]], row[table.rank[targets]]
    found = np.empty((len(ends), len(targets)), away.dtype)
    for begin in range(0, len(ends), TOGETHER):
        part = slice(begin, begin + TOGETHER)
        reached = np.full((count, len(ends[part])), crossings.never, away.dtype)
        column = np.arange(reached.shape[1])
        for side in (0, 1):
            at = entered[part, side], column
            reached[at] = np.minimum(reached[at], away[part, side])
        _climb_and_descend(table.first, table.above, table.up, table.down, row, kept[:count], reached)
        found[part] = reached[asked].T
    return np.minimum(found, crossings.never)


def tree(crossings: Crossings, ends: IntArray, away: Values, targets: IntArray) -> tuple[Values, IntArray]:
    """One search that remembers its ways, for a place's two ends.

    Args:
        ends: Two nodes where a walk from the place enters the network, shape (2,).
        away: Value from the place to each of them, shape (2,).
        targets: Nodes where the search may end, once it has been at all of them.

    Returns:
        Value of the best way to each node, and the node before it, -1 at an end; shapes (n,).
    """
    values, never = crossings.value, crossings.never
    nodes = values.shape[0]
    reached, before = np.full(nodes, never, values.dtype), np.full(nodes, -1, dtype=np.int64)
    wanted = np.zeros(nodes, dtype=np.bool_)
    wanted[targets] = True
    room = len(values.data) + 2
    heap = _Heap(np.zeros(room, values.dtype), np.zeros(room, dtype=np.int32))
    _search_tree(values.indptr, values.indices, values.data, ends, away, wanted, reached, before, heap)
    return reached, before


@inlined
def _push(heap: _Heap, size: int, value: float, node: int) -> int:
    """Add an entry; the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap.value[above] <= value:
            break
        heap.value[at] = heap.value[above]
        heap.node[at] = heap.node[above]
        at = above
    heap.value[at] = value
    heap.node[at] = node
    return size + 1


@inlined
def _drop_first(heap: _Heap, size: int) -> int:
    """Remove the smallest entry; the new size."""
    size -= 1
    last, last_node = heap.value[size], heap.node[size]
    at, below = 0, 1
    while below < size:
        if below + 1 < size and heap.value[below + 1] < heap.value[below]:
            below += 1
        if heap.value[below] >= last:
            break
        heap.value[at] = heap.value[below]
        heap.node[at] = heap.node[below]
        at = below
        below = 2 * at + 1
    heap.value[at] = last
    heap.node[at] = last_node
    return size


@entry
def _with_all_above(first: IntArray, above: IntArray, row: IntArray, kept: IntArray) -> int:
    """Number the ranks where ``row`` is 0 and all above them in ``row``, and list them; how many."""
    count = 0
    for rank in range(row.size):
        if row[rank] >= 0:
            row[rank] = count
            kept[count] = rank
            count += 1
            for arc in range(first[rank], first[rank + 1]):
                row[above[arc]] = 0
    return count


@entry
def _climb_and_descend(
    first: IntArray,
    above: IntArray,
    up: Values,
    down: Values,
    row: IntArray,
    kept: IntArray,
    reached: Values,
) -> None:
    """From values where the searches enter to values of all kept ranks; shape (ranks, searches)."""
    searches = reached.shape[1]
    for here in range(kept.size):
        for arc in range(first[kept[here]], first[kept[here] + 1]):
            there, value = row[above[arc]], up[arc]
            for s in range(searches):
                reached[there, s] = min(reached[there, s], reached[here, s] + value)
    for here in range(kept.size - 1, -1, -1):
        for arc in range(first[kept[here]], first[kept[here] + 1]):
            there, value = row[above[arc]], down[arc]
            for s in range(searches):
                reached[here, s] = min(reached[here, s], reached[there, s] + value)


@entry
def _search_tree(
    first_edge: Int32Array,
    neighbour: Int32Array,
    edge_value: Values,
    ends: IntArray,
    away: Values,
    wanted: BoolArray,
    reached: Values,
    before: IntArray,
    heap: _Heap,
) -> None:
    size, open_targets = 0, 0
    for node in range(wanted.size):
        open_targets += wanted[node]
    for side in range(2):
        if away[side] < reached[ends[side]]:
            reached[ends[side]] = away[side]
            size = _push(heap, size, away[side], ends[side])
    while size > 0 and open_targets > 0:
        value, here = heap.value[0], heap.node[0]
        size = _drop_first(heap, size)
        if value > reached[here]:
            continue
        open_targets -= wanted[here]
        for edge in range(first_edge[here], first_edge[here + 1]):
            there, onward = neighbour[edge], value + edge_value[edge]
            if onward < reached[there]:
                reached[there] = onward
                before[there] = here
                size = _push(heap, size, onward, there)
