"""How much of the risk the patrols cover, and where it is left open."""

from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray
from maps.analysis.presence import Presence, split_by_block, united
from maps.analysis.week import BLOCK_S, BLOCKS_PER_DAY

# The effect of a visit grows up to some ten minutes: Koper (1995), Justice Quarterly 12(4).
FULL_VISIT_S = 600
# Shorter than this is passing through.
LEAST_VISIT_S = 180


@dataclass(frozen=True, eq=False)
class Coverage:
    """The share of the expected incidents that patrols cover, with both sides of the fraction.

    A share is not a number where nothing was expected.

    Attributes:
        covered: Expected incidents times dose, by block, shape (n_blocks,).
        expected: Expected incidents, by block, shape (n_blocks,).
    """

    covered: FloatArray
    expected: FloatArray

    @property
    def share(self) -> float:
        expected = float(self.expected.sum())
        return float(self.covered.sum()) / expected if expected > 0 else float("nan")

    @property
    def share_by_block(self) -> FloatArray:
        """Shape (n_blocks,)."""
        return _ratio(self.covered, self.expected)

    @property
    def share_by_day(self) -> FloatArray:
        """Shape (days,); the last day may be a part of one."""
        first_blocks = np.arange(0, len(self.expected), BLOCKS_PER_DAY)
        covered = np.add.reduceat(self.covered, first_blocks)
        return _ratio(covered, np.add.reduceat(self.expected, first_blocks))


def dose(presence: Presence, n_cells: int, n_blocks: int) -> FloatArray:
    """Find how much of a full visit each cell gets in each block.

    A visit earns ``min(minutes / 10, 1)``, and nothing under 3 minutes; teams that are there at the same
    time are one visit; a visit across the border of two blocks is one visit in each.

    Args:
        presence: Stays in cells; those outside the period count for nothing.
        n_cells: Cells of the lattice.
        n_blocks: Two-hour blocks of the period.

    Returns:
        From 0 to 1, shape (n_cells, n_blocks).
    """
    visits = split_by_block(united(presence), n_blocks)
    length_s = visits.ends_s - visits.starts_s
    earned = np.where(length_s >= LEAST_VISIT_S, length_s / FULL_VISIT_S, 0.0)
    return np.minimum(_by_cell_and_block(visits, earned, n_cells, n_blocks), 1.0)


def patrolled_minutes(presence: Presence, n_cells: int, n_blocks: int) -> FloatArray:
    """Minutes with at least one team in the cell, shape (n_cells, n_blocks); see ``dose``."""
    visits = split_by_block(united(presence), n_blocks)
    return _by_cell_and_block(visits, (visits.ends_s - visits.starts_s) / 60, n_cells, n_blocks)


def coverage(risk: FloatArray, dose: FloatArray, required: BoolArray | None = None) -> Coverage:
    """Compare the risk that is covered with the risk that should be.

    Args:
        risk: Expected incidents, shape (n_cells, n_blocks).
        dose: See ``dose``, shape (n_cells, n_blocks).
        required: Cells and blocks that should be patrolled, shape (n_cells, n_blocks); all if not given.
    """
    asked = risk if required is None else np.where(required, risk, 0.0)
    return Coverage((asked * dose).sum(axis=0), asked.sum(axis=0))


def gap(risk: FloatArray, dose: FloatArray) -> FloatArray:
    """Expected incidents that no patrol covers, shape (n_cells, n_blocks)."""
    return risk * (1.0 - dose)


def _by_cell_and_block(visits: Presence, amount: FloatArray, n_cells: int, n_blocks: int) -> FloatArray:
    place = visits.cell * n_blocks + visits.starts_s // BLOCK_S
    total = np.bincount(place, weights=amount, minlength=n_cells * n_blocks)
    return np.asarray(total.reshape(n_cells, n_blocks), dtype=np.float64)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    ratio = np.full(len(whole), np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio
