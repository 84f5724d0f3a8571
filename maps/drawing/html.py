"""Small pieces of HTML; ``Html`` is text already escaped, and the type checker guards the difference."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape as _escape
from typing import NewType

from maps.drawing.values import Word

Html = NewType("Html", str)
Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

# Inside a script element these could close it or start a comment; U+2028 and U+2029 end a line in old ones.
_SCRIPT_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def escape(text: str) -> Html:
    """Make any text safe between tags and inside quoted attributes."""
    return Html(_escape(text, quote=True))


def join(parts: Iterable[Html], separator: str = "") -> Html:
    """Join escaped pieces; ``separator`` is markup of our own."""
    return Html(separator.join(parts))


def both(word: Word) -> Html:
    """Show a word in the chosen language; the style sheet hides the other one."""
    en, zh = escape(word.en), escape(word.zh)
    if en == zh:
        return en
    return Html(f'<span class="en" lang="en">{en}</span><span class="zh" lang="zh-Hans">{zh}</span>')


def labelled(word: Word) -> Html:
    """Give attributes from which the page sets ``aria-label`` in the chosen language."""
    return Html(
        f'aria-label="{escape(word.en)}" data-label-en="{escape(word.en)}" data-label-zh="{escape(word.zh)}"'
    )


def option(value: str, word: Word) -> Html:
    """Draw an ``option``, whose text cannot hold both languages at once."""
    return Html(
        f'<option value="{escape(value)}" data-en="{escape(word.en)}" data-zh="{escape(word.zh)}">'
        f"{escape(word.en)}</option>"
    )


def data_script(data: Json) -> Html:
    """Hand values to the page's script as inert JSON that cannot end the script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_SCRIPT_ESCAPES)
    return Html(f'<script type="application/json" id="page-data">{text}</script>')


def table(
    caption: Word,
    columns: Sequence[Word],
    rows: Iterable[Sequence[Html]],
    *,
    numeric: Iterable[int] = (),
    prose: Iterable[int] = (),
) -> Html:
    """Draw a table with a caption; on phones it scrolls sideways inside its own box.

    Args:
        caption: Says what the table holds.
        columns: Headings; the first column heads the rows.
        rows: Cells, as many a row as there are columns.
        numeric: Indexes of columns that are aligned on the right.
        prose: Indexes of columns with sentences, which wrap; other cells keep Chinese names in one line.
    """
    kinds = dict.fromkeys(numeric, ' class="number"') | dict.fromkeys(prose, ' class="prose"')
    head = "".join(f'<th scope="col"{kinds.get(i, "")}>{both(c)}</th>' for i, c in enumerate(columns))
    body = "".join(f"<tr>{_row(row, kinds)}</tr>" for row in rows)
    return Html(
        f'<div class="table-box" tabindex="0" role="region" {labelled(caption)}><table>'
        f"<caption>{both(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[Html], kinds: Mapping[int, str]) -> str:
    first = f'<th scope="row"{kinds.get(0, "")}>{cells[0]}</th>'
    return first + "".join(f"<td{kinds.get(i, '')}>{cell}</td>" for i, cell in enumerate(cells) if i)
