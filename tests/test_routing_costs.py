"""Walks of least cost: which way they take, and how long it is."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from routing.measure import NEVER, packed, packed_length_m
from routing.network import Network
from routing.travel import Places, legs, streets_walked, walk_m
from tests.builders import make_network

# Two ways from the left to the right: 100 m straight, 120 m around.
STRAIGHT, AROUND = [(0, 0), (100, 0)], [(0, 0), (0, 10), (100, 10), (100, 0)]
ENDS = ([(-50, 0), (0, 0)], [(100, 0), (150, 0)])


def at(*places: tuple[int, float]) -> Places:
    edge, fraction = zip(*places, strict=True)
    return Places(np.array(edge), np.array(fraction, dtype=np.float64), np.zeros(len(edge)))


@pytest.mark.parametrize(("factor", "way", "length_m"), [(1.1, 0, 150.0), (1.3, 1, 170.0)])
def test_a_dear_street_is_avoided_if_the_way_around_is_cheaper(factor: float, way: int, length_m: float):
    network = make_network(STRAIGHT, AROUND, *ENDS)
    places = at((2, 0.5), (3, 0.5))
    cost_m = network.edge_length_m * np.array([factor, 1, 1, 1])

    assert walk_m(network, places, cost_m)[0, 1] == pytest.approx(length_m)
    assert streets_walked(network, places, [(0, 1)], cost_m) == [frozenset({way, 2, 3})]
    assert legs(network, places, [(0, 1)], cost_m)[0].tolist()[0] == [-25, 0]


def test_of_ways_that_cost_the_same_the_shorter_is_taken():
    network = make_network(STRAIGHT, AROUND, *ENDS)
    cost_m = np.array([500.0, 500.0, 50.0, 50.0])

    assert walk_m(network, at((2, 0.0), (3, 1.0)), cost_m)[0, 1] == pytest.approx(200)


def test_a_walk_along_its_own_dear_street_may_go_around():
    network = make_network(STRAIGHT, AROUND)
    cost_m = np.array([1000.0, 1.0])

    walks = walk_m(network, at((0, 0.0), (0, 1.0)), cost_m)

    assert walks[0, 1] == pytest.approx(120)


def test_costs_and_lengths_are_added_together():
    numbers = packed(np.array([1.5, 2.0, 1.0]), np.array([10.25, 3.0, np.inf]))

    assert packed_length_m(numbers[:1] + numbers[1:2]).tolist() == [13.25]
    assert numbers[2] == NEVER
    assert packed_length_m(numbers[2:]).tolist() == [np.inf]


@pytest.mark.parametrize("seed", range(5))
def test_walks_of_least_cost_are_those_of_networkx_and_lines_are_as_long(seed: int):
    random = np.random.default_rng(seed)
    crossings = [(x, y) for x in range(9) for y in range(9)]
    streets = [((x, y), (x + dx, y + dy)) for x, y in crossings for dx, dy in ((1, 0), (0, 1))]
    xy_m = {point: random.uniform(-40, 40, 2) + 100 * np.array(point) for line in streets for point in line}
    one_way = np.flatnonzero(random.random(len(streets)) < 0.2).tolist()
    network = make_network(*[[tuple(xy_m[end]) for end in line] for line in streets], one_way=one_way)
    cost_m = network.edge_length_m * random.choice([1.0, 1.5, 3.0], len(streets))
    # At the ends of streets that bind nobody: there a place is a crossing.
    edges = random.choice(np.flatnonzero(network.both_ways), 12)
    places = Places(edges, random.choice([0.0, 1.0], 12), np.zeros(12))

    walks = walk_m(network, places, cost_m)
    lines = legs(network, places, [(i, j) for i in range(12) for j in range(12)], cost_m)

    lengths_m = [float(np.hypot(*np.diff(line, axis=0).T).sum()) if len(line) else np.inf for line in lines]
    assert np.allclose(np.reshape(lengths_m, (12, 12)), walks, atol=0.05)
    assert np.allclose(walks, _by_networkx(network, places, cost_m), atol=0.05)


def _by_networkx(network: Network, places: Places, cost_m: np.ndarray) -> np.ndarray:
    """Lengths of the cheapest walks; every place is at an end of its street."""
    graph = nx.DiGraph()
    for edge in range(len(cost_m)):
        ends = int(network.edge_from[edge]), int(network.edge_to[edge])
        attributes = {"cost": cost_m[edge], "length": network.edge_length_m[edge]}
        graph.add_edge(*ends, **attributes)
        if network.both_ways[edge]:
            graph.add_edge(*ends[::-1], **attributes)
    node = np.where(
        places.fraction == 0, network.edge_from[places.edge], network.edge_to[places.edge]
    ).tolist()
    matrix = np.full((len(node), len(node)), np.inf)
    for i, here in enumerate(node):
        for target, way in nx.single_source_dijkstra_path(graph, here, weight="cost").items():
            length_m = sum(graph[a][b]["length"] for a, b in pairwise(way))
            matrix[i, [j for j, there in enumerate(node) if there == target]] = length_m
    return matrix
