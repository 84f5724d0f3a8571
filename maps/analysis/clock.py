"""Times of day from place to place: a market is busy at other hours than a row of bars."""

import numpy as np
from scipy.ndimage import gaussian_filter

from maps.analysis.arrays import FloatArray
from maps.analysis.cells import Lattice
from maps.analysis.week import BLOCKS_PER_DAY, DAYS_PER_WEEK


def local_profiles(
    seen: FloatArray, district: FloatArray, lattice: Lattice, sigma_m: float, prior_incidents: float
) -> FloatArray:
    """Bend the district's profile of the week to the times of day that were seen around each cell.

    A cell sees too little to have a week of its own, but what was seen within a few hundred metres tells
    its times of day; where little was seen, they stay those of the district.

    Args:
        seen: Weight by cell and block of the day, shape (n_cells, 12).
        district: Share of the district's week in each block, shape (84,).
        lattice: The cells.
        sigma_m: Standard deviation of the Gaussian that gathers what was seen around a cell.
        prior_incidents: Incidents that the district's times of day are worth.

    Returns:
        Shares that sum to 1 in each cell, shape (n_cells, 84).
    """
    week = district.reshape(DAYS_PER_WEEK, BLOCKS_PER_DAY)
    times = week.sum(axis=0)
    around = _gathered(seen, lattice, sigma_m)
    own = (around + prior_incidents * times) / (around.sum(axis=1, keepdims=True) + prior_incidents)
    bent = (own / times)[:, None, :] * week
    return np.asarray(bent.reshape(len(seen), -1), dtype=np.float64)


def _gathered(seen: FloatArray, lattice: Lattice, sigma_m: float) -> FloatArray:
    """Weight around each cell as if it were its own, shape (n_cells, 12)."""
    squares = np.zeros((BLOCKS_PER_DAY, lattice.ny, lattice.nx))
    squares[:, lattice.inside] = seen.T
    sigma = sigma_m / lattice.cell_m
    spread = gaussian_filter(squares, (0, sigma, sigma), mode="constant", truncate=3.5)
    # A Gaussian mean of independent counts knows as much as this many cells: one over its squared weights.
    worth_cells = max(4 * np.pi * sigma**2, 1.0)
    return np.asarray(worth_cells * spread[:, lattice.inside].T, dtype=np.float64)
