"""Whether a forecast is better than a rival: differences from the same origins, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from maps.analysis.arrays import FloatArray
from maps.analysis.backtest import MIN_ORIGINS, Trials

BOOTSTRAP_DRAWS = 4000

UNIFORM = "uniform"
RIVALS = (UNIFORM, "counts", "last-four-weeks")

# How often a verdict of skill may be wrong, over all area shares. At one in twenty a planner who tests a
# hundred maps of pure chance would often meet more than five "good" ones; at one in a hundred hardly ever.
ERROR = 0.01

# Quantiles of so few origins come out too narrow; the t distribution of 25 degrees of freedom is 5 % wider.
SMALL_SAMPLE = 1.05


@dataclass(frozen=True, slots=True)
class Advantage:
    """How much more one method catches than another from the same origins.

    Attributes:
        method: Whose hits are counted.
        rival: What they are compared with.
        area_share: Share of the cells that was chosen.
        gain: Difference of the hit rates.
        lo: Lower end of its interval over origins.
        hi: Upper end.
        relative: Hits over the rival's hits, less 1; not a number where the rival has none.
    """

    method: str
    rival: str
    area_share: float
    gain: float
    lo: float
    hi: float
    relative: float

    @property
    def better(self) -> bool:
        return self.lo > 0


@dataclass(frozen=True, slots=True)
class Skill:
    """The verdict: "skill", "no-skill", or "few-origins" where none can be given, and what it rests on."""

    verdict: str
    advantages: tuple[Advantage, ...] = ()


def skill(trials: Trials | None, method: str = "default", seed: int = 1) -> Skill:
    """Judge whether a method forecasts better than chance at any of the area shares.

    Its interval over origins must lie above chance, and so many hits must be rare among cells drawn blindly.
    The first alone is too easily content with a handful of hits, the second with a burst in one place. Where
    the later incidents know nothing of the map, their number in the chosen cells is binomial, so the second
    holds its level exactly; it is shared among the area shares, and all together are wrong in at most
    ``ERROR`` of all cases.

    Args:
        trials: Of a backtest that has the method "uniform", None where it had no origins.
        method: What is judged.
        seed: Of the bootstrap over origins.
    """
    if trials is None or len(trials.happened) < MIN_ORIGINS:
        return Skill("few-origins")
    error = ERROR / len(trials.area_shares)
    found = tuple(
        advantage(trials, method, UNIFORM, share, level=1 - error, seed=seed) for share in trials.area_shares
    )
    rare = _chance_of_hits(trials, method) <= error
    proven = any(one.better and bool(is_rare) for one, is_rare in zip(found, rare, strict=True))
    return Skill("skill" if proven else "no-skill", found)


def _chance_of_hits(trials: Trials, method: str) -> FloatArray:
    """Probability of as many hits or more in as many cells drawn blindly, by area share."""
    hits = trials.hits[trials.methods.index(method)].sum(axis=1)
    chance = np.array(trials.n_best) / trials.n_cells
    # Weights need not be whole numbers; the incomplete beta function is the binomial tail where they are.
    tail = betainc(np.maximum(hits, 1e-9), np.maximum(trials.happened.sum() - hits, 0) + 1, chance)
    return np.asarray(tail, dtype=np.float64)


def advantage(
    trials: Trials, method: str, rival: str, area_share: float, *, level: float = 0.95, seed: int = 1
) -> Advantage:
    """Compare two methods by a paired bootstrap over origins.

    Args:
        trials: Of a backtest.
        method: Whose hits are counted.
        rival: What they are compared with.
        area_share: One of those of the trials.
        level: Of the interval.
        seed: Of the bootstrap.

    Raises:
        ValueError: If the trials know no such method or share.
    """
    share = trials.area_shares.index(area_share)
    own, other = (trials.hits[trials.methods.index(name), share] for name in (method, rival))
    lo, hi = paired_interval(own - other, trials.happened, level, seed)
    happened = float(trials.happened.sum())
    gain = float((own - other).sum()) / happened if happened > 0 else float("nan")
    relative = float(own.sum() / other.sum()) - 1 if other.any() else float("nan")
    return Advantage(method, rival, area_share, gain, lo, hi, relative)


def comparisons(
    trials: Trials | None, method: str = "default", rivals: Sequence[str] = RIVALS, seed: int = 1
) -> tuple[Advantage, ...]:
    """Compare a method with each rival at each area share; none where there was no origin."""
    if trials is None:
        return ()
    return tuple(
        advantage(trials, method, rival, share, seed=seed) for share in trials.area_shares for rival in rivals
    )


def paired_interval(
    difference: FloatArray, happened: FloatArray, level: float = 0.95, seed: int = 1
) -> tuple[float, float]:
    """Interval of the mean difference of hits per incident, over origins drawn again.

    Args:
        difference: Hits of one method less those of another, shape (origins,).
        happened: Incidents from each origin, shape (origins,).
        level: Of the interval.
        seed: Of the draws.

    Returns:
        Lower and upper end; not numbers where nothing happened.
    """
    drawn = np.random.default_rng(seed).integers(0, len(happened), (BOOTSTRAP_DRAWS, len(happened)))
    total = happened[drawn].sum(axis=1)
    if not happened.any():
        return float("nan"), float("nan")
    rates = difference[drawn].sum(axis=1)[total > 0] / total[total > 0]
    middle = float(difference.sum() / happened.sum())
    lo, hi = np.quantile(rates, ((1 - level) / 2, (1 + level) / 2))
    return middle + SMALL_SAMPLE * (float(lo) - middle), middle + SMALL_SAMPLE * (float(hi) - middle)
