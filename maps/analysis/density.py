"""A kernel density for the eye; for choosing places the default risk is better."""

import numpy as np

from maps.analysis.arrays import FloatArray
from maps.analysis.cells import Lattice
from maps.analysis.hotspots import gaussian_per_cell


def kernel_density(
    xy_m: FloatArray, lattice: Lattice, bandwidth_m: float = 200.0, weight: FloatArray | None = None
) -> FloatArray:
    """Estimate the density of points in each cell with a Gaussian kernel.

    Args:
        xy_m: Points, shape (n, 2), project CRS; those outside the lattice's rectangle are left out.
        lattice: The cells.
        bandwidth_m: Standard deviation of the kernel.
        weight: Of each point, shape (n,); 1 if not given.

    Returns:
        Points per square kilometre, the mean of each cell, shape (n_cells,). Kernels are cut at the edge.

    Raises:
        ValueError: If the bandwidth is not positive.

    Source: Silverman (1986), Density Estimation, eq. 4.3; binned to a quarter of a cell.
    """
    if not bandwidth_m > 0:
        raise ValueError(f"bandwidth_m must be positive, got {bandwidth_m}")
    counted = np.ones(len(xy_m)) if weight is None else weight
    per_cell = gaussian_per_cell(xy_m, counted, lattice, bandwidth_m)
    return np.asarray(per_cell / (lattice.cell_m / 1000) ** 2, dtype=np.float64)
