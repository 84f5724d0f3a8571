"""Clusters for the eye: Gi* with false-discovery control. For choosing places the default risk is better."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter
from scipy.special import ndtr

from maps.analysis.arrays import BoolArray, FloatArray
from maps.analysis.cells import Lattice

# A cell and the eight around it.
NEIGHBOURHOOD = 3


@dataclass(frozen=True, eq=False)
class Clusters:
    """Where neighbouring cells have more than the district's mean.

    Attributes:
        z: Gi* of each cell, shape (n_cells,); zero where all cells are alike.
        p: Probability of so high a value without clusters, one-sided, shape (n_cells,).
        hot: Cells that stay hot when at most a given share of such cells may be false, shape (n_cells,).
    """

    z: FloatArray
    p: FloatArray
    hot: BoolArray


def find_clusters(value: FloatArray, lattice: Lattice, false_share: float = 0.05) -> Clusters:
    """Compare each cell and its neighbours with the district.

    Args:
        value: Of each cell, such as a count, shape (n_cells,).
        lattice: The cells; squares that are no cells are no neighbours.
        false_share: Expected share of false cells among the hot ones.

    Source: Ord and Getis (1995), Geographical Analysis 27(4), eq. 14, with binary weights.
    """
    n = lattice.n_cells
    mean, spread = float(value.mean()), float(value.std())
    if n < 2 or spread == 0:
        return Clusters(np.zeros(n), np.ones(n), np.zeros(n, dtype=np.bool_))
    neighbours = np.rint(_around(np.ones(n), lattice))
    # A neighbourhood that is the whole district cannot differ from it.
    variance = (n * neighbours - neighbours**2) / (n - 1)
    excess = _around(value, lattice) - mean * neighbours
    z = np.divide(excess, spread * np.sqrt(variance), out=np.zeros(n), where=variance > 0)
    p = np.asarray(ndtr(-z), dtype=np.float64)
    return Clusters(z, p, discoveries(p, false_share))


def discoveries(p: FloatArray, false_share: float) -> BoolArray:
    """Choose the tests to believe so that the expected share of false ones stays at a limit.

    Args:
        p: Probabilities under no effect, shape (n,).
        false_share: The limit, from 0 to 1.

    Source: Benjamini and Hochberg (1995), J. Royal Statistical Society B 57(1).
    """
    rising = np.sort(p)
    passes = np.flatnonzero(rising <= false_share * np.arange(1, len(p) + 1) / max(len(p), 1))
    return np.asarray(p <= (rising[passes[-1]] if len(passes) else -1.0), dtype=np.bool_)


def _around(value: FloatArray, lattice: Lattice) -> FloatArray:
    """Sum of each cell and its neighbours, shape (n_cells,)."""
    squares = np.zeros((lattice.ny, lattice.nx))
    squares[lattice.inside] = value
    mean = uniform_filter(squares, NEIGHBOURHOOD, mode="constant")
    return np.asarray(mean[lattice.inside] * NEIGHBOURHOOD**2, dtype=np.float64)
