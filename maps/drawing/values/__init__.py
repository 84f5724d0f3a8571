"""The values that pages and sheets are drawn from; the pipeline fills them from database rows.

Conventions, the same for every class here:

- A position is ``(lon, lat)`` in WGS 84 degrees; a line or ring is a tuple of positions. Rings need
  not repeat their first point. Nothing here is a numpy array.
- Every sentence or term that a reader sees is a ``Word(en, zh)``; proper names (people, posts, teams, areas)
  are plain ``str`` and are shown as they are in both languages.
- Times are **local** ``datetime`` (aware or not, only their wall clock is shown); days are local ``date``.
- A block is two hours: 84 a week, Monday 00:00 first. Plan blocks are those of the plan's own days.
- Shares and rates are 0..1, risk classes 1 (least) to 5 (most), lengths metres, durations as named.
- Nothing is looked up or recomputed: what is suppressed or hidden from a reader must already be left out.

What is needed for which output (see the functions of the same names):

- every page: ``Edition``, and for maps ``BaseMap``
- ``index.html``: ``PlanSummary``, ``UnfilledRow``, ``UnmetVisitRow``, ``RouteLine``, ``SheetFile``
- ``hotspots.html``: ``AreaShape``, ``RiskGroup`` (``HotspotCell``, ``RankedArea``, ``BacktestRow``)
- ``coverage.html``: ``AreaShape``, ``CoverageFacts``
- ``routes.html``: ``AreaShape``, ``RouteLine``
- ``patrols/<code>.html`` and the printed sheets: ``PatrolSheet``
"""

from maps.drawing.values.common import (
    AreaLevel,
    AreaShape,
    BaseMap,
    Bounds,
    Edition,
    Line,
    LonLat,
    Street,
    Word,
)
from maps.drawing.values.coverage import CoverageCell, CoverageFacts, EquityFlag, EquityRow, Ledger
from maps.drawing.values.patrols import (
    PatrolSheet,
    Person,
    PlanSummary,
    RouteLine,
    SheetFile,
    StepTime,
    Stop,
    StopKind,
    SummaryRow,
    UnfilledRow,
    UnmetVisitRow,
)
from maps.drawing.values.risk import (
    BacktestRow,
    ComparisonRow,
    HotspotCell,
    RankedArea,
    RiskGroup,
    Verdict,
)

__all__ = [
    "AreaLevel",
    "AreaShape",
    "BacktestRow",
    "BaseMap",
    "Bounds",
    "ComparisonRow",
    "CoverageCell",
    "CoverageFacts",
    "Edition",
    "EquityFlag",
    "EquityRow",
    "HotspotCell",
    "Ledger",
    "Line",
    "LonLat",
    "PatrolSheet",
    "Person",
    "PlanSummary",
    "RankedArea",
    "RiskGroup",
    "RouteLine",
    "SheetFile",
    "StepTime",
    "Stop",
    "StopKind",
    "Street",
    "SummaryRow",
    "UnfilledRow",
    "UnmetVisitRow",
    "Verdict",
    "Word",
]
