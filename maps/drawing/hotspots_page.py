"""The page that shows where and when incidents are expected, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from maps.drawing import paths
from maps.drawing.cell_parts import (
    areas_json,
    class_legend,
    corners_json,
    time_control,
    words_json,
    zoom_button,
)
from maps.drawing.html import Html, Json, both, escape, join, table
from maps.drawing.page import Drawing, Frame, draw_map_page, map_box
from maps.drawing.palette import RISK
from maps.drawing.values import (
    AreaLevel,
    AreaShape,
    BacktestRow,
    BaseMap,
    Edition,
    HotspotCell,
    RankedArea,
    Word,
)
from maps.drawing.words import (
    BLOCKS_A_DAY,
    BLOCKS_A_WEEK,
    block_word,
    expected,
    percent,
    short_block_word,
    weekday,
)

# A cell expects a few ten-thousandths of an incident in two hours; whole millionths are short to write.
_MILLION = 1_000_000
_TITLE = Word("Where and when incidents are expected", "预计事件的地点和时间")
_LEAD = Word(
    "Cells of equal size, in five classes of risk. A class says how much is expected there, not that "
    "something will happen.",
    "等大的单元格，分五个风险等级。等级表示预计的多少，并不表示一定会发生。",
)
_CLASS_WORDS = (
    Word("highest", "最高"),
    Word("high", "高"),
    Word("medium", "中"),
    Word("low", "低"),
    Word("lowest", "最低"),
)
_NO_RISK = Word(
    "No incident is on record, so all cells and hours count alike, and nothing is drawn.",
    "暂无事件记录：所有单元格和时段同等看待，图上不作标示。",
)
_SUPPRESSED = Word("too few to show", "数量过少，不显示")


def draw_hotspots(
    edition: Edition,
    basemap: BaseMap,
    areas: Sequence[AreaShape],
    cells: Sequence[HotspotCell],
    ranked: Sequence[RankedArea],
    backtest: Sequence[BacktestRow],
) -> str:
    """Draw the hotspots page; it belongs at ``paths.HOTSPOTS``."""
    drawing = Drawing("hotspots", ("cells.js", "hotspots.js"), _data(areas, cells), _TITLE)
    nothing = "" if cells else f'<p class="banner">{both(_NO_RISK)}</p>'
    body = Html(
        f'{nothing}<div class="split">'
        f'<section class="map-side">{_time(cells)}{map_box(drawing)}{_legend()}</section>'
        f'<section class="facts">{_ranking(ranked, "grid")}{_ranking(ranked, "community")}'
        f"{_backtest(backtest)}</section></div>"
    )
    return draw_map_page(Frame(edition, paths.HOTSPOTS, _TITLE, _LEAD), basemap, drawing, body)


def class_limits(cells: Sequence[HotspotCell]) -> list[float]:
    """Return the least expected incidents a week of classes 1 to 5; an empty class takes the next one's."""
    limits = [inf] * 5
    for cell in cells:
        limits[cell.risk_class - 1] = min(limits[cell.risk_class - 1], sum(cell.expected_by_block))
    for i in (3, 2, 1, 0):
        limits[i] = min(limits[i], limits[i + 1])
    return [limit if limit < inf else 0.0 for limit in limits]


def _data(areas: Sequence[AreaShape], cells: Sequence[HotspotCell]) -> Json:
    return {
        "areas": areas_json(areas),
        "corners": corners_json([c.corners for c in cells]),
        "classes": [c.risk_class for c in cells],
        "expected": [[round(e * _MILLION) for e in c.expected_by_block] for c in cells],
        "scale": _MILLION,
        "limits": class_limits(cells),
        "names": [c.area for c in cells],
        "blocks": words_json([block_word(b) for b in range(BLOCKS_A_WEEK)]),
        "colours": list(RISK),
    }


