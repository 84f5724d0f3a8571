"""Coverage to the cells and rows that the planner's pages show."""

from datetime import datetime, time, timedelta

import numpy as np

from geoapp.convert.base_map import cell_corners
from geoapp.convert.coverage import load_dose, required_blocks, risk_in_blocks
from geoapp.convert.risk_pages import names_of_cells
from geoapp.models import District, Roster
from geoapp.queries.places import Areas
from maps.analysis.cells import Lattice
from maps.analysis.coverage import coverage
from maps.analysis.equity import equity
from maps.drawing.values import CoverageCell, EquityRow, Ledger, Word

INCIDENTS = Word("expected incidents", "预期事件")


def coverage_parts(
    district: District, roster: Roster, lattice: Lattice, per_week: np.ndarray, communities: Areas
) -> tuple[list[datetime], list[CoverageCell], Ledger, list[EquityRow]]:
    """Blocks, cells, headline and equity of the coverage page; blocks without a slot are left out."""
    risk, (dose, minutes) = risk_in_blocks(roster, per_week), load_dose(roster, lattice)
    needed = np.flatnonzero(required_blocks(district, roster))
    midnight = datetime.combine(roster.starts_on, time(0))
    covered = coverage(risk[:, needed], dose[:, needed])
    ledger = Ledger(
        Word("Risk covered by planned patrols", "计划巡防覆盖的风险"),
        float(covered.covered.sum()),
        float(covered.expected.sum()),
        INCIDENTS,
        excluded=(
            (
                Word("expected at hours without a slot", "无班次时段的预期事件"),
                float(risk.sum() - covered.expected.sum()),
            ),
        ),
    )
    corners, names = cell_corners(district, lattice), names_of_cells(lattice, communities)
    cells = [
        CoverageCell(
            corners[cell], tuple(risk[cell, needed].tolist()), tuple(dose[cell, needed].tolist()), names[cell]
        )
        for cell in range(lattice.n_cells)
        if risk[cell].any() or minutes[cell]
    ]
    blocks = [midnight + timedelta(hours=2 * int(block)) for block in needed]
    return (
        blocks,
        cells,
        ledger,
        _equity_rows(lattice, communities, risk[:, needed], dose[:, needed], minutes),
    )


def _equity_rows(
    lattice: Lattice, communities: Areas, risk: np.ndarray, dose: np.ndarray, minutes: np.ndarray
) -> list[EquityRow]:
    found = equity(risk, dose, minutes[:, None], communities.locate(lattice.centres_m))
    expected = sum(row.expected for row in found.communities) or 1.0
    spent = sum(row.minutes for row in found.communities) or 1.0
    return [
        EquityRow(
            code=communities.code[row.community],
            name=communities.name[row.community],
            expected=row.expected,
            coverage=row.share if np.isfinite(row.share) else 0.0,
            minutes=row.minutes,
            risk_share=row.expected / expected,
            minutes_share=row.minutes / spent,
            flag="under" if row.under_covered else "over" if row.over_patrolled else "",
        )
        for row in found.communities
    ]
