"""Parameters of the risk, changed only where rolling origins prove that the change pays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np

from maps.analysis.arrays import FloatArray, TimeArray
from maps.analysis.backtest import MIN_ORIGINS, Method, hits_by_origin
from maps.analysis.cells import Lattice
from maps.analysis.hotspots import Incidents, RiskParams, estimate_risk
from maps.analysis.skill import paired_interval

# The first choice rests on this many origins.
FIRST_CHOICE = 6

DEFAULT = RiskParams()
CANDIDATES: tuple[RiskParams, ...] = tuple(
    replace(DEFAULT, half_life_weeks=half_life_weeks, sigma_m=sigma_m, own_share=own_share)
    for half_life_weeks, sigma_m, own_share in product(
        (26.0, 52.0, 104.0), (125.0, 200.0, 300.0), (0.5, 0.65, 0.8)
    )
)


@dataclass(frozen=True, slots=True)
class Tuned:
    """The parameters to use and why.

    Attributes:
        params: The best candidate where choosing pays, else the default.
        best: The candidate with the most hits over all origins.
        gain: Mean difference of the hit rate that choosing brought at origins that the choice had not seen.
        lo: Lower end of its 95 % interval.
        hi: Upper end.
        note: "tuned", "default" or "few-origins".
    """

    params: RiskParams
    best: RiskParams
    gain: float
    lo: float
    hi: float
    note: str


def tune(
    incidents: Incidents,
    lattice: Lattice,
    origins: TimeArray,
    horizon_days: int = 28,
    area_share: float = 0.05,
    candidates: Sequence[RiskParams] = CANDIDATES,
    default: RiskParams = DEFAULT,
    seed: int = 1,
) -> Tuned:
    """Choose parameters by rolling cross-validation, and keep the default unless choosing provably pays.

    At each origin after the first few, the candidate that was best at the origins before it forecasts. What
    it catches more than the default has an interval over origins; only one above zero changes anything.
    A choice judged by the origins that made it would look better than it is.

    Args:
        incidents: The whole record; no forecast reads what came after its origin.
        lattice: The cells, same CRS.
        origins: Rising, ``horizon_days`` or more apart.
        horizon_days: Days that each forecast is for.
        area_share: Share of the cells to choose.
        candidates: Parameters to try.
        default: What is kept otherwise.
        seed: Of the bootstrap.
    """
    if len(origins) < MIN_ORIGINS + FIRST_CHOICE:
        return Tuned(default, default, np.nan, np.nan, np.nan, "few-origins")
    tried = (default, *(one for one in candidates if one != default))
    methods = {str(k): _method(one) for k, one in enumerate(tried)}
    trials = hits_by_origin(incidents, lattice, origins, horizon_days, (area_share,), methods)
    return judge(tried, trials.hits[:-1, 0], trials.happened, seed)


def judge(tried: Sequence[RiskParams], hits: FloatArray, happened: FloatArray, seed: int = 1) -> Tuned:
    """Decide between parameters by their hits.

    Args:
        tried: The default first, then the candidates, m of them.
        hits: Shape (m, origins), origins rising.
        happened: Incidents from each origin, shape (origins,).
        seed: Of the bootstrap.
    """
    before = np.cumsum(hits, axis=1)
    chosen = before[:, FIRST_CHOICE - 1 : -1].argmax(axis=0)
    judged = np.arange(FIRST_CHOICE, hits.shape[1])
    difference = hits[chosen, judged] - hits[0, judged]
    total = float(happened[judged].sum())
    gain = float(difference.sum()) / total if total > 0 else float("nan")
    lo, hi = paired_interval(difference, happened[judged], seed=seed)
    best = tried[int(before[:, -1].argmax())]
    return (
        Tuned(best, best, gain, lo, hi, "tuned") if lo > 0 else Tuned(tried[0], best, gain, lo, hi, "default")
    )


def _method(params: RiskParams) -> Method:
    return partial(_risk_per_cell, params=params)


def _risk_per_cell(
    known: Incidents, lattice: Lattice, origin: np.datetime64, params: RiskParams
) -> FloatArray:
    return estimate_risk(known, lattice, origin, params).per_cell
