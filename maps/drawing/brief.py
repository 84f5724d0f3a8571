"""Two printed pages for whoever decides where people go, in one language.

The first says where and how much is covered, the second when, who is left behind, and how far to trust it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import printable

from maps.drawing import brief_words as words
from maps.drawing.brief_parts import (
    BODY_PT,
    ROW_MM,
    SMALL_PT,
    draw_cells,
    draw_legend,
    draw_week,
    heading,
    table,
)
from maps.drawing.coverage_page import gap_limits
from maps.drawing.hotspot_tables import SUPPRESSED, VERDICTS
from maps.drawing.hotspots_page import class_limits
from maps.drawing.palette import GAP, RISK
from maps.drawing.paper import PAPER_H_MM, PAPER_W_MM, QUIET, RED, WHITE, Paper
from maps.drawing.values import AreaShape, CoverageFacts, Edition, RankedArea, RiskGroup, Word
from maps.drawing.words import (
    BLOCKS_A_WEEK,
    SYNTHETIC,
    amount,
    expected,
    percent,
    period_word,
    short_block_word,
)

LANGUAGES = ("en", "zh")
_MARGIN_MM = 14.0
_WIDTH_MM = PAPER_W_MM - 2 * _MARGIN_MM
_GUTTER_MM = 8.0
_HALF_MM = (_WIDTH_MM - _GUTTER_MM) / 2
_FOOT_MM = PAPER_H_MM - 12.0
_COMMUNITIES, _LEFT_BEHIND, _POSTS = 18, 9, 8
_SIGNS = "–—−·…≥<×▼▲÷（），。、；：？％+年月日周一二三四五六至点时巡 "

Say = Callable[[Word], str]
NO_NOTE = Word("", "")


@dataclass(frozen=True)
class Brief:
    """What the brief is made of.

    Attributes:
        edition: Which plan.
        risk: All categories together.
        coverage: Of the plan.
        basis: As of when the risk is, and of which span.
        areas: Borders for the maps.
        posts: Where one more post would add most, and the incidents that it would add.
        posts_note: What these are measured by.
    """

    edition: Edition
    risk: RiskGroup
    coverage: CoverageFacts
    basis: Word
    areas: tuple[AreaShape, ...] = ()
    posts: tuple[tuple[str, float], ...] = ()
    posts_note: Word = NO_NOTE


def brief_characters(brief: Brief) -> str:
    """Return every character that the brief may print, sorted, for ``prepare_font``."""
    said = [
        *words.ALL,
        *brief.risk.notes,
        *VERDICTS.values(),
        SUPPRESSED,
        SYNTHETIC,
        brief.basis,
        brief.posts_note,
    ]
    said += [brief.edition.district, *(row.method for row in brief.risk.backtest)]
    for ledger in brief.coverage.ledgers:
        said += [ledger.label, ledger.unit, *(reason for reason, _ in ledger.excluded)]
    texts: list[str] = [printable, _SIGNS, *(word.en + word.zh for word in said)]
    texts += [label.en + label.zh + text for label, text in brief.edition.sources]
    texts += [area.name for area in brief.risk.ranked] + [row.name for row in brief.coverage.equity]
    texts += [name for name, _ in brief.posts]
    return "".join(sorted(c for c in set("".join(texts)) if c.isprintable()))


def draw_brief(brief: Brief, language: str, font: Path) -> bytes:
    """Draw the two pages.

    Args:
        brief: What is said; its edition's ``made_at`` is the date of the file.
        language: One of ``LANGUAGES``.
        font: Font file, best made with ``prepare_font`` from ``brief_characters``.

    Raises:
        ValueError: If the language is none of them.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, got {language}")

    def say(word: Word) -> str:
        return word.zh if language == "zh" else word.en

    paper = Paper(font, brief.edition.made_at, f"{say(words.BRIEF)} {say(brief.edition.district)}")
    paper.add_page()
    y_mm = _draw_ledgers(paper, brief, say, _draw_head(paper, brief, say))
    _draw_communities(paper, brief, say, _draw_maps(paper, brief, say, y_mm))
    _draw_foot(paper, brief.edition, say, 1)
    paper.add_page()
    y_mm = _draw_hours(paper, brief, say, 20.0)
    y_mm = max(_draw_left_behind(paper, brief, say, y_mm), _draw_posts(paper, brief, say, y_mm))
    _draw_notes(paper, say, _draw_backtest(paper, brief, say, y_mm + 4))
    _draw_foot(paper, brief.edition, say, 2)
    return paper.output()


