"""Risk and coverage to the rows and cells that the planner's pages show."""

from datetime import datetime, time, timedelta

import numpy as np

from geoapp.convert.base_map import cell_corners, shares_of_cells
from geoapp.convert.coverage import load_dose, required_blocks, risk_in_blocks
from geoapp.models import District, RiskSurface, Roster
from geoapp.queries.places import Areas
from geoapp.words import BACKTEST_METHODS
from maps.analysis.cells import Lattice
from maps.analysis.classes import risk_classes
from maps.analysis.coverage import coverage
from maps.analysis.equity import equity
from maps.drawing.values import (
    AreaLevel,
    BacktestRow,
    CoverageCell,
    EquityRow,
    HotspotCell,
    Ledger,
    RankedArea,
    Word,
)

# Below this many incidents behind a figure, planners see none (DESIGN: small counts are suppressed).
LEAST_COUNT = 5
INCIDENTS = Word("expected incidents", "预期事件")


def hotspot_cells(
    district: District, lattice: Lattice, per_week: np.ndarray, communities: Areas
) -> list[HotspotCell]:
    """The cells with any risk."""
    classes = risk_classes(per_week.sum(axis=1)).cell_class
    corners = cell_corners(district, lattice)
    names = names_of_cells(lattice, communities)
    return [
        HotspotCell(corners[cell], int(classes[cell]), tuple(per_week[cell].tolist()), names[cell])
        for cell in np.flatnonzero(classes > 0)
    ]


def names_of_cells(lattice: Lattice, areas: Areas) -> list[str]:
    """Name of the area that holds each cell's centre, or an empty text."""
    return [areas.name[row] if row >= 0 else "" for row in areas.locate(lattice.centres_m)]


def ranked_areas(
    level: AreaLevel, areas: Areas, lattice: Lattice, per_week: np.ndarray, counts: np.ndarray
) -> list[RankedArea]:
    """The areas of a level by falling risk.

    Args:
        per_week: Expected incidents, shape (n_cells, 84).
        counts: Incidents behind them, shape (n_cells,); few of them suppress the figure.
    """
    shares = shares_of_cells(areas, lattice)
    risk, behind, size = shares @ per_week, shares @ counts, shares.sum(axis=1)
    total = risk.sum(axis=1)
    classes = risk_classes(total).cell_class
    order = np.argsort(-total, kind="stable")
    return [
        RankedArea(
            code=areas.code[row],
            name=areas.name[row],
            level=level,
            rank=rank,
            risk_class=max(1, int(classes[row])),
            expected_per_week=float(total[row]) if behind[row] >= LEAST_COUNT else None,
            risk_share=float(total[row] / total.sum()) if total.sum() else 0.0,
            area_share=float(size[row] / size.sum()) if size.sum() else 0.0,
            busiest_blocks=tuple(np.argsort(-risk[row], kind="stable")[:3].tolist()) if total[row] else (),
        )
        for rank, row in enumerate(order, start=1)
    ]


def backtest_rows(surface: RiskSurface) -> list[BacktestRow]:
    """How each method would have done; methods without later incidents to judge by are left out."""
    return [
        BacktestRow(
            method=BACKTEST_METHODS[score["method"]],
            hits=round(score["hits"]),
            incidents=round(score["incidents"]),
            area_share=score["area_share"],
            pai=score["pai"],
            pai_low=score["lo"] / score["hit_rate"] * score["pai"] if score["hit_rate"] else 0.0,
            pai_high=score["hi"] / score["hit_rate"] * score["pai"] if score["hit_rate"] else 0.0,
            origins=surface.backtest["origins"],
            in_use=score["method"] == "default",
        )
        for score in surface.backtest["scores"]
        if score["pai"] is not None
    ]


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
