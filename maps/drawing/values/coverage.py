"""What patrols cover, by plan and in fact, and how it is shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from maps.drawing.values.common import Line, Word

EquityFlag = Literal["", "under", "over"]


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One cell with its risk and dose; the tuples follow the page's ``blocks``.

    Attributes:
        corners: Four positions, in order around the cell.
        expected_by_block: Expected incidents by plan block; 0 where cover is not required.
        dose_by_block: Planned dose by plan block, 0..1. The gap is expected x (1 - dose).
        community: Name of its community, may be empty.
        actual_by_block: Delivered dose by plan block, 0..1; empty before anybody was sent out.
        silent_by_block: Dose planned for times without signal, above the delivered; nobody knows of it.
        alone_h: Longest time without a planned patrol, hours.
        actual_alone_h: The same in fact, until now; None before anybody was sent out.
    """

    corners: Line
    expected_by_block: tuple[float, ...]
    dose_by_block: tuple[float, ...]
    community: str = ""
    actual_by_block: tuple[float, ...] = ()
    silent_by_block: tuple[float, ...] = ()
    alone_h: float = 0.0
    actual_alone_h: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A rate with what it is made of.

    Attributes:
        label: What is counted.
        numerator: Counted for.
        denominator: Counted in all.
        excluded: Reasons and amounts that are in neither number.
        open: Amount in the denominator of which the outcome is not known yet.
        unit: Unit of the amounts.
    """

    label: Word
    numerator: float
    denominator: float
    unit: Word
    excluded: tuple[tuple[Word, float], ...] = ()
    open: float = 0.0


@dataclass(frozen=True, slots=True)
class EquityRow:
    """One community's part of risk and patrols.

    Attributes:
        expected: Expected incidents in required cells and blocks; None where suppressed.
        coverage: Risk-weighted planned coverage, 0..1.
        minutes: Planned patrol minutes.
        risk_share: Its part of the district's risk, 0..1.
        minutes_share: Its part of the district's patrol minutes, 0..1.
        flag: "under" below 0.8 x, "over" above 1.25 x its fair part, else empty.
        actual: Risk-weighted delivered coverage until now; None before anybody was sent out.
        alone_h: Longest time that one of its cells is without a planned patrol, hours.
        actual_alone_h: The same in fact, until now.
    """

    code: str
    name: str
    expected: float | None
    coverage: float
    minutes: float
    risk_share: float
    minutes_share: float
    flag: EquityFlag = ""
    actual: float | None = None
    alone_h: float = 0.0
    actual_alone_h: float | None = None


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """All that the page of a plan's coverage shows.

    Attributes:
        blocks: Local start of each two-hour block of the plan that should be patrolled, in order.
        cells: Their tuples are as long as ``blocks``.
        ledgers: Risk covered of risk in all: by plan, and what was delivered of it.
        equity: One row a community.
        hours: Planned team minutes in the 168 hours of the week, Monday 00:00 first.
        actual_hours: The same in fact; empty before anybody was sent out.
        until: Local time up to which the delivered was counted.
    """

    blocks: tuple[datetime, ...]
    cells: tuple[CoverageCell, ...]
    ledgers: tuple[Ledger, ...]
    equity: tuple[EquityRow, ...]
    hours: tuple[float, ...] = ()
    actual_hours: tuple[float, ...] = ()
    until: datetime | None = None
