"""Cutting the neighbourhood of a zone out of a city's network."""

import numpy as np
import pytest

from routing.cut import cut_out, neighbourhood
from routing.travel import Places, walk_m
from tests.builders import make_network


def at(*places: tuple[int, float]) -> Places:
    edge, fraction = zip(*places, strict=True)
    return Places(np.array(edge), np.array(fraction, dtype=np.float64), np.zeros(len(edge)))


def test_streets_far_from_the_places_are_left_out():
    network = make_network([(0, 0), (100, 0)], [(100, 0), (900, 0)], [(900, 0), (990, 0)])

    near = neighbourhood(network, at((0, 0.2), (0, 0.9)), margin_m=200)

    assert near.network.edge_length_m.tolist() == [100, 800]
    assert near.walk_m[0, 1] == pytest.approx(70)


def test_the_margin_grows_until_no_way_outside_can_be_shorter():
    # From one end to the other: 3,000 m along the zigzag, 2,900 m by streets south and east of it.
    zigzag = [(0, 0), (0, 1450), (100, 1450), (100, 0)]
    around = [(0, 0), (0, -400), (500, -400), (500, 600), (100, 600), (100, 0)]
    network = make_network(zigzag, around[:3], around[2:])
    places = at((0, 0.0), (0, 1.0))

    near = neighbourhood(network, places, margin_m=100)

    assert near.walk_m.tolist() == walk_m(network, places).tolist()
    assert near.walk_m[0, 1] == pytest.approx(2900)


def test_an_island_does_not_widen_the_margin():
    network = make_network(
        [(0, 0), (100, 0)], [(0, 50), (100, 50)], [(100, 0), (900, 0)], [(900, 0), (990, 0)]
    )

    near = neighbourhood(network, at((0, 0.5), (1, 0.5)), margin_m=200)

    assert np.isinf(near.walk_m[0, 1])
    assert len(near.network.edge_from) == 3


def test_a_place_off_the_streets_stays_off():
    network = make_network([(0, 0), (100, 0)])

    near = neighbourhood(network, at((-1, 0.0), (0, 0.5)))

    assert near.places.edge.tolist() == [-1, 0]
    assert np.isinf(near.walk_m[0]).all()


def test_a_cut_edge_keeps_its_shape():
    network = make_network([(0, 0), (100, 0)], [(100, 0), (100, 70), (200, 70)], [(200, 70), (0, 0)])

    part = cut_out(network, np.array([1, 2]))

    assert part.shape_xy_m[: part.shape_at[1]].tolist() == [[100, 0], [100, 70], [200, 70]]
    assert part.edge_length_m.tolist() == network.edge_length_m[1:].tolist()


def test_a_street_without_return_does_not_widen_the_part():
    ring = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 0)]]
    far = [[(x, 100), (x + 100, 100)] for x in range(100, 9000, 100)]
    network = make_network(*ring, [(100, 0), (200, 0)], *far, one_way=[0, 1, 2, 3])
    places = Places(np.array([0, 3]), np.array([0.5, 0.5]), np.zeros(2))

    near = neighbourhood(network, places, margin_m=500.0)

    assert len(near.network.edge_from) < len(network.edge_from)
    assert near.walk_m.tolist() == [[0.0, 100.0], [np.inf, 0.0]]