def _time(cells: Sequence[HotspotCell]) -> Html:
    totals = [sum(c.expected_by_block[b] for c in cells) for b in range(BLOCKS_A_WEEK)]
    return time_control(
        Word("Two hours of the week", "一周中的两小时"),
        Word("Whole week", "整周"),
        [block_word(b) for b in range(BLOCKS_A_WEEK)],
        totals,
        [(weekday(d), BLOCKS_A_DAY) for d in range(7)],
    )


def _legend() -> Html:
    headings = (
        Word("Expected a cell", "每格预计"),
        Word("Cells", "格数"),
        Word("Share of all", "占全部"),
    )
    note = Word(
        "For two hours, a class begins at 1/84 of its limit for the week: average hours look like the week, "
        "a quiet night is paler. Where cells are small, a stroke means class 4 and a cross class 5.",
        "选择两小时时，等级界限为全周界限的 1/84：平均时段与全周相同，安静的夜间颜色较浅。"
        "格子较小时，斜线为 4 级，叉为 5 级。",
    )
    caption = Word("Classes of risk at the chosen time", "所选时间的风险等级")
    return Html(f'{class_legend(caption, headings, "risk", _CLASS_WORDS)}<p class="note">{both(note)}</p>')


def _ranking(ranked: Sequence[RankedArea], level: AreaLevel) -> Html:
    rows = sorted((r for r in ranked if r.level == level), key=lambda r: (r.rank, r.code))
    if not rows:
        return Html("")
    grid = level == "grid"
    caption = Word("Grids by expected incidents", "网格排名") if grid else Word("Communities", "社区排名")
    columns = (
        Word("Rank", "名次"),
        Word("Area", "区域"),
        Word("Class", "等级"),
        Word("Expected a week", "每周预计"),
        Word("Part of risk, of area", "风险、面积占比"),
        Word("Busiest times", "高发时段"),
    )
    return table(caption, columns, (_ranking_row(r) for r in rows), numeric=(0, 3, 4))


def _ranking_row(row: RankedArea) -> tuple[Html, ...]:
    weekly = both(_SUPPRESSED) if row.expected_per_week is None else Html(expected(row.expected_per_week))
    times = join((both(short_block_word(b)) for b in row.busiest_blocks), "<br>")
    return (
        Html(str(row.rank)),
        zoom_button(row.code, row.name),
        Html(f'<span class="swatch risk-{row.risk_class}">{row.risk_class}</span>'),
        weekly,
        Html(f"{percent(row.risk_share)}<br>{percent(row.area_share)}"),
        Html(f'<span class="times">{times}</span>'),
    )


def _backtest(rows: Sequence[BacktestRow]) -> Html:
    if not rows:
        return Html("")
    columns = (
        Word("Method", "方法"),
        Word("Hits of incidents", "命中／事件"),
        Word("Hit rate", "命中率"),
        Word("Area chosen", "所选面积"),
        Word("PAI (interval)", "PAI（区间）"),
        Word("Origins", "起点数"),
    )
    note = Word(
        "Each method chose its cells with what was known at an origin, and was scored on incidents after it. "
        "PAI = hit rate ÷ share of area: 1 is no better than chance.",
        "每种方法只用起点之前的数据选格，再用之后的事件评分。PAI = 命中率 ÷ 面积占比，1 表示不优于随机。",
    )
    caption = Word("Would it have been right? Backtest", "准不准？回测结果")
    shown = table(caption, columns, (_backtest_row(r) for r in rows), numeric=(1, 2, 3, 4, 5))
    return Html(f'{shown}<p class="note">{both(note)}</p>')


def _backtest_row(row: BacktestRow) -> tuple[Html, ...]:
    used = f' <b class="tag">{both(Word("in use", "采用"))}</b>' if row.in_use else ""
    rate = row.hits / row.incidents if row.incidents else 0.0
    return (
        Html(both(row.method) + used),
        escape(f"{row.hits:,} / {row.incidents:,}"),
        Html(percent(rate)),
        Html(percent(row.area_share)),
        Html(f"{row.pai:.2f}<br>({row.pai_low:.2f}–{row.pai_high:.2f})"),
        Html(str(row.origins)),
    )
