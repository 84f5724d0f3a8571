"""The street network of people on foot or by bicycle, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from routing.arrays import BoolArray, FloatArray, IntArray
from routing.profiles import Binding


@dataclass(frozen=True)
class Network:
    """Street segments between nodes, one row for each segment whichever way it is taken.

    Coordinates are metres in the district's metric CRS. n nodes, e edges, s vertices.

    Attributes:
        node_xy_m: Nodes, shape (n, 2).
        edge_from: Node at the first vertex of the edge, shape (e,).
        edge_to: Node at the last vertex of the edge, shape (e,).
        edge_length_m: Length along the shape, shape (e,).
        both_ways: False where people may only go from the first to the last vertex, shape (e,).
        shape_xy_m: Vertices of all edges one after the other, shape (s, 2).
        shape_at: Edge i has the vertices ``shape_at[i]:shape_at[i + 1]``, shape (e + 1,).
        component: Part of the network that the node is in, 0 for the largest, shape (n,). In a part one
            can get from everywhere to everywhere.
    """

    node_xy_m: FloatArray
    edge_from: IntArray
    edge_to: IntArray
    edge_length_m: FloatArray
    both_ways: BoolArray
    shape_xy_m: FloatArray
    shape_at: IntArray
    component: IntArray


def network_of(
    lines_m: Sequence[FloatArray], from_node: IntArray, to_node: IntArray, bindings: Sequence[str]
) -> Network:
    """Build the network of the streets that people may use, each drawn as they may take it.

    Args:
        lines_m: As for ``build_network``, of all streets.
        from_node: The same.
        to_node: The same.
        bindings: How each street binds these people, e values of ``routing.profiles.Binding``.
    """
    rows = [row for row, binding in enumerate(bindings) if binding != Binding.CLOSED]
    against = np.array([bindings[row] == Binding.AGAINST for row in rows], dtype=np.bool_)
    first, last = np.asarray(from_node)[rows], np.asarray(to_node)[rows]
    return build_network(
        [lines_m[row][::-1] if back else lines_m[row] for row, back in zip(rows, against, strict=True)],
        np.where(against, last, first),
        np.where(against, first, last),
        np.array([bindings[row] == Binding.BOTH for row in rows], dtype=np.bool_),
    )


def build_network(
    lines_m: Sequence[FloatArray],
    from_node: IntArray,
    to_node: IntArray,
    both_ways: BoolArray,
) -> Network:
    """Build the network of street segments; edge i of the network is line i.

    Args:
        lines_m: One line for each segment, shape (k, 2) with k >= 2, metres, metric CRS.
        from_node: Any number that names the node at the first vertex, shape (e,).
        to_node: The same for the last vertex, shape (e,).
        both_ways: False where people are bound to the direction of the line, shape (e,).

    Raises:
        ValueError: If the arguments differ in length or a line has fewer than two vertices.
    """
    edges = len(lines_m)
    if not edges == len(from_node) == len(to_node) == len(both_ways):
        raise ValueError(
            f"one entry per line needed, got {edges} lines, {len(from_node)} and {len(to_node)} nodes, "
            f"{len(both_ways)} directions"
        )
    vertices = np.array([len(line) for line in lines_m], dtype=np.int64)
    if edges and vertices.min() < 2:
        raise ValueError(f"a line must have at least 2 vertices, got {vertices.min()}")
    names, index = np.unique(np.concatenate([from_node, to_node]), return_inverse=True)
    edge_from, edge_to = index[:edges].astype(np.int64), index[edges:].astype(np.int64)
    shape_xy_m = np.concatenate([np.zeros((0, 2)), *lines_m]).astype(np.float64)
    shape_at = np.concatenate([[0], np.cumsum(vertices)]).astype(np.int64)
    node_xy_m = np.zeros((len(names), 2))
    node_xy_m[edge_to] = shape_xy_m[shape_at[1:] - 1]
    node_xy_m[edge_from] = shape_xy_m[shape_at[:-1]]
    return Network(
        node_xy_m=node_xy_m,
        edge_from=edge_from,
        edge_to=edge_to,
        edge_length_m=lengths_m(shape_xy_m, shape_at),
        both_ways=np.asarray(both_ways, dtype=np.bool_),
        shape_xy_m=shape_xy_m,
        shape_at=shape_at,
        component=components(len(names), edge_from, edge_to, np.asarray(both_ways, dtype=np.bool_)),
    )


def lengths_m(shape_xy_m: FloatArray, shape_at: IntArray) -> FloatArray:
    """Length of each of the lines that lie one after the other in ``shape_xy_m``, shape (e,)."""
    steps_m = np.hypot(*np.diff(shape_xy_m, axis=0).T)
    along_m = np.concatenate([[0.0], np.cumsum(steps_m)])
    if len(shape_at) < 2:
        return np.zeros(0)
    # The step from one line's end to the next line's start lies between the two differences.
    lengths: FloatArray = along_m[shape_at[1:] - 1] - along_m[shape_at[:-1]]
    return lengths


def components(nodes: int, edge_from: IntArray, edge_to: IntArray, both_ways: BoolArray) -> IntArray:
    """Number the parts in which one can get from everywhere to everywhere by falling size; shape (nodes,)."""
    starts = np.concatenate([edge_from, edge_to[both_ways]])
    ends = np.concatenate([edge_to, edge_from[both_ways]])
    joined = coo_matrix((np.ones(len(starts)), (starts, ends)), shape=(nodes, nodes))
    _, label = connected_components(joined, connection="strong")
    by_size = np.argsort(-np.bincount(label, minlength=1), kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(by_size))
    return rank[label].astype(np.int64)
