"""Shortest ways from many places to many nodes, compiled by numba.

The searches run in the network without the crossings that matter to none of them. Each starts at both ends
of the place's street at once, and stops when every target is settled.

Source: Dijkstra (1959); a binary heap that keeps outdated entries and passes over them.
"""

import numpy as np

from routing.arrays import BoolArray, FloatArray, IntArray
from routing.crossings import Crossings
from routing.search.compiled import entry, inlined
from routing.shrink import Int32Array, shrunk


def ways_m(crossings: Crossings, ends: IntArray, away_m: FloatArray, targets: IntArray) -> FloatArray:
    """Metres from places to nodes, shape (k, t), inf where there is no way.

    Args:
        crossings: The network, with n nodes.
        ends: Two nodes where a walk from each place enters the network, shape (k, 2).
        away_m: Metres from the place to each of them, inf if it may not be walked, shape (k, 2).
        targets: Nodes without repetition, shape (t,).
    """
    nodes = crossings.length_m.shape[0]
    wanted = np.zeros(nodes, dtype=np.bool_)
    wanted[targets] = wanted[ends.ravel()] = True
    table = shrunk(crossings.length_m, wanted)
    wanted[:] = False
    wanted[targets] = True
    found = np.full((len(ends), len(targets)), np.inf)
    # Each way is pushed at most once from each of its ends, and each search has two seeds.
    room = int(table.degree.sum()) + 2
    _search_all(
        *table,
        ends,
        away_m,
        targets,
        wanted,
        found,
        np.full(nodes, np.inf),
        np.zeros(nodes, dtype=np.int32),
        np.zeros(room),
        np.zeros(room, dtype=np.int32),
    )
    return found


@inlined
def _push(heap_m: FloatArray, heap_node: Int32Array, size: int, length_m: float, node: int) -> int:
    """Add an entry; the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap_m[above] <= length_m:
            break
        heap_m[at] = heap_m[above]
        heap_node[at] = heap_node[above]
        at = above
    heap_m[at] = length_m
    heap_node[at] = node
    return size + 1


@inlined
def _drop_first(heap_m: FloatArray, heap_node: Int32Array, size: int) -> int:
    """Remove the smallest entry; the new size."""
    size -= 1
    last_m, last_node = heap_m[size], heap_node[size]
    at, below = 0, 1
    while below < size:
        if below + 1 < size and heap_m[below + 1] < heap_m[below]:
            below += 1
        if heap_m[below] >= last_m:
            break
        heap_m[at] = heap_m[below]
        heap_node[at] = heap_node[below]
        at = below
        below = 2 * at + 1
    heap_m[at] = last_m
    heap_node[at] = last_node
    return size


@entry
def _search_all(
    near: Int32Array,
    length_m: FloatArray,
    degree: Int32Array,
    ends: IntArray,
    away_m: FloatArray,
    targets: IntArray,
    wanted: BoolArray,
    found: FloatArray,
    reached_m: FloatArray,
    touched: Int32Array,
    heap_m: FloatArray,
    heap_node: Int32Array,
) -> None:
    """Fill ``found``; ``reached_m`` is inf on entry and exit, the rest below it is working memory."""
    for place in range(ends.shape[0]):
        size, count = 0, 0
        for side in range(2):
            node, m = ends[place, side], away_m[place, side]
            if m < reached_m[node]:
                if reached_m[node] == np.inf:
                    touched[count] = node
                    count += 1
                reached_m[node] = m
                size = _push(heap_m, heap_node, size, m, node)
        open_targets = targets.size
        while size > 0 and open_targets > 0:
            m, here = heap_m[0], heap_node[0]
            size = _drop_first(heap_m, heap_node, size)
            if m > reached_m[here]:
                continue
            if wanted[here]:
                open_targets -= 1
            for column in range(degree[here]):
                there, onward_m = near[here, column], m + length_m[here, column]
                if onward_m < reached_m[there]:
                    if reached_m[there] == np.inf:
                        touched[count] = there
                        count += 1
                    reached_m[there] = onward_m
                    size = _push(heap_m, heap_node, size, onward_m, there)
        for i in range(targets.size):
            found[place, i] = reached_m[targets[i]]
        for i in range(count):
            reached_m[touched[i]] = np.inf
