"""How many later incidents a risk map would have caught, origin by origin, without seeing them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from maps.analysis.arrays import FloatArray, IntArray, TimeArray
from maps.analysis.cells import Lattice
from maps.analysis.hotspots import Incidents, estimate_risk
from maps.analysis.week import MONDAY, WEEK_S

# With fewer origins the interval over origins says little about another year.
MIN_ORIGINS = 13

# What the first origin needs behind it before a map is worth judging.
MIN_TRAINING_WEEKS = 13

BOOTSTRAP_DRAWS = 2000

ORACLE = "oracle"

Method = Callable[[Incidents, Lattice, np.datetime64], FloatArray]
"""Turns what was known at an origin into a score per cell, shape (n_cells,)."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one method did at one share of the area, over all origins.

    Attributes:
        method: Its name; "oracle" ranks the cells by what did happen.
        area_share: Share of the cells that was asked for.
        cells: Whole cells that were chosen, at least one.
        hits: Later incidents in the chosen cells.
        incidents: Later incidents in all cells.
        hit_rate: Hits over incidents; like all below not a number without incidents.
        lo: Lower end of the 95 % interval of the hit rate over origins.
        hi: Upper end.
        pai: Predictive accuracy index: hit rate over the chosen share of the cells (Chainey et al. 2008).
        pei: Predictive efficiency index: hits over the oracle's hits (Hunt 2016).
    """

    method: str
    area_share: float
    cells: int
    hits: float
    incidents: float
    hit_rate: float
    lo: float
    hi: float
    pai: float
    pei: float


@dataclass(frozen=True, eq=False)
class Backtest:
    """How the methods did, in all and from each origin.

    Attributes:
        scores: By area share, then by method.
        origins: The moments that were forecast from, shape (k,).
        horizon_days: Days that each forecast was for.
        note: "" or "few-origins" or "no-origins".
        trials: What each method caught from each origin; none without origins.
    """

    scores: tuple[Score, ...]
    origins: TimeArray
    horizon_days: int = 28
    note: str = ""
    trials: "Trials | None" = None


@dataclass(frozen=True, eq=False)
class Trials:
    """What each method caught from each origin.

    Attributes:
        methods: Names, the oracle last, m of them.
        area_shares: Shares of the cells that were asked for, a of them.
        n_best: Cells that were chosen for each share.
        n_cells: Cells to choose from.
        hits: Later incidents in the chosen cells, shape (m, a, origins).
        happened: Later incidents in all cells, shape (origins,).
    """

    methods: tuple[str, ...]
    area_shares: tuple[float, ...]
    n_best: tuple[int, ...]
    n_cells: int
    hits: FloatArray
    happened: FloatArray


def _default(known: Incidents, lattice: Lattice, origin: np.datetime64) -> FloatArray:
    return estimate_risk(known, lattice, origin).per_cell


def _last_four_weeks(known: Incidents, lattice: Lattice, origin: np.datetime64) -> FloatArray:
    return counts(known.where(known.starts >= origin - np.timedelta64(28, "D")), lattice)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "default": _default,
        "counts": lambda known, lattice, _: counts(known, lattice),
        "last-four-weeks": _last_four_weeks,
        "uniform": lambda _, lattice, __: np.ones(lattice.n_cells),
    }
)


def rolling_origins(
    incidents: Incidents, until: np.datetime64, wanted: int = 26, horizon_days: int = 28, step_days: int = 28
) -> TimeArray:
    """Choose the latest Monday midnights from which a whole horizon lies in the record.

    Args:
        incidents: The record; its oldest incident limits how far back an origin can be.
        until: End of the record, local clock.
        wanted: Most origins to return.
        horizon_days: Days that are forecast from each.
        step_days: Days between origins; whole weeks keep them on Mondays.

    Returns:
        Rising, shape (k,) with k from 0 to ``wanted``.
    """
    if len(incidents) == 0:
        return np.empty(0, dtype="datetime64[s]")
    weeks = (until.astype("datetime64[s]") - MONDAY).astype(np.int64) // WEEK_S
    last = MONDAY + np.timedelta64(int(weeks) * WEEK_S, "s") - np.timedelta64(horizon_days, "D")
    origins = last - np.arange(wanted)[::-1] * np.timedelta64(step_days, "D")
    earliest = incidents.starts.min() + np.timedelta64(MIN_TRAINING_WEEKS, "W")
    return np.asarray(origins[origins >= earliest])


def backtest(
    incidents: Incidents,
    lattice: Lattice,
    origins: TimeArray,
    horizon_days: int = 28,
    area_shares: Sequence[float] = (0.01, 0.05),
    methods: Mapping[str, Method] = METHODS,
    seed: int = 1,
) -> Backtest:
    """Score each method by the incidents that began in its best cells within the horizon of each origin.

    A method is given nothing but what had ended before its origin. Cells of equal score at the edge of the
    chosen area count with the mean of what happened in them, so no order among them is invented.

    Args:
        incidents: The whole record.
        lattice: The cells, same CRS.
        origins: Moments to forecast from, local clock, shape (k,).
        horizon_days: Days that each forecast is for.
        area_shares: Shares of the cells to choose, each at least one cell.
        methods: By name; see ``Method``.
        seed: Of the bootstrap over origins.
    """
    if len(origins) == 0:
        return Backtest((), origins, horizon_days, "no-origins")
    trials = hits_by_origin(incidents, lattice, origins, horizon_days, area_shares, methods)
    draws = np.random.default_rng(seed).integers(0, len(origins), (BOOTSTRAP_DRAWS, len(origins)))
    note = "few-origins" if len(origins) < MIN_ORIGINS else ""
    return Backtest(tuple(_scores(trials, draws)), origins, horizon_days, note, trials)


def hits_by_origin(
    incidents: Incidents,
    lattice: Lattice,
    origins: TimeArray,
    horizon_days: int = 28,
    area_shares: Sequence[float] = (0.01, 0.05),
    methods: Mapping[str, Method] = METHODS,
) -> Trials:
    """Find what each method and the oracle would have caught from each origin; see ``backtest``."""
    n_best = tuple(max(1, round(share * lattice.n_cells)) for share in area_shares)
    horizon = np.timedelta64(horizon_days, "D")
    trials = [_trial(incidents, lattice, origin, horizon, n_best, methods) for origin in origins]
    hits = np.stack([trial[0] for trial in trials], axis=-1)
    happened = np.array([trial[1] for trial in trials])
    return Trials((*methods, ORACLE), tuple(area_shares), n_best, lattice.n_cells, hits, happened)


def counts(incidents: Incidents, lattice: Lattice) -> FloatArray:
    """Weight of the incidents in each cell, shape (n_cells,)."""
    cell = lattice.locate(incidents.xy_m)
    inside = cell >= 0
    total = np.bincount(cell[inside], weights=incidents.weight[inside], minlength=lattice.n_cells)
    return np.asarray(total, dtype=np.float64)


def hits_in_best(score: FloatArray, happened: FloatArray, n_best: int) -> float:
    """Incidents in the cells of the highest scores; equal scores at the edge count with their mean.

    Args:
        score: By cell, shape (n_cells,).
        happened: Incidents by cell, shape (n_cells,).
        n_best: How many cells are chosen, from 1 to n_cells.
    """
    edge = np.partition(score, -n_best)[-n_best]
    above, level = score > edge, score == edge
    return float(happened[above].sum() + (n_best - np.count_nonzero(above)) * happened[level].mean())


def _trial(
    incidents: Incidents,
    lattice: Lattice,
    origin: np.datetime64,
    horizon: np.timedelta64,
    n_best: Sequence[int],
    methods: Mapping[str, Method],
) -> tuple[FloatArray, float]:
    """Hits of each method and of the oracle, shape (methods + 1, areas), and all incidents of the horizon."""
    known = incidents.known_by(origin)
    after = incidents.where((incidents.starts >= origin) & (incidents.starts < origin + horizon))
    happened = counts(after, lattice)
    maps = [*(method(known, lattice, origin) for method in methods.values()), happened]
    hits = np.array([[hits_in_best(score, happened, n) for n in n_best] for score in maps])
    return hits, float(happened.sum())


def _scores(trials: Trials, draws: IntArray) -> Iterator[Score]:
    for k, (share, n) in enumerate(zip(trials.area_shares, trials.n_best, strict=True)):
        for m, name in enumerate(trials.methods):
            hits, best = trials.hits[m, k], trials.hits[-1, k]
            yield Score(name, share, n, *_rates(hits, best, trials.happened, n / trials.n_cells, draws))


def _rates(
    hits: FloatArray, oracle_hits: FloatArray, happened: FloatArray, area_share: float, draws: IntArray
) -> tuple[float, float, float, float, float, float, float]:
    """The figures of a ``Score`` from its hits on."""
    n_hits, total = float(hits.sum()), float(happened.sum())
    if total == 0:
        return (n_hits, total, *(float("nan"),) * 5)
    drawn = happened[draws].sum(axis=1)
    rates = hits[draws].sum(axis=1)[drawn > 0] / drawn[drawn > 0]
    lo, hi = np.quantile(rates, (0.025, 0.975))
    hit_rate = n_hits / total
    return n_hits, total, hit_rate, float(lo), float(hi), hit_rate / area_share, n_hits / oracle_hits.sum()
