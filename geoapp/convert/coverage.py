"""Routes, check-ins and tracks to presence in cells, and the dose to rows and back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd
from django.db import transaction
from django.utils import timezone

from geoapp.convert.risk import cell_places
from geoapp.convert.times import (
    BLOCKS_PER_DAY,
    blocks_of_period,
    day_slots,
    local_clock,
    local_midnight,
    share_of_blocks,
)
from geoapp.convert.tracks import load_actual
from geoapp.models import CoverageCell, CoverageReport, District, Roster
from geoapp.queries.incoming import array_texts, copy_rows
from geoapp.queries.patrols import load_route_lines
from maps.analysis.actual import ActualCoverage, PlannedCoverage, measure_actual
from maps.analysis.cells import Lattice
from maps.analysis.presence import Presence, TimedLine, presence_of_routes

# A day before stays of tracks go for good (``fieldwork.tracking.FORGET_AFTER``).
COUNTED_FOR = timedelta(days=28)


def may_be_counted(roster: Roster, now: datetime) -> bool:
    """Whether what patrols delivered can still be counted; later, counting would find the tracks gone."""
    known = CoverageReport.objects.filter(roster=roster, hours_actual__isnull=False).exists()
    return not known or (now.date() - roster.last_day) < COUNTED_FOR


def rosters_to_count(now: datetime) -> list[Roster]:
    """The published rosters that have begun and whose tracks are still there, oldest first."""
    begun = Roster.objects.filter(starts_on__lte=now.date()).exclude(status=Roster.Status.DRAFT)
    return [one for one in begun.order_by("starts_on", "pk") if (now.date() - one.last_day) < COUNTED_FOR]


def load_presence(district: District, roster: Roster, lattice: Lattice) -> Presence:
    """When the planned patrols are in which cell; seconds from the roster's first local midnight."""
    return presence_of_routes(list(_lines(district, roster).values()), lattice)


def load_presence_by_patrol(district: District, roster: Roster, lattice: Lattice) -> dict[int, Presence]:
    """The same by the patrol's row."""
    lines = _lines(district, roster)
    return {patrol: presence_of_routes([line], lattice) for patrol, line in lines.items()}


def _lines(district: District, roster: Roster) -> dict[int, TimedLine]:
    zero = datetime.combine(roster.starts_on, time(0))
    return {
        line.patrol_id: TimedLine(
            (local_clock(district, line.starts_at) - zero).total_seconds() + line.seconds, line.xy_m
        )
        for line in load_route_lines(district, roster)
    }


def measure_delivered(
    district: District, roster: Roster, lattice: Lattice, risk: np.ndarray, required: np.ndarray
) -> tuple[ActualCoverage | None, int]:
    """What the patrols of a roster's period delivered until now, and of how many something was heard.

    None before the first patrol of a published roster has set out.
    """
    now_s = int((timezone.now() - local_midnight(district, roster.starts_on)).total_seconds())
    found = load_actual(district, roster, lattice)
    if found.patrols == 0 or now_s <= 0:
        return None, 0
    planned = load_presence_by_patrol(district, roster, lattice)
    weekday = roster.starts_on.weekday()
    return measure_actual(planned, found.presence, found.silent, risk, required, now_s, weekday), found.heard


def risk_in_blocks(roster: Roster, per_week: np.ndarray) -> np.ndarray:
    """Expected incidents in each block of the roster's period, shape (n_cells, 12 × days)."""
    return per_week[:, blocks_of_period(roster.starts_on, roster.days)]


def required_blocks(district: District, roster: Roster) -> np.ndarray:
    """Which blocks have a slot in them, and so should be patrolled, shape (12 × days,)."""
    required = np.zeros(roster.days * BLOCKS_PER_DAY, dtype=bool)
    for slot in day_slots(district, roster):
        required |= share_of_blocks(roster.starts_on, roster.days, slot.starts, slot.ends) > 0
    return required


