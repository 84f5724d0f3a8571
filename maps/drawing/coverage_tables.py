"""The tables beside the coverage map: who gets how much, and at which hours of the week."""

from __future__ import annotations

from collections.abc import Sequence

from maps.drawing.cell_parts import zoom_button
from maps.drawing.html import Html, both, table
from maps.drawing.values import CoverageFacts, EquityFlag, EquityRow, Word
from maps.drawing.words import expected, percent, weekday

_FLAGS: dict[EquityFlag, Word] = {
    "": Word("fair", "均衡"),
    "under": Word("▼ under 0.8 ×", "▼ 低于 0.8 倍"),
    "over": Word("▲ over 1.25 ×", "▲ 高于 1.25 倍"),
}
HOURS_A_DAY = 24


def equity_table(rows: Sequence[EquityRow]) -> Html:
    """Draw coverage and patrol time by community, the ones left behind first."""
    known = any(row.actual is not None for row in rows)
    columns = (
        Word("Community", "社区"),
        Word("Flag", "标记"),
        Word("Covered by plan", "计划覆盖率"),
        *((Word("Covered in fact", "实际覆盖率"),) if known else ()),
        Word("Expected", "预计事件"),
        Word("Patrol minutes", "巡防分钟"),
        Word("Minutes for each expected", "每件预计的分钟"),
        Word("Share of risk", "风险占比"),
        Word("Share of minutes", "分钟占比"),
        Word("Longest without a patrol, hours", "最长无巡防小时"),
        *((Word("In fact, until now", "实际（至今）"),) if known else ()),
    )
    ordered = sorted(rows, key=lambda r: (r.flag != "under", r.flag != "over", r.code))
    caption = Word("Who gets how much, by community", "各社区所得")
    note = Word(
        "▼: its coverage is under 0.8 × the mean of the communities. ▲: its share of minutes is "
        "over 1.25 × its share of risk. The longest time is that of the cell which waits longest.",
        "▼：覆盖率低于各社区均值的 0.8 倍。▲：分钟占比高于风险占比的 1.25 倍。最长时间指等待最久的单元格。",
    )
    shown = table(caption, columns, (_equity_row(r, known) for r in ordered), numeric=range(2, len(columns)))
    return Html(f'{shown}<p class="note">{both(note)}</p>')


def _equity_row(row: EquityRow, known: bool) -> tuple[Html, ...]:
    nothing = Html("–")
    at_risk = row.expected is None or row.expected > 0
    flag = Html(f'<span class="flag {row.flag or "fair"}">{both(_FLAGS[row.flag])}</span>')
    each = nothing if not row.expected else Html(expected(row.minutes / row.expected))
    actual = nothing if row.actual is None else Html(percent(row.actual))
    alone = nothing if row.actual_alone_h is None else Html(f"{row.actual_alone_h:.0f}")
    return (
        zoom_button(row.code, row.name),
        flag if at_risk else nothing,
        Html(percent(row.coverage)) if at_risk else nothing,
        *((actual,) if known else ()),
        nothing if row.expected is None else Html(expected(row.expected)),
        Html(f"{row.minutes:,.0f}"),
        each,
        Html(percent(row.risk_share)),
        Html(percent(row.minutes_share)),
        Html(f"{row.alone_h:.0f}"),
        *((alone,) if known else ()),
    )


def hour_tables(facts: CoverageFacts) -> Html:
    """Draw the minutes of all teams in each hour of the week, by plan and in fact."""
    planned = Word("Planned team minutes by hour of the week", "每周各小时的计划巡防分钟（各队合计）")
    actual = Word("Team minutes in fact by hour of the week", "每周各小时的实际巡防分钟（至今）")
    return Html(_hours(planned, facts.hours) + _hours(actual, facts.actual_hours))


def _hours(caption: Word, minutes: Sequence[float]) -> Html:
    if not minutes:
        return Html("")
    used = [hour for hour in range(HOURS_A_DAY) if any(minutes[hour::HOURS_A_DAY])]
    if not used:
        return Html(f'<p class="note">{both(caption)}: 0</p>')
    hours = range(used[0], used[-1] + 1)
    most = max(minutes)
    rows = (
        (both(weekday(day)), *(_hour(minutes[day * HOURS_A_DAY + hour], most) for hour in hours))
        for day in range(7)
    )
    columns = (Word("Day", "日"), *(Word(f"{hour}", f"{hour}") for hour in hours))
    return table(caption, columns, rows, numeric=range(1, 1 + len(hours)))


def _hour(minutes: float, most: float) -> Html:
    shade = 0 if minutes <= 0 else 1 + min(4, int(5 * minutes / most))
    return Html(f'<span class="hour dose-{shade}">{minutes:,.0f}</span>')
