"""Stays in cells, and timed walks that turn into them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.analysis.cells import Lattice
from maps.analysis.presence import (
    Presence,
    TimedLine,
    presence_of_route,
    presence_of_routes,
    split_by_block,
    united,
)
from tests.builders import make_presence, make_square_lattice

LATTICE = make_square_lattice(4, 4)


def rows(presence):
    return list(
        zip(presence.cell.tolist(), presence.starts_s.tolist(), presence.ends_s.tolist(), strict=True)
    )


def walk(*vertices, lattice=LATTICE):
    """Walk through vertices (seconds, x_m, y_m)."""
    table = np.array(vertices, dtype=np.float64)
    return rows(presence_of_route(table[:, 0], table[:, 1:], lattice))


def test_a_walk_is_cut_where_it_crosses_cell_borders():
    assert walk((0, 0, 100), (500, 500, 100)) == [(0, 0, 250), (1, 250, 500)]


def test_a_walk_back_is_cut_at_the_same_borders():
    assert walk((0, 600, 100), (600, 0, 100)) == [(0, 350, 600), (1, 100, 350), (2, 0, 100)]


def test_a_diagonal_walk_passes_the_cells_on_its_way():
    assert walk((0, 125, 0), (100, 625, 500)) == [(0, 0, 25), (1, 25, 50), (5, 50, 75), (6, 75, 100)]


def test_speed_changes_at_a_vertex():
    assert walk((0, 0, 10), (100, 200, 10), (400, 300, 10)) == [(0, 0, 250), (1, 250, 400)]


def test_a_stop_adds_to_the_stay_around_it():
    assert walk((0, 200, 10), (50, 225, 10), (650, 225, 10), (700, 275, 10)) == [(0, 0, 675), (1, 675, 700)]


def test_coming_back_later_is_a_second_stay():
    assert walk((0, 240, 10), (20, 260, 10), (40, 240, 10)) == [(0, 0, 10), (0, 30, 40), (1, 10, 30)]


def test_what_is_outside_the_lattice_is_left_out():
    assert walk((0, -250, 10), (500, 250, 10)) == [(0, 250, 500)]
    assert walk((0, -500, 10), (500, -100, 10)) == []
    assert walk((0, -1e12, 10), (10, -1e12, 10)) == []


def test_a_cell_that_does_not_belong_to_the_district_gets_no_stay():
    inside = np.array([[True, False, True]])
    lattice = Lattice(0.0, 0.0, 250.0, 3, 1, inside)

    assert walk((0, 0, 10), (750, 750, 10), lattice=lattice) == [(0, 0, 250), (1, 500, 750)]


def test_one_vertex_and_no_routes_give_no_stays():
    assert walk((0, 10, 10)) == []
    assert rows(presence_of_routes([], LATTICE)) == []


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1800), st.floats(-200, 1200), st.floats(-200, 1200)), min_size=2, max_size=6
    )
)
def test_seconds_per_cell_agree_with_fine_sampling(vertices):
    times_s = np.cumsum([vertex[0] for vertex in vertices]).astype(np.float64)
    xy_m = np.array([vertex[1:] for vertex in vertices])
    moments_s = np.arange(times_s[0], times_s[-1]) + 0.5
    sampled_m = np.column_stack([np.interp(moments_s, times_s, xy_m[:, axis]) for axis in (0, 1)])
    cells = LATTICE.locate(sampled_m)

    presence = presence_of_route(times_s, xy_m, LATTICE)

    stayed_s = np.bincount(presence.cell, presence.ends_s - presence.starts_s, minlength=16)
    sampled_s = np.bincount(cells[cells >= 0], minlength=16)
    assert np.abs(stayed_s - sampled_s).max() <= 2 * len(vertices)


def test_many_routes_together_are_the_union_of_each():
    rng = np.random.default_rng(3)
    routes = [TimedLine(np.sort(rng.uniform(0, 3600, 9)), rng.uniform(0, 1000, (9, 2))) for _ in range(20)]

    together = presence_of_routes(routes, LATTICE)

    single = [presence_of_route(route.times_s, route.xy_m, LATTICE) for route in routes]
    columns = (
        np.concatenate([getattr(one, name) for one in single]) for name in ("cell", "starts_s", "ends_s")
    )
    assert rows(together) == rows(united(Presence(*columns)))


def test_stays_that_overlap_or_touch_in_one_cell_are_joined():
    presence = make_presence((1, 0, 10), (0, 5, 6), (1, 5, 8), (1, 10, 12), (1, 13, 14), (2, 0, 1))

    assert rows(united(presence)) == rows(make_presence((0, 5, 6), (1, 0, 12), (1, 13, 14), (2, 0, 1)))


def test_a_stay_over_the_border_of_a_block_becomes_one_in_each():
    pieces = split_by_block(make_presence((0, 100, 400)), n_blocks=84)

    assert rows(pieces) == rows(make_presence((0, 100, 120), (0, 120, 240), (0, 240, 360), (0, 360, 400)))


def test_a_stay_that_ends_on_the_border_of_a_block_stays_whole():
    assert rows(split_by_block(make_presence((0, 0, 120)), n_blocks=84)) == [(0, 0, 7200)]


def test_what_lies_before_or_after_the_period_is_dropped():
    presence = make_presence((0, -30, 10), (1, 110, 130), (2, -20, -10), (3, 121, 140))

    assert rows(split_by_block(presence, n_blocks=1)) == rows(make_presence((0, 0, 10), (1, 110, 120)))


@pytest.mark.parametrize(
    ("times_s", "xy_m", "message"),
    [
        ([0, 1], [[0, 0]], "2 times for positions of shape"),
        ([0, np.nan], [[0, 0], [1, 1]], "not a number"),
        ([0, 5, 4], [[0, 0], [1, 1], [2, 2]], "backwards after vertex 1"),
    ],
)
def test_a_walk_that_makes_no_sense_is_refused(times_s, xy_m, message):
    with pytest.raises(ValueError, match=message):
        TimedLine(np.array(times_s, dtype=np.float64), np.array(xy_m, dtype=np.float64))


def test_a_stay_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="stay 1 ends before it starts"):
        make_presence((0, 0, 1), (0, 3, 2))
