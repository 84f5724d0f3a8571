"""Snapping, walking distances and ways between places."""

import os
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from routing.network import Network, network_of
from routing.osm import metric_lines, read_streets
from routing.travel import Places, leg, legs, snap, streets_walked, walk_m
from tests.builders import make_network

DATA = Path(os.environ.get("PATROLGRID_DATA", "../shared/data"))
EXTRACTS = {
    "osm_chicago_avondale/chicago.osm": "EPSG:32616",
    "osm_china_beijing_tsinghua/tsinghua.osm": "EPSG:32650",
}
# A square of 100 m with a street that leads away from its corner.
SQUARE = ([(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)])
AWAY = [(0, 0), (-50, 0), (-50, -50)]


def at(*places: tuple[int, float]) -> Places:
    edge, fraction = zip(*places, strict=True)
    return Places(np.array(edge), np.array(fraction, dtype=np.float64), np.zeros(len(edge)))


def line_length_m(line: np.ndarray) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def length_by_networkx(network: Network, places: Places) -> np.ndarray:
    """The same matrix, with every place as a node of its own on its street."""
    graph = nx.MultiDiGraph()
    on_edge = defaultdict(list)
    for place, edge in enumerate(places.edge.tolist()):
        on_edge[edge].append((places.fraction[place], ("place", place)))
    for edge, length_m in enumerate(network.edge_length_m):
        ends = [(0.0, int(network.edge_from[edge])), (1.0, int(network.edge_to[edge]))]
        chain = [ends[0], *sorted(on_edge[edge]), ends[1]]
        for (low, here), (high, there) in pairwise(chain):
            graph.add_edge(here, there, weight=(high - low) * length_m)
            if network.both_ways[edge]:
                graph.add_edge(there, here, weight=(high - low) * length_m)
    matrix = np.full((len(places.edge),) * 2, np.inf)
    for place in range(len(places.edge)):
        found = nx.single_source_dijkstra_path_length(graph, ("place", place))
        matrix[place] = [found.get(("place", other), np.inf) for other in range(len(places.edge))]
    return matrix


def test_a_point_moves_to_the_nearest_street():
    network = make_network(*SQUARE)

    places = snap(network, np.array([[25.0, 10.0], [98.0, 50.0]]))

    assert places.edge.tolist() == [0, 1]
    assert places.fraction.tolist() == [0.25, 0.5]
    assert places.snap_m.tolist() == [10.0, 2.0]


def test_of_equally_near_streets_the_lower_row_is_taken():
    network = make_network(*SQUARE)

    places = snap(network, np.array([[50.0, 50.0], [100.0, 0.0], [0.0, 0.0]]))

    assert places.edge.tolist() == [0, 0, 0]


@pytest.mark.parametrize(("away_m", "edge"), [(149.0, 0), (151.0, -1)])
def test_a_point_too_far_from_any_street_stays_off(away_m: float, edge: int):
    network = make_network([(0, 0), (100, 0)])

    places = snap(network, np.array([[50.0, away_m]]), max_m=150)

    assert places.edge.tolist() == [edge]
    assert np.isinf(places.snap_m[0]) == (edge < 0)


def test_an_island_can_be_left_out_when_snapping():
    network = make_network([(0, 10), (5, 10)], *SQUARE)
    near_the_island = np.array([[2.0, 9.0]])

    assert snap(network, near_the_island).edge.tolist() == [0]
    assert snap(network, near_the_island, main_part=True).edge.tolist() == [4]


def test_points_without_streets_and_streets_without_points_are_no_error():
    assert snap(make_network(), np.array([[0.0, 0.0]])).edge.tolist() == [-1]
    assert len(snap(make_network(*SQUARE), np.zeros((0, 2))).edge) == 0
    assert walk_m(make_network(), snap(make_network(), np.array([[0.0, 0.0]]))).tolist() == [[np.inf]]


def test_the_walk_takes_the_better_way_round():
    network = make_network(*SQUARE)
    places = at((0, 0.1), (2, 0.8))  # 10 m from one corner, 20 m from the one above it

    walks = walk_m(network, places)

    assert walks[0, 1] == pytest.approx(10 + 100 + 20)
    assert walks[1, 0] == pytest.approx(walks[0, 1])


def test_two_places_on_one_street_are_as_far_apart_as_on_the_street():
    network = make_network(*SQUARE)

    assert walk_m(network, at((0, 0.2), (0, 0.7)))[0, 1] == pytest.approx(50)


def test_two_places_on_one_street_may_be_nearer_around_the_corner():
    long_street = [(0, 0), (0, 500), (10, 500), (10, 0)]
    network = make_network(long_street, [(0, 0), (10, 0)])

    walks = walk_m(network, at((0, 0.0), (0, 1.0)))

    assert walks[0, 1] == pytest.approx(10)


def test_a_loop_is_walked_the_shorter_way():
    loop = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    network = make_network(loop)

    assert walk_m(network, at((0, 0.1), (0, 0.9)))[0, 1] == pytest.approx(80)


def test_of_parallel_streets_the_shorter_is_taken():
    network = make_network([(0, 0), (0, 50), (100, 0)], [(0, 0), (100, 0)], AWAY, [(100, 0), (150, 0)])
    places = at((2, 0.5), (3, 0.5))

    assert walk_m(network, places)[0, 1] == pytest.approx(50 + 100 + 25)
    assert leg(network, places, 0, 1).tolist() == [[-50, 0], [0, 0], [100, 0], [125, 0]]


