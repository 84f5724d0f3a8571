"""Whether the times of the week help: cells and blocks of time ranked together, against a flat week."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from maps.analysis.arrays import FloatArray, TimeArray
from maps.analysis.backtest import ORACLE, Trials, hits_in_best
from maps.analysis.cells import Lattice
from maps.analysis.hotspots import Incidents, estimate_risk
from maps.analysis.marginal import happened_by_block
from maps.analysis.week import BLOCKS_PER_DAY, BLOCKS_PER_WEEK, DAYS_PER_WEEK, MONDAY, WEEK_S

BlockMethod = Callable[[FloatArray], FloatArray]
"""Turns the expected incidents of each cell and two-hour block into a score, both of shape (n_cells, 84)."""

FLAT = "flat"


def _flat(per_week: FloatArray) -> FloatArray:
    return np.broadcast_to(per_week.mean(axis=1, keepdims=True), per_week.shape)


BLOCK_METHODS: Mapping[str, BlockMethod] = MappingProxyType({"default": lambda risk: risk, FLAT: _flat})


def backtest_blocks(
    incidents: Incidents,
    lattice: Lattice,
    origins: TimeArray,
    horizon_days: int = 28,
    area_shares: Sequence[float] = (0.01, 0.05),
    block_h: int = 4,
    methods: Mapping[str, BlockMethod] = BLOCK_METHODS,
) -> Trials:
    """Find what the best cells and blocks of the week would have caught from each origin.

    All cells in all blocks of a week are ranked together, so that a quiet cell at its worst hour may come
    before a busy one asleep. ``advantage`` compares the methods.

    Args:
        incidents: The whole record; unknown times are spread over their interval.
        lattice: The cells, same CRS.
        origins: Monday midnights to forecast from, local clock, shape (k,), k at least 1.
        horizon_days: Whole weeks that each forecast is for.
        area_shares: Shares of the cells and blocks to choose.
        block_h: Hours of a block, a multiple of 2 that divides 24.
        methods: By name.

    Raises:
        ValueError: If the horizon, the block or an origin is not as said.
    """
    _check(origins, horizon_days, block_h)
    merged = block_h * BLOCKS_PER_DAY // 24
    n_choices = lattice.n_cells * BLOCKS_PER_WEEK // merged
    n_best = tuple(max(1, round(share * n_choices)) for share in area_shares)
    hits = np.zeros((len(methods) + 1, len(area_shares), len(origins)))
    happened = np.zeros(len(origins))
    for k, origin in enumerate(origins):
        after = happened_by_block(incidents, lattice, origin, horizon_days * BLOCKS_PER_DAY)
        found = _merged(after.reshape(lattice.n_cells, -1, BLOCKS_PER_WEEK).sum(axis=1), merged)
        per_week = estimate_risk(incidents, lattice, origin).per_week
        scores = [*(_merged(method(per_week), merged) for method in methods.values()), found]
        hits[:, :, k] = [[hits_in_best(score, found, n) for n in n_best] for score in scores]
        happened[k] = found.sum()
    return Trials((*methods, ORACLE), tuple(area_shares), n_best, n_choices, hits, happened)


def _check(origins: TimeArray, horizon_days: int, block_h: int) -> None:
    if horizon_days < DAYS_PER_WEEK or horizon_days % DAYS_PER_WEEK:
        raise ValueError(f"horizon_days must be whole weeks, got {horizon_days}")
    if block_h < 2 or block_h % 2 or 24 % block_h:
        raise ValueError(f"block_h must be a multiple of 2 that divides 24, got {block_h}")
    if len(origins) == 0:
        raise ValueError("at least one origin is needed, got 0")
    off = (origins.astype("datetime64[s]") - MONDAY).astype(np.int64) % WEEK_S != 0
    if off.any():
        raise ValueError(f"origins must be Monday midnights, got {origins[off][0]}")


def _merged(by_block: FloatArray, merged: int) -> FloatArray:
    """Sum neighbouring blocks, as one row of all cells and blocks."""
    return np.asarray(by_block.reshape(-1, merged).sum(axis=1), dtype=np.float64)
