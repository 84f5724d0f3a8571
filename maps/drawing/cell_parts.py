"""What the hotspots and the coverage page share: areas, the choice of two hours, the legend of classes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from maps.drawing.encode import encode_line, encode_lines
from maps.drawing.html import Html, Json, both, escape, join, labelled
from maps.drawing.values import AreaLevel, AreaShape, Line, Word

AREA_LEVELS: dict[AreaLevel, Word] = {
    "district": Word("District border", "区界"),
    "subdistrict": Word("Subdistricts", "街道"),
    "community": Word("Communities", "社区"),
    "grid": Word("Grids", "网格"),
}
_CHART_HEIGHT = 40


def words_json(words: Sequence[Word]) -> Json:
    """Hand words to a script as pairs."""
    return [[w.en, w.zh] for w in words]


def areas_json(areas: Sequence[AreaShape]) -> dict[str, Json]:
    """Return level -> [[code, name, rings], ...], with the words for the levels under ``words``."""
    by_level: dict[str, Json] = {
        level: [[a.code, a.name, encode_lines(a.polygons)] for a in areas if a.level == level]
        for level in AREA_LEVELS
        if any(a.level == level for a in areas)
    }
    return {"shapes": by_level, "words": {level: [w.en, w.zh] for level, w in AREA_LEVELS.items()}}


def corners_json(cells: Sequence[Line]) -> list[str]:
    """Encode the corners of cells."""
    return [encode_line(corners) for corners in cells]


def zoom_button(code: str, name: str) -> Html:
    """Draw a button that shows an area on the map."""
    return Html(f'<button type="button" class="as-link" data-zoom="{escape(code)}">{escape(name)}</button>')


def time_control(
    label: Word,
    whole: Word,
    names: Sequence[Word],
    heights: Sequence[float],
    days: Sequence[tuple[Word, int]],
) -> Html:
    """Draw the slider over two-hour blocks with a bar chart above it.

    Args:
        label: What the slider chooses.
        whole: What the tick box for all blocks says.
        names: One name for each block.
        heights: One amount for each block, for the chart.
        days: Names under the slider and how many blocks each spans.
    """
    count = len(names)
    word = escape(json.dumps([whole.en, whole.zh], ensure_ascii=False))
    ticks = join(Html(f'<span data-blocks="{n}">{both(day)}</span>') for day, n in days)
    return Html(
        f'<fieldset class="time"><legend>{both(label)}</legend>'
        f'<div class="time-row"><label class="check">'
        f'<input type="checkbox" id="whole" checked data-word="{word}">'
        f'{both(whole)}</label><output id="block-name" for="block"></output>'
        f"{_step(-1, Word('Two hours earlier', '前两小时'), '◀')}"
        f"{_step(1, Word('Two hours later', '后两小时'), '▶')}"
        f'</div><div class="profile">{_chart(heights)}'
        f'<input type="range" id="block" min="0" max="{count - 1}" step="1" value="0" {labelled(label)}>'
        f'<div class="days" aria-hidden="true">{ticks}</div></div></fieldset>'
    )


def _step(step: int, word: Word, sign: str) -> Html:
    return Html(f'<button type="button" class="step" data-step="{step}" {labelled(word)}>{sign}</button>')


def _chart(heights: Sequence[float]) -> Html:
    top = max(heights, default=0.0) or 1.0
    bars = "".join(
        f'<rect data-block="{i}" x="{i}.08" width="0.84" y="{_CHART_HEIGHT - bar:.1f}" height="{bar:.1f}"/>'
        for i, height in enumerate(heights)
        for bar in [max(1.0, height / top * _CHART_HEIGHT)]
    )
    return Html(
        f'<svg id="profile" viewBox="0 0 {len(heights)} {_CHART_HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{bars}</svg>'
    )


def class_legend(
    caption: Word,
    headings: Sequence[Word],
    ramp: str,
    meanings: Sequence[Word],
    signs: Sequence[str] = ("5", "4", "3", "2", "1"),
) -> Html:
    """Draw the legend as a table that the page's script fills for the chosen time.

    Args:
        caption: Says what the classes are of.
        headings: Range, cells, share.
        ramp: Name of the colours in the style sheet, such as "risk", "gap" or "dose".
        meanings: One word for each class, highest first.
        signs: What stands on the colour of each class, highest first.
    """
    head = "".join(f'<th scope="col" class="number">{both(h)}</th>' for h in headings)
    rows = "".join(
        f'<tr><th scope="row"><span class="swatch {ramp}-{k}">{sign}</span>{both(meaning)}</th>'
        f'<td class="number" data-legend="{k}-range"></td><td class="number" data-legend="{k}-cells"></td>'
        f'<td class="number" data-legend="{k}-share"></td></tr>'
        for k, sign, meaning in zip(range(len(signs), 0, -1), signs, meanings, strict=True)
    )
    return Html(
        f'<table class="legend" id="legend-{ramp}"><caption>{both(caption)}</caption><thead><tr>'
        f'<th scope="col">{both(Word("Class", "等级"))}</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
