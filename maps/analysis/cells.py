"""The lattice of square cells on which risk and coverage are counted."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.analysis.arrays import BoolArray, FloatArray, IntArray

# A province at 250 m; risk by block of the week would then need more than a gigabyte.
MAX_SQUARES = 2_000_000


@dataclass(frozen=True, eq=False)
class Lattice:
    """Square cells over an area; cell numbers run along the rows of the cells that are inside.

    Attributes:
        x0_m: West edge of the first column, project CRS.
        y0_m: South edge of the first row, project CRS.
        cell_m: Side of a cell.
        nx: Columns.
        ny: Rows.
        inside: Which squares are cells, shape (ny, nx).
    """

    x0_m: float
    y0_m: float
    cell_m: float
    nx: int
    ny: int
    inside: BoolArray

    @cached_property
    def n_cells(self) -> int:
        return int(np.count_nonzero(self.inside))

    @cached_property
    def row(self) -> IntArray:
        """Row of each cell from the south, shape (n_cells,)."""
        return np.nonzero(self.inside)[0].astype(np.int64)

    @cached_property
    def column(self) -> IntArray:
        """Column of each cell from the west, shape (n_cells,)."""
        return np.nonzero(self.inside)[1].astype(np.int64)

    @cached_property
    def centres_m(self) -> FloatArray:
        """Centre of each cell, x and y in metres, shape (n_cells, 2)."""
        x_m = self.x0_m + (self.column + 0.5) * self.cell_m
        y_m = self.y0_m + (self.row + 0.5) * self.cell_m
        return np.column_stack([x_m, y_m])

    @cached_property
    def number(self) -> IntArray:
        """Cell number of each square, or -1, with a border of -1 all round, shape (ny + 2, nx + 2)."""
        number = np.full((self.ny + 2, self.nx + 2), -1, dtype=np.int64)
        number[self.row + 1, self.column + 1] = np.arange(self.n_cells)
        return number

    def locate(self, points_m: FloatArray) -> IntArray:
        """Find the cell of each point, shape (n,); -1 outside or where a coordinate is not a number.

        A cell owns its west and south edges.

        Args:
            points_m: x and y in metres, project CRS, shape (n, 2).
        """
        column = _bordered((points_m[:, 0] - self.x0_m) / self.cell_m, self.nx)
        row = _bordered((points_m[:, 1] - self.y0_m) / self.cell_m, self.ny)
        return self.number[row, column]


def make_lattice(area_m: BaseGeometry, cell_m: float = 250.0) -> Lattice:
    """Cover an area with the cells whose centre it contains; edges are at multiples of ``cell_m``.

    Args:
        area_m: Polygon or multipolygon in the project's metric CRS.
        cell_m: Side of a cell.

    Raises:
        ValueError: If the side is not positive, or the area is empty, looks like degrees,
            needs more than ``MAX_SQUARES`` squares or contains no cell centre.
    """
    if not cell_m > 0:
        raise ValueError(f"cell_m must be positive, got {cell_m}")
    west, south, east, north = _checked_bounds(area_m)
    first_column, first_row = np.floor(west / cell_m), np.floor(south / cell_m)
    nx, ny = int(np.ceil(east / cell_m) - first_column), int(np.ceil(north / cell_m) - first_row)
    if nx * ny > MAX_SQUARES:
        raise ValueError(f"area needs {nx} x {ny} squares of {cell_m} m, more than {MAX_SQUARES}")
    x0_m, y0_m = float(first_column * cell_m), float(first_row * cell_m)
    inside = _centres_inside(area_m, x0_m, y0_m, cell_m, nx, ny)
    if not inside.any():
        raise ValueError(f"area contains no centre of a cell of {cell_m} m")
    return Lattice(x0_m, y0_m, cell_m, nx, ny, inside)


def _checked_bounds(area_m: BaseGeometry) -> tuple[float, float, float, float]:
    west, south, east, north = (float(bound) for bound in area_m.bounds or (np.nan,) * 4)
    if not np.isfinite([west, south, east, north]).all():
        raise ValueError(f"area is empty or not finite: bounds {area_m.bounds}")
    if max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90:
        raise ValueError(f"area looks like degrees, not metres: bounds {area_m.bounds}")
    return west, south, east, north


def _centres_inside(
    area_m: BaseGeometry, x0_m: float, y0_m: float, cell_m: float, nx: int, ny: int
) -> BoolArray:
    valid = shapely.make_valid(area_m)
    shapely.prepare(valid)
    x_m, y_m = np.meshgrid(x0_m + cell_m * (np.arange(nx) + 0.5), y0_m + cell_m * (np.arange(ny) + 0.5))
    return np.asarray(shapely.contains_xy(valid, x_m, y_m), dtype=np.bool_)


def _bordered(square: FloatArray, n_squares: int) -> IntArray:
    """Turn a fractional square into an index of ``Lattice.number``; 0 for what is not a number."""
    index: FloatArray = np.nan_to_num(np.clip(np.floor(square), -1, n_squares), nan=-1.0)
    return index.astype(np.int64) + 1
