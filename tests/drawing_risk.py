"""Risk and coverage of the made-up district, the same at every run."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import exp, hypot
from random import Random

from maps.drawing.values import (
    BacktestRow,
    ComparisonRow,
    CoverageCell,
    CoverageFacts,
    EquityRow,
    HotspotCell,
    Ledger,
    RankedArea,
    RiskGroup,
    Word,
)
from tests.drawing_district import SUBDISTRICTS, box_ring, make_areas


def _risk(x_m: float, y_m: float) -> float:
    peaks = ((2600, 1700, 1.0, 500), (5200, 3300, 0.7, 700), (1200, 4000, 0.5, 400), (6800, 900, 0.45, 450))
    return 0.01 + sum(h * exp(-(hypot(x_m - x, y_m - y) ** 2) / (2 * s * s)) for x, y, h, s in peaks)


def _profile(block: int) -> float:
    hour, day = block % 12 * 2, block // 12
    return (0.35 + exp(-((hour - 19) ** 2) / 18) + 0.6 * exp(-((hour - 7) ** 2) / 6)) * (
        1.3 if day in (4, 5) else 1
    )


def make_cells() -> tuple[HotspotCell, ...]:
    """640 cells of 250 m."""
    total = sum(_profile(b) for b in range(84))
    raw = []
    for row in range(20):
        for column in range(32):
            x, y = column * 250.0, row * 250.0
            raw.append((box_ring(x, y, x + 250, y + 250)[::4], _risk(x + 125, y + 125), column, row))
    limits = sorted(r[1] for r in raw)
    steps = [limits[int(len(limits) * q)] for q in (0.5, 0.75, 0.9, 0.97)]
    return tuple(
        HotspotCell(
            corners,
            1 + sum(risk >= s for s in steps),
            tuple(0.9 * risk * _profile(b) / total for b in range(84)),
            SUBDISTRICTS[column // 8 + row // 10 * 4].removesuffix("街道") + "社区",
        )
        for corners, risk, column, row in raw
    )


def make_ranked() -> tuple[RankedArea, ...]:
    """Forty grids and twenty communities."""
    areas = make_areas()
    rows = []
    for level, count in (("grid", 40), ("community", 20)):
        for i, area in enumerate(
            [a for a in areas if a.level == level][:: 6 if level == "grid" else 3][:count]
        ):
            share = 0.09 * 0.9**i
            expected = None if share < 0.003 else 60 * share
            times = (57, 58, 9) if i % 2 else (69, 70)
            rows.append(
                RankedArea(
                    area.code, area.name, area.level, i + 1, max(1, 5 - i // 5), expected, share, 0.004, times
                )
            )
    return tuple(rows)


def make_backtest() -> tuple[BacktestRow, ...]:
    """Four methods."""
    return (
        BacktestRow(Word("Patrolgrid risk", "本方法"), 236, 1180, 0.02, 10.0, 9.1, 10.9, 26, True),
        BacktestRow(Word("Plain counts, one year", "一年计数"), 221, 1180, 0.02, 9.36, 8.5, 10.2, 26),
        BacktestRow(Word("Last four weeks", "最近四周"), 160, 1180, 0.02, 6.78, 5.9, 7.6, 26),
        BacktestRow(Word("Every cell alike", "均匀"), 24, 1180, 0.02, 1.02, 0.7, 1.4, 26),
    )


def make_groups() -> tuple[RiskGroup, ...]:
    """All categories, and violence, of which little is known."""
    cells = tuple(
        replace(c, low=0.5 * sum(c.expected_by_block), high=2 * sum(c.expected_by_block), hot=i % 9 == 0,
                density=float(i % 40), history=i % 5)
        for i, c in enumerate(make_cells())
    )  # fmt: skip
    rivals = (
        ComparisonRow(Word("everywhere alike", "均匀分布"), 0.02, 0.18, 0.15, 0.21),
        ComparisonRow(Word("last four weeks", "最近四周"), 0.02, 0.01, -0.02, 0.03),
    )
    violence = tuple(
        replace(c, risk_class=c.risk_class if i % 3 else 0,
                expected_by_block=tuple(e / 10 if i % 3 else 0.0 for e in c.expected_by_block))
        for i, c in enumerate(cells)
    )  # fmt: skip
    note = Word("3 incidents lie at 0, 0; they are left out.", "3 起事件位于 0, 0，未计入。")
    return (
        RiskGroup("all", Word("all categories", "全部类别"), 1500, cells, make_ranked(), make_backtest(),
                  "skill", rivals),
        RiskGroup("violence", Word("violence", "暴力"), 80, violence, make_ranked()[:5], (), "no-skill", (),
                  (note,)),
    )  # fmt: skip


def make_coverage(*, delivered: bool = True) -> CoverageFacts:
    """Blocks, cells, headline and equity of the week; by Wednesday, unless nobody was sent out."""
    random = Random(5)
    blocks = tuple(datetime(2026, 11, 23) + timedelta(hours=2 * b) for b in range(84))
    cells = []
    for cell in make_cells():
        worked = [e if 3 <= b % 12 <= 11 else 0.0 for b, e in enumerate(cell.expected_by_block)]
        reach = min(1.0, cell.risk_class / 4)
        doses = [
            min(1.0, random.random() * 1.5) * reach if random.random() < reach * 0.7 else 0.0
            for _ in range(84)
        ]
        cells.append(CoverageCell(cell.corners, tuple(worked), tuple(doses), cell.area))
    all_risk = sum(sum(c.expected_by_block) for c in cells)
    covered = sum(e * d for c in cells for e, d in zip(c.expected_by_block, c.dose_by_block, strict=True))
    unit = Word("expected incidents", "件预计事件")
    night = (Word("at night, 23:00–06:00", "夜间 23:00–06:00"), 12.4)
    ledger = Ledger(Word("Risk covered by the plan", "方案覆盖的风险"), covered, all_risk, unit, (night,))
    equity = tuple(
        EquityRow(
            a.code,
            a.name,
            None if i == 7 else 2.0 + i / 5,
            0.55 - i / 60,
            300 + 40 * i,
            0.05,
            0.05 - i / 900,
            flag,
        )
        for i, a in enumerate([a for a in make_areas() if a.level == "community"][:20])
        for flag in [("under" if i > 16 else "over" if i < 2 else "")]
    )
    hours = tuple(float(10 * (hour % 24 in range(6, 23)) * (hour % 7)) for hour in range(168))
    planned = CoverageFacts(blocks, tuple(cells), (ledger,), equity, hours)
    return _with_delivered(planned) if delivered else planned


def _with_delivered(planned: CoverageFacts) -> CoverageFacts:
    """Two of three planned doses came, and of a fifth of the others nobody knows."""
    cells = tuple(
        replace(
            cell,
            actual_by_block=tuple(d if (i + b) % 3 else 0.0 for b, d in enumerate(cell.dose_by_block)),
            silent_by_block=tuple(
                0.0 if (i + b) % 3 or (i + b) % 5 else d for b, d in enumerate(cell.dose_by_block)
            ),
            alone_h=float(i % 120),
            actual_alone_h=float(i % 150),
        )
        for i, cell in enumerate(planned.cells)
    )
    unit = planned.ledgers[0].unit
    fidelity = Ledger(Word("Fidelity", "落实率"), 4.5, 6.0, unit, (), 0.5)
    equity = tuple(
        replace(row, actual=row.coverage / 2, alone_h=40.0, actual_alone_h=71.0) for row in planned.equity
    )
    return CoverageFacts(
        planned.blocks,
        cells,
        (*planned.ledgers, fidelity),
        equity,
        planned.hours,
        planned.hours[::-1],
        datetime(2026, 11, 25, 12),
    )
