"""Risk in cells and areas, and how good its estimate is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from maps.drawing.values.common import AreaLevel, Line, Word

Verdict = Literal["skill", "no-skill", "few-origins"]


@dataclass(frozen=True, slots=True)
class HotspotCell:
    """One cell of the risk lattice.

    Attributes:
        corners: Four positions, in order around the cell.
        risk_class: 1..5 over the whole week, 0 for no risk.
        expected_by_block: 84 expected incidents, by two-hour block of the week.
        area: Name of the community or grid that holds the centre, may be empty.
        low: Lower end of the interval of the week's rate.
        high: Upper end.
        hot: In a cluster (Gi*, false discoveries controlled).
        density: Incidents of the last year on a square kilometre, smoothed.
        history: 0 never hot, 1 new, 2 intensifying, 3 persistent, 4 fading.
    """

    corners: Line
    risk_class: int
    expected_by_block: tuple[float, ...]
    area: str = ""
    low: float = 0.0
    high: float = 0.0
    hot: bool = False
    density: float = 0.0
    history: int = 0


@dataclass(frozen=True, slots=True)
class RankedArea:
    """A grid or community in the table beside the hotspots.

    Attributes:
        rank: 1 for the most expected incidents of its level.
        expected_per_week: Expected incidents a week; None where suppressed.
        risk_share: Its part of the district's expected incidents, 0..1.
        area_share: Its part of the district's area, 0..1.
        busiest_blocks: Up to three blocks of the week (0..83) with the most expected incidents.
        interval: Ends of the interval of the expected incidents a week; None where suppressed.
        histories: Cells in it that are new, intensifying, persistent and fading.
        observed: What patrols observed there; None where suppressed.
    """

    code: str
    name: str
    level: AreaLevel
    rank: int
    risk_class: int
    expected_per_week: float | None
    risk_share: float
    area_share: float
    busiest_blocks: tuple[int, ...] = ()
    interval: tuple[float, float] | None = None
    histories: tuple[int, int, int, int] = (0, 0, 0, 0)
    observed: int | None = 0


@dataclass(frozen=True, slots=True)
class BacktestRow:
    """How well one method would have ranked cells, over all rolling origins.

    Attributes:
        method: Name of the method.
        hits: Later incidents inside the chosen cells.
        incidents: All later incidents in scope.
        area_share: Part of the area that was chosen, 0..1.
        pai: Prediction accuracy index, (hits / incidents) / area_share.
        pai_low: Lower end of its interval.
        pai_high: Upper end of its interval.
        origins: Number of rolling origins.
        pei: Prediction efficiency index, hits over the most hits possible; None if not known.
        in_use: True for the method that the plan uses.
    """

    method: Word
    hits: int
    incidents: int
    area_share: float
    pai: float
    pai_low: float
    pai_high: float
    origins: int
    in_use: bool = False
    pei: float | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """How much more the risk in use catches than another method, from the same origins.

    Attributes:
        rival: Name of the other method.
        area_share: Part of the area that was chosen, 0..1.
        gain: Difference of the hit rates.
        low: Lower end of its interval.
        high: Upper end.
    """

    rival: Word
    area_share: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """All that is shown of one group of categories; the first group of a page is all of them together.

    Attributes:
        code: Short name, unique on the page.
        name: Of the group.
        incidents: How many it was made from.
        cells: In the same order in all groups of a page.
        ranked: Its grids and communities.
        backtest: How well it would have done.
        verdict: Whether it forecasts better than chance.
        comparisons: With other methods.
        notes: What is wrong with its record.
    """

    code: str
    name: Word
    incidents: int
    cells: tuple[HotspotCell, ...]
    ranked: tuple[RankedArea, ...] = ()
    backtest: tuple[BacktestRow, ...] = ()
    verdict: Verdict = "few-origins"
    comparisons: tuple[ComparisonRow, ...] = ()
    notes: tuple[Word, ...] = ()