def coverage_figures(
    planned: PlannedCoverage, actual: ActualCoverage | None, heard: int
) -> dict[str, object]:
    """Both sides of each rate for the record of figures; no actual ones before anybody was sent out."""
    covered = planned.covered
    figures: dict[str, object] = {
        "risk_covered": round(covered.share, 6) if np.isfinite(covered.share) else None,
        "risk_covered_incidents": round(float(covered.covered.sum()), 3),
        "risk_expected_incidents": round(float(covered.expected.sum()), 3),
        "patrol_minutes": round(float(planned.minutes.sum())),
    }
    if actual is None:
        return figures
    return figures | {
        "actual_covered_incidents": round(actual.fidelity.actual, 6),
        "planned_covered_until_now": round(actual.fidelity.planned, 6),
        "no_signal_incidents": round(actual.fidelity.no_signal, 6),
        "expected_until_now": round(float(actual.covered.expected.sum()), 6),
        "patrols_heard": heard,
        "actual_until_s": actual.until_s,
    }


@transaction.atomic
def save_coverage(
    district: District,
    roster: Roster,
    lattice: Lattice,
    planned: PlannedCoverage,
    actual: ActualCoverage | None,
    heard: int,
) -> None:
    """Save what was measured of each cell and of the whole; replaces what was measured earlier.

    Args:
        actual: None where nobody was sent out yet.
        heard: Patrols of which something was heard.
    """
    roster.coverage.all().delete()
    place = cell_places(lattice)
    cells = pd.DataFrame(
        {
            "roster_id": roster.pk,
            "cell_x": place[:, 0],
            "cell_y": place[:, 1],
            "dose": array_texts(np.round(planned.dose, 4)),
            "minutes": planned.minutes,
            "alone_s": planned.alone_s,
            "actual": None if actual is None else array_texts(np.round(actual.dose, 4)),
            "silent": None if actual is None else array_texts(np.round(actual.silent, 4)),
            "actual_minutes": None if actual is None else actual.minutes,
            "actual_alone_s": None if actual is None else actual.alone_s,
        }
    )
    copy_rows(CoverageCell._meta.db_table, cells)
    until_s = 0 if actual is None else actual.until_s
    CoverageReport.objects.update_or_create(
        roster=roster,
        defaults={
            "hours_planned": planned.hours.ravel().tolist(),
            "hours_actual": None if actual is None else actual.hours.ravel().tolist(),
            "teams_heard": heard,
            "until": None
            if actual is None
            else local_midnight(district, roster.starts_on) + timedelta(seconds=until_s),
        },
    )


@dataclass(frozen=True, eq=False)
class SavedCoverage:
    """What was measured of each cell; the actual side is None before anybody was sent out.

    Attributes:
        dose: Planned, shape (n_cells, 12 × days).
        minutes: Planned, shape (n_cells,).
        alone_s: Longest time without a planned patrol, shape (n_cells,).
        actual: Delivered, shape as ``dose``.
        silent: Planned for times without signal, above the delivered, same shape.
        actual_minutes: Shape (n_cells,).
        actual_alone_s: Shape (n_cells,).
    """

    dose: np.ndarray
    minutes: np.ndarray
    alone_s: np.ndarray
    actual: np.ndarray | None = None
    silent: np.ndarray | None = None
    actual_minutes: np.ndarray | None = None
    actual_alone_s: np.ndarray | None = None


def load_coverage(roster: Roster, lattice: Lattice) -> SavedCoverage:
    """The saved coverage by cell of the lattice; a cell that was not measured was not patrolled."""
    row_of = {(x, y): row for row, (x, y) in enumerate(cell_places(lattice).tolist())}
    n_cells, n_blocks = lattice.n_cells, roster.days * BLOCKS_PER_DAY
    doses = np.zeros((3, n_cells, n_blocks))
    facts = np.zeros((4, n_cells))
    known = False
    fields = ("dose", "actual", "silent", "minutes", "alone_s", "actual_minutes", "actual_alone_s")
    for x, y, planned, actual, silent, *values in roster.coverage.values_list("cell_x", "cell_y", *fields):
        if (row := row_of.get((x, y))) is None:
            continue
        doses[0, row] = planned
        facts[:, row] = [value or 0 for value in values]
        if actual is not None:
            known = True
            doses[1, row], doses[2, row] = actual, silent
    if not known:
        return SavedCoverage(doses[0], facts[0], facts[1])
    return SavedCoverage(doses[0], facts[0], facts[1], doses[1], doses[2], facts[2], facts[3])
