"""Who is in which cell when: stays in cells, and how a timed walk turns into them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import FloatArray, IntArray
from maps.analysis.cells import Lattice
from maps.analysis.week import BLOCK_S


@dataclass(frozen=True, eq=False)
class Presence:
    """When somebody was, or will be, in a cell: one row for each stay.

    Attributes:
        cell: Cell number, shape (k,).
        starts_s: Whole seconds from the start of the period, local clock, shape (k,).
        ends_s: Whole seconds, not before ``starts_s``, shape (k,).
    """

    cell: IntArray
    starts_s: IntArray
    ends_s: IntArray

    def __post_init__(self) -> None:
        if not len(self.cell) == len(self.starts_s) == len(self.ends_s):
            raise ValueError(f"{len(self.cell)} cells, {len(self.starts_s)} starts, {len(self.ends_s)} ends")
        if np.any(self.ends_s < self.starts_s):
            raise ValueError(f"stay {np.argmax(self.ends_s < self.starts_s)} ends before it starts")


@dataclass(frozen=True, eq=False)
class TimedLine:
    """A walk at constant speed between vertices; two times at one place are a stop.

    Attributes:
        times_s: Seconds from the start of the period, never falling, shape (m,).
        xy_m: x and y in metres, project CRS, shape (m, 2).
    """

    times_s: FloatArray
    xy_m: FloatArray

    def __post_init__(self) -> None:
        if self.xy_m.shape != (len(self.times_s), 2):
            raise ValueError(f"{len(self.times_s)} times for positions of shape {self.xy_m.shape}")
        if not (np.isfinite(self.times_s).all() and np.isfinite(self.xy_m).all()):
            raise ValueError("a time or position of the walk is not a number")
        if np.any(np.diff(self.times_s) < 0):
            raise ValueError(f"time runs backwards after vertex {np.argmax(np.diff(self.times_s) < 0)}")


def presence_of_route(times_s: FloatArray, xy_m: FloatArray, lattice: Lattice) -> Presence:
    """Find the stays in cells of one walk; see ``TimedLine`` and ``presence_of_routes``."""
    return presence_of_routes([TimedLine(times_s, xy_m)], lattice)


def presence_of_routes(routes: Sequence[TimedLine], lattice: Lattice) -> Presence:
    """Find the stays in cells of many walks, from the exact moments at which they cross cell borders.

    Args:
        routes: Walks, same CRS as the lattice; parts outside it are left out.
        lattice: The cells.

    Returns:
        Stays sorted by cell and time; walks that are in a cell at the same time share one.
    """
    times_s, xy = _segments(routes, lattice)
    segment, fraction = _cuts(xy, lattice)
    next_fraction = np.ones(len(segment))
    next_fraction[:-1] = np.where(segment[1:] == segment[:-1], fraction[1:], 1.0)
    middle = (fraction + next_fraction) / 2
    place = xy[segment, 0] + middle[:, None] * (xy[segment, 1] - xy[segment, 0])
    cell = lattice.locate(place * lattice.cell_m + (lattice.x0_m, lattice.y0_m))
    starts_s = _moment_s(times_s[segment], fraction)
    ends_s = _moment_s(times_s[segment], next_fraction)
    stays = (cell >= 0) & (ends_s > starts_s)
    return united(Presence(cell[stays], starts_s[stays], ends_s[stays]))


def united(presence: Presence) -> Presence:
    """Join the stays in a cell that overlap or touch; the result is sorted by cell and time."""
    if len(presence.cell) == 0:
        return presence
    order = np.lexsort((presence.starts_s, presence.cell))
    cell, starts_s, ends_s = presence.cell[order], presence.starts_s[order], presence.ends_s[order]
    # Each cell gets a stretch of the time axis of its own, so that one running maximum serves all.
    stretch_s = ends_s.max() - starts_s.min() + 1
    reached_s = np.maximum.accumulate(ends_s + cell * stretch_s)
    opens = np.ones(len(cell), dtype=np.bool_)
    opens[1:] = starts_s[1:] + cell[1:] * stretch_s > reached_s[:-1]
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(cell)) - 1
    return Presence(cell[first], starts_s[first], reached_s[last] - cell[first] * stretch_s)


def split_by_block(presence: Presence, n_blocks: int, block_s: int = BLOCK_S) -> Presence:
    """Cut each stay at the borders of blocks, and drop what lies outside the period."""
    starts_s = np.clip(presence.starts_s, 0, n_blocks * block_s)
    ends_s = np.clip(presence.ends_s, 0, n_blocks * block_s)
    lasts = ends_s > starts_s
    cell, starts_s, ends_s = presence.cell[lasts], starts_s[lasts], ends_s[lasts]
    first_block = starts_s // block_s
    stay, piece = _counted((ends_s - 1) // block_s - first_block + 1)
    block_starts_s = (first_block[stay] + piece) * block_s
    return Presence(
        cell[stay],
        np.maximum(starts_s[stay], block_starts_s),
        np.minimum(ends_s[stay], block_starts_s + block_s),
    )


def joined(parts: Sequence[Presence]) -> Presence:
    """Put the stays of several teams together as they are; ``united`` counts a cell's time once."""
    none = np.empty(0, dtype=np.int64)
    return Presence(
        np.concatenate([none, *(part.cell for part in parts)]),
        np.concatenate([none, *(part.starts_s for part in parts)]),
        np.concatenate([none, *(part.ends_s for part in parts)]),
    )


