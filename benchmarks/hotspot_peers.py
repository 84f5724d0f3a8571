"""Rivals of the default risk: kernel density, Gi*, and gradient boosting on the same features.

Needs scikit-learn and esda, which nothing else in the project does.
"""

import time
from collections.abc import Callable

import numpy as np
from esda.getisord import G_Local
from libpysal.weights import lat2W
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.neighbors import KernelDensity

from maps.analysis.backtest import Method, counts
from maps.analysis.cells import Lattice
from maps.analysis.density import kernel_density
from maps.analysis.gi_star import find_clusters
from maps.analysis.hotspots import Incidents, RiskParams, estimate_risk

# Earlier origins from which the trees learn, and how many trees: what 26 origins allow in a minute.
LEARNING_ORIGINS = 6
TREES = 60
FEATURE_WEEKS = (4, 13, 52, 156)


def peer_methods(horizon_days: int) -> dict[str, Method]:
    """Methods by name, for a backtest."""
    return {
        "kde-200m": lambda known, lattice, origin: _kde(known, lattice, origin, 200.0),
        "kde-700m": lambda known, lattice, origin: _kde(known, lattice, origin, 700.0),
        "gi-star": _gi_star,
        "boosting": lambda known, lattice, origin: _boosting(known, lattice, origin, horizon_days),
    }


def _last_year(known: Incidents, origin: np.datetime64) -> Incidents:
    return known.where(known.starts >= origin - np.timedelta64(52, "W"))


def _kde(known: Incidents, lattice: Lattice, origin: np.datetime64, bandwidth_m: float) -> np.ndarray:
    return kernel_density(_last_year(known, origin).xy_m, lattice, bandwidth_m)


def _gi_star(known: Incidents, lattice: Lattice, origin: np.datetime64) -> np.ndarray:
    return find_clusters(counts(_last_year(known, origin), lattice), lattice).z


def _boosting(known: Incidents, lattice: Lattice, origin: np.datetime64, horizon_days: int) -> np.ndarray:
    """Trees learn from earlier origins what the features say of the next weeks."""
    horizon = np.timedelta64(horizon_days, "D")
    rows, targets = [], []
    for k in range(1, LEARNING_ORIGINS + 1):
        then = origin - k * horizon
        after = known.where((known.starts >= then) & (known.starts < then + horizon))
        rows.append(_features(known.known_by(then), lattice, then))
        targets.append(counts(after, lattice))
    trees = HistGradientBoostingRegressor(loss="poisson", max_iter=TREES, learning_rate=0.1, random_state=1)
    trees.fit(np.concatenate(rows), np.concatenate(targets))
    return trees.predict(_features(known, lattice, origin))


def _features(known: Incidents, lattice: Lattice, origin: np.datetime64) -> np.ndarray:
    """What the default risk is made of, own and smoothed, and counts of several spans."""
    own, smooth = (
        estimate_risk(known, lattice, origin, RiskParams(own_share=share)).per_cell for share in (1.0, 0.0)
    )
    spans = [
        counts(known.where(known.starts >= origin - np.timedelta64(w, "W")), lattice) for w in FEATURE_WEEKS
    ]
    return np.column_stack([own, smooth, *spans, lattice.centres_m])


def time_peers(xy_m: np.ndarray, lattice: Lattice) -> list[dict[str, object]]:
    """CPU seconds of our displays and of the libraries' for the same points; a full rectangle of cells."""
    value = np.bincount(lattice.locate(xy_m), minlength=lattice.n_cells).astype(float)
    weights = lat2W(lattice.ny, lattice.nx, rook=False)
    reference = KernelDensity(bandwidth=200.0, rtol=1e-2)

    kde_s = _cpu_s(lambda: kernel_density(xy_m, lattice, 200.0), 5)
    sklearn_s = _cpu_s(lambda: reference.fit(xy_m).score_samples(lattice.centres_m), 1)
    gi_s = _cpu_s(lambda: find_clusters(value, lattice), 9)
    analytic_s = _cpu_s(lambda: G_Local(value, weights, star=True, transform="B", permutations=0), 3)
    permuted_s = _cpu_s(lambda: G_Local(value, weights, star=True, transform="B", n_jobs=1), 1)
    return [
        _row("kde against sklearn KernelDensity, rtol 1e-2", len(xy_m), kde_s, sklearn_s),
        _row("Gi* against esda G_Local, no permutations", lattice.n_cells, gi_s, analytic_s),
        _row("Gi* against esda G_Local, its 999 permutations", lattice.n_cells, gi_s, permuted_s),
    ]


def _row(work: str, size: int, ours_s: float, theirs_s: float) -> dict[str, object]:
    return {
        "work": work,
        "size": size,
        "ours_s": round(ours_s, 6),
        "theirs_s": round(theirs_s, 4),
        "times": round(theirs_s / ours_s),
    }


def _cpu_s(work: Callable[[], object], runs: int) -> float:
    """Median CPU seconds, after one run that warms up if there are several."""
    seconds = []
    for _ in range(runs + (runs > 1)):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return float(np.median(seconds[-runs:]))
