"""What was done of what was planned, how long cells were left alone, and the rhythm of the week."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray
from maps.analysis.coverage import Coverage
from maps.analysis.presence import Presence, split_by_block, united
from maps.analysis.week import BLOCKS_PER_DAY, BLOCKS_PER_WEEK, DAYS_PER_WEEK

HOUR_S = 3600
HOURS_PER_DAY = 24


class Visit(IntEnum):
    """What is known of a cell in a block."""

    NOT_PLANNED = 0
    DONE = 1
    NO_SIGNAL = 2
    NOT_DONE = 3


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Expected incidents covered, in fact and by plan, and those of which nothing is known.

    Attributes:
        actual: Covered by check-ins and tracks.
        planned: Covered by the routes.
        no_signal: Covered by the routes at times without signal, and not by ``actual``.
    """

    actual: float
    planned: float
    no_signal: float = 0.0

    @property
    def ratio(self) -> float:
        """Actual over planned coverage; not a number where nothing was planned. It may exceed 1."""
        return self.actual / self.planned if self.planned > 0 else float("nan")


def fidelity(
    planned: Coverage, actual: Coverage, risk: FloatArray, no_signal: FloatArray | None = None
) -> Fidelity:
    """Compare actual with planned coverage of the same cells and blocks.

    Args:
        planned: From routes.
        actual: From check-ins and tracks, over the same required cells and blocks.
        risk: Expected incidents, shape (n_cells, n_blocks); 0 where not required.
        no_signal: Dose planned for silent times above the actual dose, same shape; none if not given.
    """
    open_incidents = 0.0 if no_signal is None else float((risk * no_signal).sum())
    return Fidelity(float(actual.covered.sum()), float(planned.covered.sum()), open_incidents)


def visit_states(planned: FloatArray, actual: FloatArray, silent: FloatArray) -> IntArray:
    """Tell what was done from what was not, and from what nobody knows.

    Args:
        planned: Planned dose, shape (n_cells, n_blocks).
        actual: Actual dose, same shape.
        silent: Dose planned for times without signal, same shape.

    Returns:
        Values of ``Visit``, same shape.
    """
    rules = [actual > 0, silent > 0, planned > 0]
    states = np.select(rules, [Visit.DONE, Visit.NO_SIGNAL, Visit.NOT_DONE], Visit.NOT_PLANNED)
    return states.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Absence:
    """How long each cell of a period was without a patrol, all of shape (n_cells,).

    Attributes:
        longest_s: Longest time between visits, or from the start, or to the end.
        since_last_s: From the last visit to the end; from the start where there was none.
        never: Cells without any visit.
    """

    longest_s: IntArray
    since_last_s: IntArray
    never: BoolArray


def absence(presence: Presence, n_cells: int, period_s: tuple[int, int]) -> Absence:
    """Find how long each cell was left alone.

    Args:
        presence: Stays in cells; only what lies within the period counts.
        n_cells: Cells of the lattice.
        period_s: First and last second.
    """
    first_s, last_s = period_s
    inside = (presence.ends_s > first_s) & (presence.starts_s < last_s)
    stays = united(Presence(presence.cell[inside], presence.starts_s[inside], presence.ends_s[inside]))
    cells = np.arange(n_cells)
    # A visit of no length at either end of the period turns all times alone into gaps between visits.
    cell = np.concatenate([cells, stays.cell, cells])
    starts_s = np.concatenate([np.full(n_cells, first_s), stays.starts_s, np.full(n_cells, last_s)])
    ends_s = np.concatenate([np.full(n_cells, first_s), stays.ends_s, np.full(n_cells, last_s)])
    order = np.argsort(cell, kind="stable")
    gap_s = np.maximum(starts_s[order][1:] - ends_s[order][:-1], 0)
    same = cell[order][1:] == cell[order][:-1]
    longest_s, since_s = np.zeros(n_cells, dtype=np.int64), np.full(n_cells, last_s - first_s, dtype=np.int64)
    np.maximum.at(longest_s, cell[order][1:][same], gap_s[same])
    # Stays are sorted by time, so the last of a cell stays.
    since_s[stays.cell] = np.maximum(last_s - stays.ends_s, 0)
    return Absence(longest_s, since_s, ~np.isin(cells, stays.cell))


def minutes_by_hour_of_week(presence: Presence, n_days: int, first_weekday: int = 0) -> FloatArray:
    """Team-minutes in each hour of the week, shape (7, 24); teams at the same time count each.

    Args:
        presence: Stays, seconds from a midnight.
        n_days: Days of the period.
        first_weekday: Of its first day, 0 for Monday.
    """
    pieces = split_by_block(presence, n_days * HOURS_PER_DAY, HOUR_S)
    hour = (pieces.starts_s // HOUR_S + first_weekday * HOURS_PER_DAY) % (DAYS_PER_WEEK * HOURS_PER_DAY)
    minutes = np.bincount(hour, (pieces.ends_s - pieces.starts_s) / 60, DAYS_PER_WEEK * HOURS_PER_DAY)
    return np.asarray(minutes.reshape(DAYS_PER_WEEK, HOURS_PER_DAY), dtype=np.float64)


def coverage_by_block_of_week(coverage: Coverage, first_weekday: int = 0) -> Coverage:
    """Sum a period of whole days into the 84 blocks of the week; see ``Coverage.share_by_block``.

    Args:
        coverage: By block, the first at midnight.
        first_weekday: Of its first day, 0 for Monday.
    """
    block = (np.arange(len(coverage.expected)) + first_weekday * BLOCKS_PER_DAY) % BLOCKS_PER_WEEK
    covered = np.bincount(block, coverage.covered, BLOCKS_PER_WEEK)
    expected = np.bincount(block, coverage.expected, BLOCKS_PER_WEEK)
    return Coverage(covered.astype(np.float64), expected.astype(np.float64))
