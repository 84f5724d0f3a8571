"""The tables beside the hotspots: areas by rank, and how the risk would have done in the past."""

from __future__ import annotations

from collections.abc import Sequence

from maps.drawing.cell_parts import zoom_button
from maps.drawing.html import Html, both, escape, join, table
from maps.drawing.palette import HISTORY_SIGNS
from maps.drawing.values import AreaLevel, BacktestRow, ComparisonRow, RankedArea, RiskGroup, Verdict, Word
from maps.drawing.words import expected, percent, short_block_word

SUPPRESSED = Word("too few to show", "数量过少，不显示")
VERDICTS: dict[Verdict, Word] = {
    "skill": Word(
        "Skill: this risk would have caught more than chance.", "有预测力：该风险图的命中高于随机。"
    ),
    "no-skill": Word(
        "No skill: this risk would have caught no more than chance does. Do not send anybody by it.",
        "无预测力：该风险图的命中并不高于随机，请勿据此派人。",
    ),
    "few-origins": Word(
        "The record is too short to say whether this risk forecasts anything.",
        "记录太短，无法判断该风险图有无预测力。",
    ),
}
HISTORY_WORDS = (
    Word("new", "新增"),
    Word("intensifying", "加剧"),
    Word("persistent", "持续"),
    Word("fading", "减弱"),
)


def group_facts(group: RiskGroup, *, hidden: bool) -> Html:
    """Draw everything that is said in words and tables of one group of categories."""
    notes = "".join(f'<p class="note">{both(note)}</p>' for note in group.notes)
    off = " hidden" if hidden else ""
    return Html(
        f'<div class="group-facts" data-group="{escape(group.code)}"{off}><h2>{both(group.name)}</h2>{notes}'
        f'<p class="verdict {group.verdict}">{both(VERDICTS[group.verdict])}</p>'
        f"{_ranking(group.ranked, 'community')}{_ranking(group.ranked, 'grid')}"
        f"{_backtest(group.backtest)}{_comparisons(group.comparisons)}</div>"
    )


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
        Word("Expected a week (interval)", "每周预计（区间）"),
        Word("Part of risk, of area", "风险、面积占比"),
        Word("Busiest times", "高发时段"),
        Word("Hot cells by history", "热点格（按变化）"),
        Word("Seen by patrols", "巡防发现"),
    )
    return table(caption, columns, (_ranking_row(r) for r in rows), numeric=(0, 3, 4, 7))


def _ranking_row(row: RankedArea) -> tuple[Html, ...]:
    times = join((both(short_block_word(b)) for b in row.busiest_blocks), "<br>")
    histories = join(
        (
            Html(f"{count} {sign} {both(word)}")
            for count, sign, word in zip(row.histories, HISTORY_SIGNS, HISTORY_WORDS, strict=True)
            if count
        ),
        "<br>",
    )
    return (
        Html(str(row.rank)),
        zoom_button(row.code, row.name),
        Html(f'<span class="swatch risk-{row.risk_class}">{row.risk_class}</span>'),
        _weekly(row),
        Html(f"{percent(row.risk_share)}<br>{percent(row.area_share)}"),
        Html(f'<span class="times">{times}</span>'),
        Html(f'<span class="times">{histories or "–"}</span>'),
        both(SUPPRESSED) if row.observed is None else Html(f"{row.observed or '–'}"),
    )


def _weekly(row: RankedArea) -> Html:
    if row.expected_per_week is None:
        return both(SUPPRESSED)
    ends = "" if row.interval is None else f"<br>({'–'.join(map(expected, row.interval))})"
    return Html(f"{expected(row.expected_per_week)}{ends}")


def _backtest(rows: Sequence[BacktestRow]) -> Html:
    if not rows:
        return Html("")
    columns = (
        Word("Method", "方法"),
        Word("Hits of incidents", "命中／事件"),
        Word("Hit rate", "命中率"),
        Word("Area chosen", "所选面积"),
        Word("PAI (interval)", "PAI（区间）"),
        Word("PEI", "PEI"),
        Word("Origins", "起点数"),
    )
    note = Word(
        "Each method chose its cells with what was known at an origin, and was scored on incidents after it. "
        "PAI = hit rate ÷ share of area: 1 is no better than chance. PEI = hits ÷ most hits possible.",
        "每种方法只用起点之前的数据选格，再用之后的事件评分。PAI = 命中率 ÷ 面积占比，1 表示不优于随机。"
        "PEI = 命中 ÷ 可能的最大命中。",
    )
    caption = Word("Would it have been right? Backtest", "准不准？回测结果")
    shown = table(caption, columns, (_backtest_row(r) for r in rows), numeric=(1, 2, 3, 4, 5, 6))
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
        Html("–" if row.pei is None else f"{row.pei:.2f}"),
        Html(str(row.origins)),
    )


def _comparisons(rows: Sequence[ComparisonRow]) -> Html:
    if not rows:
        return Html("")
    columns = (
        Word("Against", "对比"),
        Word("Area chosen", "所选面积"),
        Word("Hit rate gained (interval)", "命中率提高（区间）"),
        Word("In words", "结论"),
    )
    caption = Word("Is it better than simpler maps?", "是否优于更简单的方法？")
    return table(caption, columns, (_comparison_row(r) for r in rows), numeric=(1, 2))


def _comparison_row(row: ComparisonRow) -> tuple[Html, ...]:
    gain, low, high = (f"{100 * value:+.1f}" for value in (row.gain, row.low, row.high))
    return (
        both(row.rival),
        Html(percent(row.area_share)),
        Html(f"{gain} %<br>({low} – {high})"),
        both(said_of(row)),
    )


def said_of(row: ComparisonRow) -> Word:
    """Say what the interval of a comparison means."""
    if row.low > 0:
        return Word("better", "更好")
    return Word("worse", "更差") if row.high < 0 else Word("no difference shown", "未见差异")
