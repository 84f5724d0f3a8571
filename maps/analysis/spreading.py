"""Two loops over incidents, compiled: times shared over blocks, and places binned to squares."""

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import njit

from maps.analysis.arrays import FloatArray, IntArray

Function = TypeVar("Function", bound=Callable[..., object])


def _compiled(function: Function) -> Function:
    """Compile, and keep the machine code on disk if there is a place for it."""
    compiler = cast(Callable[..., Callable[[Function], Function]], njit)
    try:
        return compiler(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no folder that it may write to
        return compiler(nogil=True)(function)


@_compiled
def spread_intervals(
    starts_s: IntArray,
    ends_s: IntArray,
    weight: FloatArray,
    cell: IntArray,
    n_cells: int,
    block_s: int,
    n_blocks: int,
    blocks_per_day: int,
) -> tuple[FloatArray, FloatArray]:
    """Share each weight over its interval in proportion to the time in each block.

    Args:
        starts_s: Seconds from the start of some period, shape (n,), may be negative.
        ends_s: Not before the starts; a known moment counts as one second, shape (n,).
        weight: What each interval brings, shape (n,).
        cell: Cell of each, shape (n,).
        n_cells: Cells of the lattice.
        block_s: Length of a block.
        n_blocks: Blocks of the period that comes back.
        blocks_per_day: Blocks of the shorter period that comes back; a divisor of ``n_blocks``.

    Returns:
        Weight in each block of the period, shape (n_blocks,), and in each cell and block of the day,
        shape (n_cells, blocks_per_day).

    Source: aoristic analysis, Ratcliffe (2000), Int. J. Geographical Information Science 14(7).
    """
    by_block = np.zeros(n_blocks)
    by_time = np.zeros((n_cells, blocks_per_day))
    period_s = block_s * n_blocks
    for k in range(len(starts_s)):
        length_s = max(ends_s[k] - starts_s[k], 1)
        density = weight[k] / length_s
        end_s = starts_s[k] + length_s
        # Whole periods touch every block alike, however many years they are.
        periods = length_s // period_s
        if periods > 0:
            by_block += density * periods * block_s
            by_time[cell[k]] += density * periods * block_s * (n_blocks // blocks_per_day)
        at_s = starts_s[k] + periods * period_s
        block = at_s // block_s
        while at_s < end_s:
            until_s = min((block + 1) * block_s, end_s)
            part = density * (until_s - at_s)
            by_block[block % n_blocks] += part
            by_time[cell[k], block % blocks_per_day] += part
            at_s = until_s
            block += 1
    return by_block, by_time


@_compiled
def bin_points(
    xy_m: FloatArray, weight: FloatArray, x0_m: float, y0_m: float, square_m: float, nx: int, ny: int
) -> FloatArray:
    """Sum the weights in each square of a rectangle; points outside or not a number are left out.

    Args:
        xy_m: Points, shape (n, 2).
        weight: Of each, shape (n,).
        x0_m: West edge of the first column.
        y0_m: South edge of the first row.
        square_m: Side of a square.
        nx: Columns.
        ny: Rows.

    Returns:
        Shape (ny, nx).
    """
    total = np.zeros((ny, nx))
    for k in range(len(xy_m)):
        x, y = (xy_m[k, 0] - x0_m) / square_m, (xy_m[k, 1] - y0_m) / square_m
        # What is not a number fails every comparison.
        if 0 <= x < nx and 0 <= y < ny:
            total[int(y), int(x)] += weight[k]
    return total
