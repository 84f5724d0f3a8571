"""Two-hour blocks of the week, Monday 00:00 first, and the profile of incidents over them."""

import numpy as np

from maps.analysis.arrays import FloatArray, IntArray, TimeArray
from maps.analysis.spreading import spread_intervals

BLOCK_S = 2 * 3600
BLOCKS_PER_DAY = 12
DAYS_PER_WEEK = 7
BLOCKS_PER_WEEK = BLOCKS_PER_DAY * DAYS_PER_WEEK
WEEK_S = BLOCKS_PER_WEEK * BLOCK_S

MONDAY = np.datetime64("1970-01-05T00:00:00", "s")


def spread_over_week(
    starts: TimeArray, ends: TimeArray, weight: FloatArray, cell: IntArray, n_cells: int
) -> tuple[FloatArray, FloatArray]:
    """Share each weight over the blocks of its interval in proportion to the time in each.

    Args:
        starts: Earliest possible moments, local clock, shape (n,).
        ends: Latest possible moments, not before ``starts``, shape (n,).
        weight: What each interval brings, shape (n,).
        cell: Cell of each, shape (n,).
        n_cells: Cells of the lattice.

    Returns:
        Weight in each block of the week, shape (84,), and in each cell and block of the day,
        shape (n_cells, 12).
    """
    return spread_intervals(
        _since_monday_s(starts),
        _since_monday_s(ends),
        weight,
        cell,
        n_cells,
        BLOCK_S,
        BLOCKS_PER_WEEK,
        BLOCKS_PER_DAY,
    )


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
