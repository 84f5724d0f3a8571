"""Two-hour blocks of the week, Monday 00:00 first, and the profile of incidents over them."""

import numpy as np

from maps.analysis.arrays import FloatArray, IntArray, TimeArray

BLOCK_S = 2 * 3600
BLOCKS_PER_DAY = 12
DAYS_PER_WEEK = 7
BLOCKS_PER_WEEK = BLOCKS_PER_DAY * DAYS_PER_WEEK
WEEK_S = BLOCKS_PER_WEEK * BLOCK_S

MONDAY = np.datetime64("1970-01-05T00:00:00", "s")


def spread_over_week(starts: TimeArray, ends: TimeArray, weight: FloatArray) -> FloatArray:
    """Share each weight over the blocks of its interval in proportion to the time in each.

    Args:
        starts: Earliest possible moments, local clock, shape (n,).
        ends: Latest possible moments, not before ``starts``, shape (n,).
        weight: What each interval brings, shape (n,).

    Returns:
        Weight in each block of the week, shape (84,).

    Source: aoristic analysis, Ratcliffe (2000), Int. J. Geographical Information Science 14(7).
    """
    starts_s = _since_monday_s(starts)
    # A known moment is an interval of one second: it cannot reach into a second block.
    lengths_s = np.maximum(_since_monday_s(ends) - starts_s, 1)
    starts_s = starts_s % WEEK_S
    density = weight / lengths_s
    spread: FloatArray = _weight_before(starts_s + lengths_s, density) - _weight_before(starts_s, density)
    return np.maximum(spread, 0.0)


def week_profile(block_weight: FloatArray, prior_incidents: float) -> FloatArray:
    """Estimate which share of a week's incidents falls in each block.

    A block of its own is rarely seen often enough, so it is shrunk towards weekday x time of day, and
    those two margins towards uniform.

    Args:
        block_weight: Weight seen in each block, shape (84,).
        prior_incidents: How many incidents the prior of the blocks is worth.

    Returns:
        Shares that sum to 1, shape (84,).
    """
    table = block_weight.reshape(DAYS_PER_WEEK, BLOCKS_PER_DAY)
    by_day = _shrunk(table.sum(axis=1), np.full(DAYS_PER_WEEK, 1 / DAYS_PER_WEEK), prior_incidents)
    by_time = _shrunk(table.sum(axis=0), np.full(BLOCKS_PER_DAY, 1 / BLOCKS_PER_DAY), prior_incidents)
    return _shrunk(block_weight, np.outer(by_day, by_time).ravel(), prior_incidents)


def _shrunk(weight: FloatArray, prior: FloatArray, prior_incidents: float) -> FloatArray:
    """Posterior mean of shares under a Dirichlet prior."""
    shares: FloatArray = (weight + prior_incidents * prior) / (weight.sum() + prior_incidents)
    return shares


def _since_monday_s(moments: TimeArray) -> IntArray:
    return (moments.astype("datetime64[s]") - MONDAY).astype(np.int64)


def _weight_before(moments_s: IntArray, density: FloatArray) -> FloatArray:
    """Weight per block from time 0 to each moment, summed over all moments, without an (n, 84) table."""
    week, within_s = np.divmod(moments_s, WEEK_S)
    block, rest_s = np.divmod(within_s, BLOCK_S)
    stopped_in = np.bincount(block, weights=density, minlength=BLOCKS_PER_WEEK)
    passed = stopped_in.sum() - np.cumsum(stopped_in) + np.sum(week * density)
    partial = np.bincount(block, weights=density * rest_s, minlength=BLOCKS_PER_WEEK)
    return np.asarray(passed * BLOCK_S + partial, dtype=np.float64)
