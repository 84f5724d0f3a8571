"""A saved risk surface, cell by cell of a lattice."""

from dataclasses import dataclass

import numpy as np

from geoapp.convert.risk import cell_places
from geoapp.models import RiskSurface
from maps.analysis.cells import Lattice
from maps.analysis.hotspots import MIN_HISTORY_WEEKS, rate_interval
from maps.analysis.week import BLOCKS_PER_WEEK

FACTS = ("counted", "observed", "z", "hot", "density", "history")


@dataclass(frozen=True, eq=False)
class SavedSurface:
    """What a surface says of each cell: fields of ``RiskCell``, shape (n_cells,) but for the first.

    Attributes:
        per_week: Expected incidents by block of the week, shape (n_cells, 84).
        lo: Lower end of the interval of a week's rate.
        hi: Upper end.
    """

    per_week: np.ndarray
    counted: np.ndarray
    observed: np.ndarray
    z: np.ndarray
    hot: np.ndarray
    density: np.ndarray
    history: np.ndarray
    lo: np.ndarray
    hi: np.ndarray


def load_surface(surface: RiskSurface, lattice: Lattice) -> SavedSurface:
    """The cells of a surface; one that the surface lacks, as after a change of the border, has no risk."""
    row_of = _rows(lattice)
    per_week, facts = np.zeros((lattice.n_cells, BLOCKS_PER_WEEK)), np.zeros((lattice.n_cells, len(FACTS)))
    for x, y, blocks, *values in surface.cells.values_list("cell_x", "cell_y", "per_week", *FACTS):
        if (row := row_of.get((x, y))) is not None:
            per_week[row], facts[row] = blocks, values
    counted, observed, z, hot, density, history = facts.T
    worth_weeks = surface.parameters.get("worth_weeks", MIN_HISTORY_WEEKS)
    lo, hi = rate_interval(per_week.sum(axis=1), worth_weeks)
    return SavedSurface(
        per_week, counted, observed, z, hot.astype(bool), density, history.astype(int), lo, hi
    )


def load_risk_per_week(surface: RiskSurface, lattice: Lattice) -> np.ndarray:
    """Expected incidents by cell of the lattice and block of the week, shape (n_cells, 84)."""
    row_of = _rows(lattice)
    per_week = np.zeros((lattice.n_cells, BLOCKS_PER_WEEK))
    for x, y, blocks in surface.cells.values_list("cell_x", "cell_y", "per_week"):
        if (row := row_of.get((x, y))) is not None:
            per_week[row] = blocks
    return per_week


def _rows(lattice: Lattice) -> dict[tuple[int, int], int]:
    return {(x, y): row for row, (x, y) in enumerate(cell_places(lattice).tolist())}
