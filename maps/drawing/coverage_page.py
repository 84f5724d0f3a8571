"""The page that shows what the planned patrols cover, what they leave, and who gets how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from maps.drawing import paths
from maps.drawing.cell_parts import areas_json, class_legend, corners_json, time_control, words_json
from maps.drawing.coverage_tables import equity_table, hour_tables
from maps.drawing.html import Html, Json, both, option
from maps.drawing.page import Drawing, Frame, draw_map_page, map_box
from maps.drawing.palette import DOSE, GAP, STATE, STATE_SIGNS
from maps.drawing.values import AreaShape, BaseMap, CoverageCell, CoverageFacts, Edition, Ledger, Word
from maps.drawing.words import BLOCKS_A_DAY, amount, block_hours, day_word, percent, weekday

_MILLION = 1_000_000
COVERAGE_TITLE = Word("What the patrols cover", "巡防覆盖情况")
COVERAGE_LEAD = Word(
    "Dose is how far visits fill a cell's need in two hours: ten minutes are a full dose. "
    "The gap is the risk that no dose meets.",
    "剂量表示到访在两小时内满足单元格需要的程度，十分钟为满剂量。缺口是没有剂量覆盖的风险。",
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
_STATE_WORDS = (
    Word("planned and not done", "计划而未到"),
    Word("no signal: nobody knows", "无信号：情况不明"),
    Word("done", "已到"),
)
_ALONE_WORDS = (
    Word("longest", "最久"),
    Word("long", "久"),
    Word("medium", "中"),
    Word("short", "短"),
    Word("shortest", "最短"),
)
# What the map can show, and whether that needs reports from the street.
_LAYERS = (
    ("gap", Word("Gap: risk not covered by the plan", "缺口：计划未覆盖的风险"), False),
    ("dose", Word("Planned dose", "计划剂量"), False),
    ("actual-gap", Word("Gap in fact: risk not covered until now", "实际缺口：至今未覆盖的风险"), True),
    ("actual", Word("Delivered dose (check-ins and tracks)", "实际剂量（签到和轨迹）"), True),
    ("state", Word("Done, not done, no signal", "已到、未到、无信号"), True),
    ("alone", Word("Longest time without a planned patrol", "计划中最长无巡防时间"), False),
    ("alone-actual", Word("Longest time without a patrol in fact", "实际最长无巡防时间"), True),
)
# The gap classes take 50 %, 25 %, 15 %, 7 % and 3 % of the cells that have a gap.
_GAP_QUANTILES = (0.0, 0.50, 0.75, 0.90, 0.97)


def draw_coverage(
    edition: Edition, basemap: BaseMap, areas: Sequence[AreaShape], facts: CoverageFacts
) -> str:
    """Draw the coverage page; it belongs at ``paths.COVERAGE``.

    Args:
        edition: Which plan.
        basemap: Streets under the cells.
        areas: Borders; those of communities should have the codes of ``facts.equity``.
        facts: What is covered, by plan and in fact.
    """
    drawing, body = coverage_parts(areas, facts)
    return draw_map_page(
        Frame(edition, paths.COVERAGE, COVERAGE_TITLE, COVERAGE_LEAD), basemap, drawing, body
    )


def coverage_parts(areas: Sequence[AreaShape], facts: CoverageFacts) -> tuple[Drawing, Html]:
    """Return the map and the body of the page, for a frame of any kind; see ``draw_coverage``."""
    drawing = Drawing("coverage", ("cells.js", "coverage.js"), _data(areas, facts), COVERAGE_TITLE)
    ledgers = "".join(_headline(ledger) for ledger in facts.ledgers)
    body = Html(
        f'<div class="headlines">{ledgers}</div>'
        f'<div class="split"><section class="map-side">{_choice(facts)}{_time(facts.blocks, facts.cells)}'
        f'{map_box(drawing)}{_legends()}</section><section class="facts">{equity_table(facts.equity)}'
        f"{hour_tables(facts)}</section></div>"
    )
    return drawing, body


def gap_limits(cells: Sequence[CoverageCell]) -> list[float]:
    """Return the least gap over the whole period of classes 1 to 5, in that order."""
    gaps = sorted(g for g in map(_gap, cells) if g > 0)
    return [gaps[int(q * len(gaps))] for q in _GAP_QUANTILES] if gaps else [0.0] * 5


def _gap(cell: CoverageCell) -> float:
    return sum(e * (1 - d) for e, d in zip(cell.expected_by_block, cell.dose_by_block, strict=True))


def _data(areas: Sequence[AreaShape], facts: CoverageFacts) -> Json:
    cells = facts.cells
    return {
        "areas": areas_json(areas),
        "corners": corners_json([c.corners for c in cells]),
        "expected": [[round(e * _MILLION) for e in c.expected_by_block] for c in cells],
        "dose": [_hundredths(c.dose_by_block) for c in cells],
        "actual": [_hundredths(c.actual_by_block) for c in cells],
        "silent": [_hundredths(c.silent_by_block) for c in cells],
        "alone": [round(c.alone_h) for c in cells],
        "aloneActual": [-1 if c.actual_alone_h is None else round(c.actual_alone_h) for c in cells],
        "scale": _MILLION,
        "limits": gap_limits(cells),
        "names": [c.community for c in cells],
        "blocks": words_json(_block_names(facts.blocks)),
        "colours": {
            "gap": list(GAP),
            "dose": list(DOSE),
            "state": list(STATE),
            "alone": list(GAP),
        },
        "signs": list(STATE_SIGNS),
    }


def _hundredths(doses: Sequence[float]) -> list[int]:
    return [round(100 * dose) for dose in doses]


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


def _choice(facts: CoverageFacts) -> Html:
    known = any(c.actual_by_block for c in facts.cells)
    options = "".join(option(code, word) for code, word, actual in _LAYERS if known or not actual)
    return Html(
        f'<p class="choice"><label for="shown">{both(Word("Show", "显示"))}</label> '
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
    cells = Word("Cells", "格数")
    gap = class_legend(
        Word("Gap at the chosen time, in expected incidents", "所选时间的缺口（预计事件数）"),
        (Word("Gap a cell", "每格缺口"), cells, Word("Share of gap", "占全部缺口")),
        "gap",
        _GAP_WORDS,
    )
    share = Word("Share of risk", "占全部风险")
    dose = class_legend(
        Word("Dose at the chosen time", "所选时间的剂量"),
        (Word("Dose", "剂量"), cells, share),
        "dose",
        _DOSE_WORDS,
    )
    state = class_legend(
        Word("What became of the plan at the chosen time", "所选时间计划的落实情况"),
        (Word("Known", "依据"), cells, share),
        "state",
        _STATE_WORDS,
        STATE_SIGNS[::-1],
    )
    alone = class_legend(
        Word("Longest time without a patrol in the whole period", "全期最长无巡防时间"),
        (Word("Hours", "小时"), cells, share),
        "alone",
        _ALONE_WORDS,
    )
    return Html(f'<p id="block-ledger" class="ledger" aria-live="polite"></p>{gap}{dose}{state}{alone}')
