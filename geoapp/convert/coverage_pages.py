"""Coverage to the cells and rows that the planner's pages show."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np

from geoapp.convert.base_map import cell_corners
from geoapp.convert.coverage import SavedCoverage, load_coverage, required_blocks, risk_in_blocks
from geoapp.convert.risk_pages import names_of_cells
from geoapp.convert.times import local_clock
from geoapp.models import District, Roster
from geoapp.queries.places import Areas
from maps.analysis.cells import Lattice
from maps.analysis.coverage import coverage
from maps.analysis.equity import equity
from maps.analysis.week import BLOCK_S
from maps.drawing.values import CoverageCell, CoverageFacts, EquityRow, Ledger, Word

INCIDENTS = Word("expected incidents", "预期事件")
HOUR_S = 3600


def coverage_facts(
    district: District, roster: Roster, lattice: Lattice, per_week: np.ndarray, communities: Areas
) -> CoverageFacts:
    """Everything on the coverage page; blocks without a slot are left out.

    Args:
        per_week: Expected incidents, shape (n_cells, 84).
    """
    risk, saved = risk_in_blocks(roster, per_week), load_coverage(roster, lattice)
    needed = np.flatnonzero(required_blocks(district, roster))
    past = needed[needed < roster.figures.get("actual_until_s", 0) // BLOCK_S]
    midnight = datetime.combine(roster.starts_on, time(0))
    report = getattr(roster, "coverage_report", None)
    until = local_clock(district, report.until) if report and report.until else None
    return CoverageFacts(
        blocks=tuple(midnight + timedelta(hours=2 * int(block)) for block in needed),
        cells=tuple(_cells(district, lattice, names_of_cells(lattice, communities), risk, saved, needed)),
        ledgers=(_planned_ledger(risk, saved, needed), *_delivered_ledgers(roster, until)),
        equity=tuple(_equity_rows(lattice, communities, risk, saved, needed, past)),
        hours=tuple(report.hours_planned) if report else (),
        actual_hours=tuple(report.hours_actual or ()) if report else (),
        until=until,
    )


def _cells(
    district: District,
    lattice: Lattice,
    names: list[str],
    risk: np.ndarray,
    saved: SavedCoverage,
    needed: np.ndarray,
) -> list[CoverageCell]:
    corners = cell_corners(district, lattice)
    walked = saved.minutes if saved.actual_minutes is None else saved.minutes + saved.actual_minutes
    shown = np.flatnonzero(risk.any(axis=1) | (walked > 0))
    cells = [
        CoverageCell(
            corners[cell],
            tuple(risk[cell, needed].tolist()),
            tuple(saved.dose[cell, needed].tolist()),
            names[cell],
            alone_h=float(saved.alone_s[cell]) / HOUR_S,
        )
        for cell in shown.tolist()
    ]
    if saved.actual is None or saved.silent is None or saved.actual_alone_s is None:
        return cells
    return [
        replace(
            one,
            actual_by_block=tuple(saved.actual[cell, needed].tolist()),
            silent_by_block=tuple(saved.silent[cell, needed].tolist()),
            actual_alone_h=float(saved.actual_alone_s[cell]) / HOUR_S,
        )
        for one, cell in zip(cells, shown.tolist(), strict=True)
    ]


def _planned_ledger(risk: np.ndarray, saved: SavedCoverage, needed: np.ndarray) -> Ledger:
    covered = coverage(risk[:, needed], saved.dose[:, needed])
    without_slot = float(risk.sum() - covered.expected.sum())
    return Ledger(
        Word("Risk covered by planned patrols", "计划巡防覆盖的风险"),
        float(covered.covered.sum()),
        float(covered.expected.sum()),
        INCIDENTS,
        excluded=((Word("expected at hours without a slot", "无班次时段的预期事件"), without_slot),),
    )


def _delivered_ledgers(roster: Roster, until: datetime | None) -> list[Ledger]:
    """What was delivered until now, of the risk and of the plan; none before anybody was sent out."""
    figures = roster.figures
    if until is None or "actual_covered_incidents" not in figures:
        return []
    actual, unknown = figures["actual_covered_incidents"], figures["no_signal_incidents"]
    when = f"{until:%Y-%m-%d %H:%M}"
    return [
        Ledger(
            Word(f"Risk covered in fact until {when}", f"截至 {when} 实际覆盖的风险"),
            actual,
            figures["expected_until_now"],
            INCIDENTS,
        ),
        Ledger(
            Word(
                "Fidelity: covered in fact of what was planned until then", "落实率：实际覆盖与同期计划之比"
            ),
            actual,
            figures["planned_covered_until_now"],
            INCIDENTS,
            open=unknown,
        ),
    ]


def _equity_rows(
    lattice: Lattice,
    communities: Areas,
    risk: np.ndarray,
    saved: SavedCoverage,
    needed: np.ndarray,
    past: np.ndarray,
) -> list[EquityRow]:
    """Both sides by community; the plan counts in all required blocks, the delivered in the past of them."""
    community = communities.locate(lattice.centres_m)
    found = equity(risk[:, needed], saved.dose[:, needed], saved.minutes[:, None], community)
    expected = sum(row.expected for row in found.communities) or 1.0
    spent = sum(row.minutes for row in found.communities) or 1.0
    actual = _actual_shares(risk, saved, past, community)
    waits = risk.any(axis=1)
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
            actual=actual.get(row.community),
            alone_h=_longest_h(saved.alone_s, (community == row.community) & waits) or 0.0,
            actual_alone_h=_longest_h(saved.actual_alone_s, (community == row.community) & waits),
        )
        for row in found.communities
    ]


def _actual_shares(
    risk: np.ndarray, saved: SavedCoverage, past: np.ndarray, community: np.ndarray
) -> dict[int, float]:
    """Delivered coverage of the past blocks by row of the community."""
    if saved.actual is None or not len(past):
        return {}
    found = equity(risk[:, past], saved.actual[:, past], np.zeros((len(risk), 1)), community)
    return {row.community: row.share for row in found.communities if np.isfinite(row.share)}


def _longest_h(alone_s: np.ndarray | None, cells: np.ndarray) -> float | None:
    if alone_s is None:
        return None
    return float(alone_s[cells].max(initial=0)) / HOUR_S