def _draw_head(paper: Paper, brief: Brief, say: Say) -> float:
    edition = brief.edition
    paper.box(_MARGIN_MM, 12, 14, 14, RED, None)
    paper.centred(_MARGIN_MM + 7, 19, "巡", 26, WHITE)
    paper.fitted(_MARGIN_MM + 19, 18.5, f"{say(words.BRIEF)} · {say(edition.district)}", 18, _WIDTH_MM - 20)
    period = f"{say(period_word(edition.first_day, edition.last_day))} · {say(brief.basis)}"
    paper.fitted(_MARGIN_MM + 19, 25.5, period, 10, _WIDTH_MM - 20, QUIET)
    if not edition.synthetic:
        return 31.0
    paper.fitted(_MARGIN_MM, 32, say(SYNTHETIC), SMALL_PT, _WIDTH_MM, RED)
    return 35.0


def _draw_ledgers(paper: Paper, brief: Brief, say: Say, y_mm: float) -> float:
    """Draw each rate with what it is made of, and what the backtest says in words."""
    left_mm = _MARGIN_MM + 34
    for ledger in brief.coverage.ledgers:
        share = percent(ledger.numerator / ledger.denominator) if ledger.denominator else "–"
        paper.text(_MARGIN_MM, y_mm + 7, share, 19)
        paper.fitted(left_mm, y_mm + 3.8, say(ledger.label), 10.5, _WIDTH_MM - 34)
        parts = [f"{amount(ledger.numerator)} / {amount(ledger.denominator)} {say(ledger.unit)}"]
        parts += [f"{say(words.NO_SIGNAL)}: {amount(ledger.open)}"] if ledger.open else []
        parts += [f"{say(reason)}: {amount(value)}" for reason, value in ledger.excluded]
        paper.fitted(left_mm, y_mm + 8.4, " · ".join(parts), SMALL_PT, _WIDTH_MM - 34, QUIET)
        y_mm += 12
    for word in (VERDICTS[brief.risk.verdict], *brief.risk.notes[:2]):
        for line in paper.wrapped(say(word), 10.5, _WIDTH_MM):
            paper.text(_MARGIN_MM, y_mm + 4, line, 10.5)
            y_mm += 5.2
    return y_mm + 3


def _draw_maps(paper: Paper, brief: Brief, say: Say, y_mm: float) -> float:
    risk = [(cell.corners, cell.risk_class) for cell in brief.risk.cells]
    limits = gap_limits(brief.coverage.cells)
    gaps = [
        sum(e * (1 - d) for e, d in zip(cell.expected_by_block, cell.dose_by_block, strict=True))
        for cell in brief.coverage.cells
    ]
    classed = [
        (cell.corners, sum(value >= limit for limit in limits) if value > 0 else 0)
        for cell, value in zip(brief.coverage.cells, gaps, strict=True)
    ]
    ends = []
    for k, (title, cells, colours, least) in enumerate(
        ((words.RISK_MAP, risk, RISK, class_limits(brief.risk.cells)), (words.GAP_MAP, classed, GAP, limits))
    ):
        left_mm = _MARGIN_MM + k * (_HALF_MM + _GUTTER_MM)
        heading(paper, left_mm, y_mm + 4, _HALF_MM, say(title))
        foot_mm = draw_cells(paper, cells, colours, brief.areas, left_mm, y_mm + 8, _HALF_MM)
        ranges = [f"≥ {_short(limit)}" for limit in least[:0:-1]] + [f"< {_short(least[1])}"]
        ends.append(draw_legend(paper, colours, ranges, left_mm, foot_mm + 3))
    return max(ends) + 2


def _short(value: float) -> str:
    return f"{value:.2g}"


def _draw_communities(paper: Paper, brief: Brief, say: Say, y_mm: float) -> None:
    columns = (
        (words.AREA, 36.0),
        (words.CLASS, 13.0),
        (words.EXPECTED, 44.0),
        (words.PART, 19.0),
        (words.BUSIEST, 70.0),
    )
    fitting = max(0, int((_FOOT_MM - 6 - (y_mm + 10 + ROW_MM)) / ROW_MM))
    ranked = sorted((r for r in brief.risk.ranked if r.level == "community"), key=lambda r: r.rank)
    rows = [_community(row, say) for row in ranked[: min(_COMMUNITIES, fitting)]]
    table(paper, say(words.WHERE), [(say(word), width) for word, width in columns], rows, _MARGIN_MM, y_mm)


def _community(row: RankedArea, say: Say) -> list[str]:
    weekly = say(SUPPRESSED)
    if row.expected_per_week is not None:
        ends = "" if row.interval is None else f" ({'–'.join(map(expected, row.interval))})"
        weekly = f"{expected(row.expected_per_week)}{ends}"
    times = ", ".join(say(short_block_word(block)) for block in row.busiest_blocks)
    return [row.name, str(row.risk_class), weekly, percent(row.risk_share), times]


