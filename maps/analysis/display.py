"""What planners look at beside the risk, cell by cell; none of it chooses places."""

from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray
from maps.analysis.backtest import counts
from maps.analysis.cells import Lattice
from maps.analysis.density import kernel_density
from maps.analysis.gi_star import find_clusters
from maps.analysis.history import hotspot_history, window_counts
from maps.analysis.hotspots import Incidents

# Clusters and density are of the last year: a map of ten years shows what is long gone.
RECENT_WEEKS = 52


@dataclass(frozen=True, eq=False)
class Display:
    """Facts of each cell, all of shape (n_cells,).

    Attributes:
        counted: Incidents of the whole record.
        z: Gi* of the last year.
        hot: Clusters of the last year, after false-discovery control.
        density: Incidents of the last year on a square kilometre, by a Gaussian kernel.
        history: Values of ``History``.
    """

    counted: FloatArray
    z: FloatArray
    hot: BoolArray
    density: FloatArray
    history: IntArray


def display_of(incidents: Incidents, lattice: Lattice, as_of: np.datetime64) -> Display:
    """Find clusters, density and history.

    Args:
        incidents: What had not ended by ``as_of`` is not read.
        lattice: The cells, same CRS.
        as_of: Local clock.
    """
    known = incidents.known_by(as_of)
    recent = known.where(known.starts >= as_of - np.timedelta64(RECENT_WEEKS, "W"))
    clusters = find_clusters(counts(recent, lattice), lattice)
    return Display(
        counts(known, lattice),
        clusters.z,
        clusters.hot,
        kernel_density(recent.xy_m, lattice, weight=recent.weight),
        hotspot_history(window_counts(known, lattice, as_of), lattice),
    )