def test_a_street_that_binds_on_foot_is_left_at_its_end_only():
    network = make_network(*SQUARE, one_way=[0])
    places = at((0, 0.25), (0, 0.75), (3, 0.5))

    walks = walk_m(network, places)

    assert walks[0, 1] == pytest.approx(50)
    assert walks[1, 0] == pytest.approx(25 + 300 + 25)
    assert walks[0, 2] == pytest.approx(75 + 200 + 50)
    assert walks[2, 0] == pytest.approx(50 + 25)
    for i, j in ((1, 0), (0, 2), (2, 0), (0, 1)):
        assert line_length_m(leg(network, places, i, j)) == pytest.approx(walks[i, j])


def test_an_island_and_a_place_off_the_streets_have_no_way():
    network = make_network(*SQUARE, [(900, 0), (950, 0)])
    places = at((0, 0.5), (4, 0.5), (-1, 0.0))

    walks = walk_m(network, places)

    assert walks.tolist() == [[0, np.inf, np.inf], [np.inf, 0, np.inf], [np.inf] * 3]
    assert [len(line) for line in legs(network, places, [(0, 1), (1, 0), (0, 2), (2, 0), (2, 2)])] == [0] * 5


def test_a_street_without_length_is_walked_over():
    network = make_network([(0, 0), (0, 0)], [(0, 0), (100, 0)])

    walks = walk_m(network, at((0, 0.5), (1, 0.5)))

    assert walks[0, 1] == pytest.approx(50, abs=0.01)


def test_the_line_of_a_leg_follows_the_streets_from_place_to_place():
    network = make_network(*SQUARE, AWAY)
    places = at((4, 0.75), (1, 0.5))

    assert leg(network, places, 0, 1).tolist() == [[-50, -25], [-50, 0], [0, 0], [100, 0], [100, 50]]
    assert leg(network, places, 1, 0).tolist() == leg(network, places, 0, 1)[::-1].tolist()


def test_a_leg_to_the_same_place_has_no_length():
    line = leg(make_network(*SQUARE), at((0, 0.5)), 0, 0)

    assert line.tolist() == [[50, 0], [50, 0]]


def test_many_legs_come_in_the_order_asked_for():
    network = make_network(*SQUARE, AWAY)
    places = at((4, 0.75), (1, 0.5), (2, 0.1))
    pairs = [(2, 0), (0, 1), (2, 0), (1, 2)]

    lines = legs(network, places, pairs)

    assert [line.tolist() for line in lines] == [leg(network, places, i, j).tolist() for i, j in pairs]


@pytest.mark.parametrize("bound", ["on_foot", "by_bicycle"])
@pytest.mark.parametrize("name", EXTRACTS)
def test_real_streets_give_the_distances_of_networkx_and_legs_as_long(name: str, bound: str):
    if not (DATA / name).exists():
        pytest.skip(f"no {DATA / name}; set PATROLGRID_DATA")
    streets = read_streets(DATA / name, EXTRACTS[name])
    lines = metric_lines(streets.lines, EXTRACTS[name])
    network = network_of(lines, streets.edge_from, streets.edge_to, getattr(streets, bound))
    random = np.random.default_rng(3)
    edges = random.integers(0, len(network.edge_from), 60)
    points = network.shape_xy_m[network.shape_at[edges]] + random.normal(0, 20, (60, 2))
    places = snap(network, points)

    walks = walk_m(network, places)

    assert (places.edge >= 0).all()
    np.testing.assert_allclose(walks, length_by_networkx(network, places), atol=0.5)
    pairs = [(i, j) for i in range(0, 60, 4) for j in range(60) if np.isfinite(walks[i, j])]
    longest_error = max(
        abs(line_length_m(line) - walks[pair])
        for pair, line in zip(pairs, legs(network, places, pairs), strict=True)
    )
    assert longest_error < 1.0


def test_leaving_out_crossings_changes_no_distance():
    random = np.random.default_rng(5)
    blocks = [(x, y) for x in range(12) for y in range(12)]
    streets = [((x, y), (x + dx, y + dy)) for x, y in blocks for dx, dy in ((1, 0), (0, 1))]
    xy_m = {point: random.uniform(-40, 40, 2) + 100 * np.array(point) for line in streets for point in line}
    kept = random.random(len(streets)) < 0.85
    lines = [[tuple(xy_m[end]) for end in line] for line, keep in zip(streets, kept, strict=True) if keep]
    network = make_network(*lines)
    places = Places(random.integers(0, len(lines), 30), random.random(30), np.zeros(30))

    matrix = walk_m(network, places)

    assert np.allclose(matrix, length_by_networkx(network, places))


def test_streets_that_bind_stay_bound_when_crossings_are_left_out():
    ring = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]
    network = make_network(*ring, [(0, 0), (-50, 0)], [(100, 100), (150, 100)], one_way=[0, 1, 2, 3])
    places = at((4, 1.0), (5, 1.0))

    assert walk_m(network, places).tolist() == [[0.0, 300.0], [300.0, 0.0]]
    assert (
        walk_m(make_network(*ring[:2], *[[(0, 0), (-50, 0)]], one_way=[0]), at((1, 1.0), (2, 1.0)))[0, 1]
        == np.inf
    )


def test_streets_walked_are_those_under_the_line_of_the_leg():
    network = make_network(*SQUARE, AWAY)
    places = at((4, 0.9), (2, 0.5), (1, 0.5))

    assert streets_walked(network, places, [(0, 1), (1, 2), (0, 0)]) == [
        frozenset({4, 3, 2}),
        frozenset({1, 2}),
        frozenset({4}),
    ]
    assert streets_walked(network, Places(np.array([-1, 0]), np.zeros(2), np.zeros(2)), [(0, 1)]) == [
        frozenset()
    ]