def _draw_hours(paper: Paper, brief: Brief, say: Say, y_mm: float) -> float:
    blocks = range(BLOCKS_A_WEEK)
    totals = [sum(cell.expected_by_block[b] for cell in brief.risk.cells) for b in blocks]
    hours = brief.coverage.hours
    minutes = [hours[2 * b] + hours[2 * b + 1] for b in blocks] if hours else []
    heading(paper, _MARGIN_MM, y_mm, _WIDTH_MM, say(words.WEEK))
    return (
        draw_week(paper, totals, minutes, say(Word("", "zh")) == "zh", _MARGIN_MM, y_mm + 4, _WIDTH_MM, 34)
        + 3
    )


def _draw_left_behind(paper: Paper, brief: Brief, say: Say, y_mm: float) -> float:
    behind = sorted((r for r in brief.coverage.equity if r.flag == "under"), key=lambda r: r.coverage)
    known = any(row.actual is not None for row in brief.coverage.equity)
    columns = [(say(words.AREA), 32.0), (say(words.COVERED), 28.0)]
    columns += [(say(words.IN_FACT), 14.0)] if known else []
    columns += [(say(words.ALONE), _HALF_MM - sum(width for _, width in columns))]
    rows = [
        [
            row.name,
            percent(row.coverage),
            *(["–" if row.actual is None else percent(row.actual, 0)] if known else []),
            f"{row.alone_h:.0f}",
        ]
        for row in behind[:_LEFT_BEHIND]
    ]
    end_mm = table(paper, say(words.LEFT_BEHIND), columns, rows, _MARGIN_MM, y_mm)
    if not behind:
        paper.text(_MARGIN_MM, end_mm + 2, say(words.NOBODY_BEHIND), BODY_PT)
        return end_mm + ROW_MM
    if len(behind) > _LEFT_BEHIND:
        more = say(words.MORE_BEHIND).format(count=len(behind) - _LEFT_BEHIND)
        paper.text(_MARGIN_MM, end_mm + 2, more, SMALL_PT, QUIET)
    return end_mm + ROW_MM


def _draw_posts(paper: Paper, brief: Brief, say: Say, y_mm: float) -> float:
    if not brief.posts:
        return y_mm
    left_mm = _MARGIN_MM + _HALF_MM + _GUTTER_MM
    columns = [(say(words.AREA), 46.0), (say(words.ADDED), _HALF_MM - 46.0)]
    rows = [[name, f"+{expected(added)}"] for name, added in brief.posts[:_POSTS]]
    y_mm = table(paper, say(words.POSTS), columns, rows, left_mm, y_mm)
    for line in paper.wrapped(say(brief.posts_note), SMALL_PT, _HALF_MM):
        paper.text(left_mm, y_mm + 2, line, SMALL_PT, QUIET)
        y_mm += 4.4
    return y_mm + 2


def _draw_backtest(paper: Paper, brief: Brief, say: Say, y_mm: float) -> float:
    columns = (
        (words.METHOD, 54.0), (words.CHOSEN, 20.0), (words.HIT_RATE, 56.0), (words.PAI, _WIDTH_MM - 130.0)
    )  # fmt: skip
    rows = [
        [
            say(row.method),
            percent(row.area_share),
            f"{row.hits:,} / {row.incidents:,} = {percent(row.hits / row.incidents if row.incidents else 0)}",
            f"{row.pai:.2f} ({row.pai_low:.2f}–{row.pai_high:.2f})",
        ]
        for row in brief.risk.backtest
    ]
    named = [(say(word), width) for word, width in columns]
    return table(paper, say(words.BACKTEST), named, rows, _MARGIN_MM, y_mm) + 4


def _draw_notes(paper: Paper, say: Say, y_mm: float) -> None:
    heading(paper, _MARGIN_MM, y_mm + 4, _WIDTH_MM, say(words.READING))
    y_mm += 10
    for note in words.NOTES:
        for k, line in enumerate(paper.wrapped(say(note), SMALL_PT, _WIDTH_MM - 4)):
            if y_mm > _FOOT_MM - 4:
                return
            paper.text(_MARGIN_MM, y_mm, f"{'·' if k == 0 else ' '}  {line}", SMALL_PT)
            y_mm += 4.4


def _draw_foot(paper: Paper, edition: Edition, say: Say, page: int) -> None:
    made = edition.made_at.strftime("%Y-%m-%d %H:%M")
    parts = [f"{say(words.MADE)} {made}", *(f"{say(label)} {text}" for label, text in edition.sources)]
    paper.fitted(_MARGIN_MM, _FOOT_MM, " · ".join(parts), 8, _WIDTH_MM - 14, QUIET)
    paper.text(PAPER_W_MM - _MARGIN_MM - 8, _FOOT_MM, f"{page} / 2", 8, QUIET)
