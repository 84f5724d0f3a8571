"""The street network as arrays."""

import numpy as np
import pytest

from routing.network import build_network
from tests.builders import make_network


def test_edges_keep_the_order_and_the_length_of_the_lines():
    network = make_network([(0, 0), (3, 4)], [(3, 4), (3, 10), (9, 10)])

    assert network.edge_length_m.tolist() == [5.0, 12.0]
    assert network.edge_from.tolist() == [0, 1]
    assert network.edge_to.tolist() == [1, 2]
    assert network.node_xy_m.tolist() == [[0, 0], [3, 4], [9, 10]]


def test_shape_offsets_cut_out_each_edge():
    network = make_network([(0, 0), (1, 0), (2, 0)], [(2, 0), (5, 0)])

    first, second = (network.shape_xy_m[network.shape_at[i] : network.shape_at[i + 1]] for i in (0, 1))

    assert first.tolist() == [[0, 0], [1, 0], [2, 0]]
    assert second.tolist() == [[2, 0], [5, 0]]


def test_node_names_may_be_any_numbers():
    lines = [np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 0.0]])]

    network = build_network(lines, np.array([900, -5]), np.array([-5, 17]), np.array([True, True]))

    assert network.edge_to[0] == network.edge_from[1]
    assert network.node_xy_m[network.edge_to[1]].tolist() == [2.0, 0.0]


def test_the_largest_part_is_component_0():
    island = [(500, 500), (501, 500)]
    network = make_network(island, [(0, 0), (1, 0)], [(1, 0), (2, 0)])

    assert network.component[network.edge_from].tolist() == [1, 0, 0]


def test_a_part_is_where_one_can_get_back():
    ring = [[(0, 0), (1, 0)], [(1, 0), (1, 1)], [(1, 1), (0, 0)]]
    network = make_network(*ring, [(1, 0), (5, 5)], one_way=[0, 1, 2, 3])

    way_out = network.edge_to[3]
    assert network.component[way_out] == 1
    assert np.delete(network.component, way_out).tolist() == [0, 0, 0]


def test_no_streets_are_an_empty_network():
    network = make_network()

    assert len(network.node_xy_m) == len(network.edge_from) == len(network.edge_length_m) == 0
    assert network.shape_at.tolist() == [0]


def test_a_line_of_one_vertex_is_refused():
    with pytest.raises(ValueError, match="at least 2 vertices, got 1"):
        make_network([(0, 0)])


def test_lists_of_different_lengths_are_refused():
    line = np.array([[0.0, 0.0], [1.0, 0.0]])

    with pytest.raises(ValueError, match="1 lines, 2 and 1 nodes"):
        build_network([line], np.array([0, 1]), np.array([1]), np.array([True]))
