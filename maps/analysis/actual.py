"""What patrols cover by plan, and what they really covered up to a moment."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray
from maps.analysis.coverage import Coverage, coverage, dose, patrolled_minutes
from maps.analysis.fidelity import Fidelity, absence, fidelity, minutes_by_hour_of_week
from maps.analysis.presence import Presence, joined
from maps.analysis.tracks import planned_in_silence
from maps.analysis.week import BLOCK_S, BLOCKS_PER_DAY


@dataclass(frozen=True, eq=False)
class ActualCoverage:
    """What was counted up to the end of the last whole block.

    Attributes:
        until_s: That end, seconds from the start of the period.
        dose: From check-ins and tracks, shape (n_cells, n_blocks), 0 after ``until_s``.
        silent: Dose that was planned for times without signal, above ``dose``, same shape: nobody knows
            whether it was delivered.
        covered: Risk covered of the risk that should be, by block.
        fidelity: Risk covered in fact, as planned, and unknown.
        minutes: With at least one team in the cell, shape (n_cells,).
        alone_s: Longest time without a patrol, shape (n_cells,).
        hours: Team minutes in each hour of the week, shape (7, 24).
    """

    until_s: int
    dose: FloatArray
    silent: FloatArray
    covered: Coverage
    fidelity: Fidelity
    minutes: FloatArray
    alone_s: IntArray
    hours: FloatArray


@dataclass(frozen=True, eq=False)
class PlannedCoverage:
    """What the routes of a whole period would cover; the fields are those of ``ActualCoverage``."""

    dose: FloatArray
    covered: Coverage
    minutes: FloatArray
    alone_s: IntArray
    hours: FloatArray


def measure_planned(
    presence: Presence, risk: FloatArray, required: BoolArray, first_weekday: int = 0
) -> PlannedCoverage:
    """Count what a plan would cover; see ``measure_actual``."""
    planned = dose(presence, *risk.shape)
    return PlannedCoverage(
        planned,
        coverage(risk, planned, required),
        patrolled_minutes(presence, *risk.shape).sum(axis=1),
        absence(presence, len(risk), (0, risk.shape[1] * BLOCK_S)).longest_s,
        minutes_by_hour_of_week(presence, risk.shape[1] // BLOCKS_PER_DAY, first_weekday),
    )


def measure_actual(
    planned: Mapping[int, Presence],
    actual: Presence,
    silent: Mapping[int, IntArray],
    risk: FloatArray,
    required: BoolArray,
    now_s: int,
    first_weekday: int = 0,
) -> ActualCoverage:
    """Count what was delivered of the plan.

    Args:
        planned: Stays by patrol, seconds from the start of the period.
        actual: Stays of all patrols together.
        silent: First and last second of times without signal, by patrol, shape (k, 2).
        risk: Expected incidents, shape (n_cells, n_blocks).
        required: Cells and blocks that should be patrolled, same shape.
        now_s: What comes later has not happened yet; may lie outside the period.
        first_weekday: Of the first day, 0 for Monday.
    """
    n_cells, n_blocks = risk.shape
    whole_blocks = min(max(now_s, 0) // BLOCK_S, n_blocks)
    until_s = whole_blocks * BLOCK_S
    past = np.arange(n_blocks) < whole_blocks
    asked = np.where(required & past, risk, 0.0)
    so_far = _until(actual, until_s)
    intended = _until(joined(list(planned.values())), until_s)
    unknown = joined(
        [
            planned_in_silence(planned[patrol], np.minimum(times, until_s))
            for patrol, times in silent.items()
            if patrol in planned
        ]
    )
    delivered = dose(so_far, n_cells, n_blocks)
    open_dose = np.maximum(dose(joined([so_far, unknown]), n_cells, n_blocks) - delivered, 0.0)
    covered = coverage(asked, delivered)
    meant = coverage(asked, dose(intended, n_cells, n_blocks))
    return ActualCoverage(
        until_s,
        delivered,
        open_dose,
        covered,
        fidelity(meant, covered, asked, open_dose),
        patrolled_minutes(so_far, n_cells, n_blocks).sum(axis=1),
        absence(so_far, n_cells, (0, until_s)).longest_s,
        minutes_by_hour_of_week(so_far, n_blocks // BLOCKS_PER_DAY, first_weekday),
    )


def _until(presence: Presence, until_s: int) -> Presence:
    """What of the stays lies before a moment."""
    begun = presence.starts_s < until_s
    return Presence(
        presence.cell[begun], presence.starts_s[begun], np.minimum(presence.ends_s[begun], until_s)
    )
