"""The page that shows what the planned patrols cover, what they leave, and who gets how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from maps.drawing import paths
from maps.drawing.cell_parts import (
    areas_json,
    class_legend,
    corners_json,
    time_control,
    words_json,
    zoom_button,
)
from maps.drawing.html import Html, Json, both, escape, option, table
from maps.drawing.page import Drawing, Frame, draw_map_page, map_box
from maps.drawing.palette import DOSE, GAP
from maps.drawing.values import AreaShape, BaseMap, CoverageCell, Edition, EquityFlag, EquityRow, Ledger, Word
from maps.drawing.words import BLOCKS_A_DAY, amount, block_hours, day_word, expected, percent, weekday

_MILLION = 1_000_000
_TITLE = Word("What the patrols cover", "巡防覆盖情况")
_LEAD = Word(
    "Dose is how far planned visits fill a cell's need in two hours: ten minutes are a full dose. "
    "The gap is the risk that no dose meets.",
    "剂量表示计划到访在两小时内满足单元格需要的程度，十分钟为满剂量。缺口是没有剂量覆盖的风险。",
)
_GAP_WORDS = (
    Word("largest gap", "缺口最大"),
    Word("large", "大"),
    Word("medium", "中"),
    Word("small", "小"),
    Word("smallest", "最小"),
)
_DOSE_WORDS = (
    Word("full or nearly", "足量"),
    Word("more than half", "过半"),
    Word("a quarter to half", "四分之一至一半"),
    Word("up to a quarter", "不足四分之一"),
    Word("none", "无"),
)
_FLAGS: dict[EquityFlag, Word] = {
    "": Word("fair", "均衡"),
    "under": Word("▼ under 0.8 ×", "▼ 低于 0.8 倍"),
    "over": Word("▲ over 1.25 ×", "▲ 高于 1.25 倍"),
}
# The gap classes take 50 %, 25 %, 15 %, 7 % and 3 % of the cells that have a gap.
_GAP_QUANTILES = (0.0, 0.50, 0.75, 0.90, 0.97)


def draw_coverage(
    edition: Edition,
    basemap: BaseMap,
    areas: Sequence[AreaShape],
    blocks: Sequence[datetime],
    cells: Sequence[CoverageCell],
    ledger: Ledger,
    equity: Sequence[EquityRow],
) -> str:
    """Draw the coverage page; it belongs at ``paths.COVERAGE``.

    Args:
        edition: Which plan.
        basemap: Streets under the cells.
        areas: Borders; those of communities should have the codes of ``equity``.
        blocks: Local start of each two-hour block of the plan, in order.
        cells: Their tuples are as long as ``blocks``.
        ledger: Headline: risk covered of risk in all.
        equity: One row a community.
    """
    drawing = Drawing("coverage", ("cells.js", "coverage.js"), _data(areas, blocks, cells), _TITLE)
    body = Html(
        f"{_headline(ledger)}"
        f'<div class="split"><section class="map-side">{_choice()}{_time(blocks, cells)}{map_box(drawing)}'
        f'{_legends()}</section><section class="facts">{_equity(equity)}</section></div>'
    )
    return draw_map_page(Frame(edition, paths.COVERAGE, _TITLE, _LEAD), basemap, drawing, body)


def gap_limits(cells: Sequence[CoverageCell]) -> list[float]:
    """Return the least gap over the whole period of classes 1 to 5, in that order."""
    gaps = sorted(g for g in map(_gap, cells) if g > 0)
    return [gaps[int(q * len(gaps))] for q in _GAP_QUANTILES] if gaps else [0.0] * 5


def _gap(cell: CoverageCell) -> float:
    return sum(e * (1 - d) for e, d in zip(cell.expected_by_block, cell.dose_by_block, strict=True))


def _data(areas: Sequence[AreaShape], blocks: Sequence[datetime], cells: Sequence[CoverageCell]) -> Json:
    return {
        "areas": areas_json(areas),
        "corners": corners_json([c.corners for c in cells]),
        "expected": [[round(e * _MILLION) for e in c.expected_by_block] for c in cells],
        "dose": [[round(100 * d) for d in c.dose_by_block] for c in cells],
        "scale": _MILLION,
        "limits": gap_limits(cells),
        "names": [c.community for c in cells],
        "blocks": words_json(_block_names(blocks)),
        "colours": {"gap": list(GAP), "dose": list(DOSE)},
    }


def _block_names(blocks: Sequence[datetime]) -> list[Word]:
    days = [(day_word(b.date()), block_hours(b.hour // 2 % BLOCKS_A_DAY)) for b in blocks]
    return [Word(f"{day.en} {hours}", f"{day.zh} {hours}") for day, hours in days]


def _headline(ledger: Ledger) -> Html:
    share = percent(ledger.numerator / ledger.denominator) if ledger.denominator else "–"
    of = Word(
        f"{amount(ledger.numerator)} of {amount(ledger.denominator)} {ledger.unit.en}",
        f"{amount(ledger.denominator)} {ledger.unit.zh}中的 {amount(ledger.numerator)}",
    )
    details = [Html(both(of))]
    if ledger.open:
        details.append(both(Word(f"{amount(ledger.open)} open", f"{amount(ledger.open)} 待定")))
    details += [
        Html(f"{both(Word('excluded', '不计入'))}: {both(reason)} {amount(value)}")
        for reason, value in ledger.excluded
    ]
    items = "".join(f"<li>{item}</li>" for item in details)
    return Html(
        f'<div class="headline"><p class="figure">{share}</p>'
        f"<div><p>{both(ledger.label)}</p><ul>{items}</ul></div></div>"
    )


def _choice() -> Html:
    label = Word("Show", "显示")
    options = option("gap", Word("Gap: risk not covered", "缺口：未覆盖的风险"))
    options = Html(options + option("dose", Word("Planned dose", "计划剂量")))
    return Html(
        f'<p class="choice"><label for="shown">{both(label)}</label> '
        f'<select id="shown">{options}</select></p>'
    )


def _time(blocks: Sequence[datetime], cells: Sequence[CoverageCell]) -> Html:
    by_day = [(day, len(list(group))) for day, group in groupby(blocks, key=_local_day)]
    gaps = [sum(c.expected_by_block[b] * (1 - c.dose_by_block[b]) for c in cells) for b in range(len(blocks))]
    return time_control(
        Word("Two hours of the plan", "方案中的两小时"),
        Word("Whole plan", "整个方案"),
        _block_names(blocks),
        gaps,
        [(_short_day(day), count) for day, count in by_day],
    )


def _short_day(day: date) -> Word:
    name = weekday(day.weekday())
    return Word(f"{name.en} {day.day}", f"{name.zh} {day.day}日")


def _local_day(block: datetime) -> date:
    return block.date()


def _legends() -> Html:
    gap_headings = (Word("Gap a cell", "每格缺口"), Word("Cells", "格数"), Word("Share of gap", "占全部缺口"))
    dose_headings = (Word("Dose", "剂量"), Word("Cells", "格数"), Word("Share of risk", "占全部风险"))
    caption_gap = Word("Gap at the chosen time, in expected incidents", "所选时间的缺口（预计事件数）")
    caption_dose = Word("Planned dose at the chosen time", "所选时间的计划剂量")
    return Html(
        '<p id="block-ledger" class="ledger" aria-live="polite"></p>'
        + class_legend(caption_gap, gap_headings, "gap", _GAP_WORDS)
        + class_legend(caption_dose, dose_headings, "dose", _DOSE_WORDS)
    )


def _equity(rows: Sequence[EquityRow]) -> Html:
    columns = (
        Word("Community", "社区"),
        Word("Flag", "标记"),
        Word("Covered", "覆盖率"),
        Word("Expected", "预计事件"),
        Word("Patrol minutes", "巡防分钟"),
        Word("Minutes for each expected", "每件预计的分钟"),
        Word("Share of risk", "风险占比"),
        Word("Share of minutes", "分钟占比"),
    )
    ordered = sorted(rows, key=lambda r: (r.flag != "under", r.flag != "over", r.code))
    caption = Word("Who gets how much, by community", "各社区所得")
    note = Word(
        "▼: its coverage is under 0.8 × the mean of the communities. ▲: its share of minutes is "
        "over 1.25 × its share of risk.",
        "▼：覆盖率低于各社区均值的 0.8 倍。▲：分钟占比高于风险占比的 1.25 倍。",
    )
    shown = table(caption, columns, (_equity_row(r) for r in ordered), numeric=range(2, 8))
    return Html(f'{shown}<p class="note">{both(note)}</p>')


def _equity_row(row: EquityRow) -> tuple[Html, ...]:
    hidden = Html("–") if row.expected is None else None
    at_risk = row.expected is None or row.expected > 0
    each = "–" if not row.expected else expected(row.minutes / row.expected)
    return (
        zoom_button(row.code, row.name),
        Html(f'<span class="flag {row.flag or "fair"}">{both(_FLAGS[row.flag])}</span>' if at_risk else "–"),
        Html(percent(row.coverage) if at_risk else "–"),
        hidden or escape(expected(row.expected or 0.0)),
        Html(f"{row.minutes:,.0f}"),
        hidden or escape(each),
        Html(percent(row.risk_share)),
        Html(percent(row.minutes_share)),
    )
