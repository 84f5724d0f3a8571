"""How hot cells came to be so: new, intensifying, persistent, fading."""

from enum import IntEnum

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray
from maps.analysis.cells import Lattice
from maps.analysis.gi_star import find_clusters
from maps.analysis.hotspots import Incidents
from maps.analysis.week import WEEK_S

# Rank correlation with time that chance exceeds in 5 % of cases of eight windows:
# Ramsey (1989), Journal of Educational Statistics 14(3).
RISING = 0.643


class History(IntEnum):
    """What has become of a cell; the last window decides between hot and fading."""

    NEVER = 0
    NEW = 1
    INTENSIFYING = 2
    PERSISTENT = 3
    FADING = 4


def window_counts(
    incidents: Incidents, lattice: Lattice, as_of: np.datetime64, windows: int = 8, window_weeks: int = 13
) -> FloatArray:
    """Count the incidents of each cell in windows that end at a moment.

    Args:
        incidents: What had not ended by ``as_of`` is not read; a start decides the window.
        lattice: The cells, same CRS.
        as_of: End of the last window, local clock.
        windows: How many.
        window_weeks: Length of each.

    Returns:
        Weight of the incidents, the oldest window first, shape (windows, n_cells).
    """
    cell = lattice.locate(incidents.xy_m)
    age_s = ((as_of - incidents.starts) // np.timedelta64(1, "s")).astype(np.int64)
    # A window owns its first moment and not its last.
    back = (age_s - 1) // (window_weeks * WEEK_S)
    chosen = incidents.is_known_by(as_of) & (cell >= 0) & (back < windows)
    place = (windows - 1 - back[chosen]) * lattice.n_cells + cell[chosen]
    counts = np.bincount(place, weights=incidents.weight[chosen], minlength=windows * lattice.n_cells)
    return np.asarray(counts.reshape(windows, lattice.n_cells), dtype=np.float64)


def hotspot_history(counts: FloatArray, lattice: Lattice, false_share: float = 0.05) -> IntArray:
    """Class each cell by the windows in which it was hot; see ``History``.

    New: hot in the last window and in none before. Persistent: hot in the last and in an earlier one.
    Intensifying: the same, and ever hotter. Fading: was hot, and is not in the last window.

    Args:
        counts: By window, the oldest first, shape (windows, n_cells).
        lattice: The cells.
        false_share: Expected share of false cells among the hot ones of a window.

    Returns:
        Values of ``History``, shape (n_cells,).
    """
    found = [find_clusters(count, lattice, false_share) for count in counts]
    hot = np.array([clusters.hot for clusters in found])
    rising = _rank_correlation_with_time(np.array([clusters.z for clusters in found])) > RISING
    return _classes(hot, rising)


def _classes(hot: BoolArray, rising: BoolArray) -> IntArray:
    now, before = hot[-1], hot[:-1].any(axis=0)
    rules = [now & ~before, now & before & rising, now & before, before]
    return np.select(rules, [*list(History)[1:]], History.NEVER).astype(np.int64)


def _rank_correlation_with_time(values: FloatArray) -> FloatArray:
    """Spearman's coefficient of each column with its row number, shape (n_cells,)."""
    order = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0)
    rank = order - (len(values) - 1) / 2
    time = np.arange(len(values)) - (len(values) - 1) / 2
    return np.asarray((rank * time[:, None]).sum(axis=0) / max(float((time**2).sum()), 1.0), dtype=np.float64)