def _segments(routes: Sequence[TimedLine], lattice: Lattice) -> tuple[FloatArray, FloatArray]:
    """Times (k, 2) in seconds and ends (k, 2, 2) in cells from the lattice's corner of all segments."""
    times_s = [np.column_stack([route.times_s[:-1], route.times_s[1:]]) for route in routes]
    ends_m = [np.stack([route.xy_m[:-1], route.xy_m[1:]], axis=1) for route in routes]
    all_ends_m = np.concatenate([np.empty((0, 2, 2)), *ends_m])
    in_cells = (all_ends_m - (lattice.x0_m, lattice.y0_m)) / lattice.cell_m
    return np.concatenate([np.empty((0, 2)), *times_s]), in_cells


def _cuts(xy: FloatArray, lattice: Lattice) -> tuple[IntArray, FloatArray]:
    """Segment and fraction of its length where each piece in one cell begins, in order of the walk."""
    by_column = _line_crossings(xy[:, :, 0], lattice.nx)
    by_row = _line_crossings(xy[:, :, 1], lattice.ny)
    segment = np.concatenate([np.arange(len(xy)), by_column[0], by_row[0]])
    fraction = np.concatenate([np.zeros(len(xy)), by_column[1], by_row[1]])
    order = np.lexsort((fraction, segment))
    return segment[order], fraction[order]


def _line_crossings(ends: FloatArray, n_squares: int) -> tuple[IntArray, FloatArray]:
    """Segment and fraction of its length at each cell border strictly between its ends (k, 2)."""
    first_line = np.clip(np.floor(ends.min(axis=1)) + 1, 0, n_squares + 1)
    last_line = np.clip(np.ceil(ends.max(axis=1)) - 1, -1, n_squares)
    segment, nth = _counted(np.maximum(last_line - first_line + 1, 0).astype(np.int64))
    start, end = ends[segment, 0], ends[segment, 1]
    return segment, (first_line[segment] + nth - start) / (end - start)


def _counted(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Repeat each row as often as its count says, and number the repeats of a row from 0."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


def _moment_s(times_s: FloatArray, fraction: FloatArray) -> IntArray:
    moment_s = times_s[:, 0] + fraction * (times_s[:, 1] - times_s[:, 0])
    return np.rint(moment_s).astype(np.int64)
