"""The lattice of cells."""

import numpy as np
import pytest
import shapely

from maps.analysis.cells import Lattice, make_lattice


def test_cell_edges_lie_at_multiples_of_the_cell_side():
    lattice = make_lattice(shapely.box(1010, 2260, 1480, 2490), cell_m=250)

    assert (lattice.x0_m, lattice.y0_m, lattice.nx, lattice.ny) == (1000, 2250, 2, 1)
    assert lattice.centres_m.tolist() == [[1125, 2375], [1375, 2375]]


def test_a_square_is_a_cell_only_if_its_centre_is_in_the_area():
    almost_half = shapely.box(1000, 1000, 1374, 1250)
    a_bit_more = shapely.box(1000, 1000, 1376, 1250)

    assert make_lattice(almost_half).n_cells == 1
    assert make_lattice(a_bit_more).n_cells == 2


def test_cells_are_numbered_along_the_rows_from_the_south_west():
    lattice = Lattice(0, 0, 100, 2, 2, np.array([[True, False], [True, True]]))

    assert list(zip(lattice.column.tolist(), lattice.row.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 1)]
    assert lattice.locate(lattice.centres_m).tolist() == [0, 1, 2]


def test_a_cell_owns_its_west_and_south_edge_and_nothing_outside_is_located():
    lattice = make_lattice(shapely.box(1000, 1000, 1500, 1500))

    corners_m = np.array([[1000, 1000], [1250, 1000], [1000, 1250], [1499.9, 1499.9], [1250, 1250]])
    outside_m = np.array(
        [[999.9, 1100], [1500, 1100], [1100, 999], [1100, 1500], [np.nan, 1100], [1e30, -1e30]]
    )

    assert lattice.locate(corners_m).tolist() == [0, 1, 2, 3, 3]
    assert lattice.locate(outside_m).tolist() == [-1] * 6


def test_an_invalid_polygon_is_repaired():
    bow_tie = shapely.Polygon([(1000, 1000), (2000, 2000), (2000, 1000), (1000, 2000)])

    assert make_lattice(bow_tie).n_cells == make_lattice(shapely.make_valid(bow_tie)).n_cells > 0


def test_an_area_in_degrees_is_refused():
    xinfu = shapely.box(123.85, 41.80, 124.05, 41.95)

    with pytest.raises(ValueError, match="looks like degrees"):
        make_lattice(xinfu)


def test_an_area_of_too_many_cells_is_refused_before_memory_is_taken():
    with pytest.raises(ValueError, match="40000 x 40000 squares"):
        make_lattice(shapely.box(0, 0, 10_000_000, 10_000_000))


@pytest.mark.parametrize(
    ("area", "cell_m", "message"),
    [
        (shapely.Polygon(), 250, "empty or not finite"),
        (shapely.box(1000, 1000, 1100, 1100), 250, "no centre"),
        (shapely.box(1000, 1000, 2000, 2000), 0, "must be positive, got 0"),
    ],
)
def test_an_area_without_cells_is_refused(area, cell_m, message):
    with pytest.raises(ValueError, match=message):
        make_lattice(area, cell_m)
