"""Which cells were patrolled, which lie beside them, and which are compared with."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely

from geoapp.models import District, Level
from geoapp.queries.places import load_areas
from maps.analysis.cells import Lattice
from maps.analysis.evaluation import Role


class UnknownArea(LookupError):
    """No area has this code on that day."""


def cells_of_areas(district: District, lattice: Lattice, codes: Sequence[str], day: date) -> np.ndarray:
    """Which cells have their centre in an area of any level with one of the codes, shape (n_cells,).

    Raises:
        UnknownArea: If no area of that day has a code; names it.
    """
    wanted = set(codes)
    inside = np.zeros(lattice.n_cells, dtype=bool)
    for level in Level.values:
        areas = load_areas(district, level, day)
        for code, shape in zip(areas.code, areas.shape_m, strict=True):
            if code in wanted:
                wanted.discard(code)
                inside |= shapely.contains_xy(shape, *lattice.centres_m.T)
    if wanted:
        raise UnknownArea(", ".join(sorted(wanted)))
    return inside


def roles_of_cells(
    lattice: Lattice, patrolled: np.ndarray, control: np.ndarray | None, buffer_m: float
) -> np.ndarray:
    """Values of ``Role``, shape (n_cells,).

    Args:
        lattice: The cells.
        patrolled: Shape (n_cells,).
        control: Shape (n_cells,); all the others if None.
        buffer_m: Cells whose centres are this near to those of patrolled ones are on neither side.
    """
    role = np.full(lattice.n_cells, Role.CONTROL if control is None else Role.LEFT_OUT, dtype=np.int64)
    if control is not None:
        role[control] = Role.CONTROL
    if patrolled.any():
        tree = shapely.STRtree(shapely.points(lattice.centres_m[patrolled]))
        everywhere = shapely.points(lattice.centres_m)
        near, _other = tree.query(everywhere, predicate="dwithin", distance=buffer_m)
        role[near] = Role.BUFFER
    role[patrolled] = Role.PATROLLED
    return role
