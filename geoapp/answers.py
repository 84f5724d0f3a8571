"""Answers to planners' questions as tables: the same rows for a terminal, a file and a page."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geoapp.management.terminal import padded, screen_width
from geoapp.summary import spoken
from maps.drawing.values import Word

Row = dict[str, Any]
Show = Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """A column of an answer: its key in the rows and in files, its heading, and how a value is shown."""

    key: str
    heading: Word
    show: Show = str


@dataclass(frozen=True)
class Answer:
    """One table with what is to be said of it."""

    code: str
    title: Word
    columns: tuple[Column, ...]
    rows: list[Row]
    notes: tuple[Word, ...] = field(default=())

    def shown_rows(self) -> list[list[str]]:
        """The cells as text, in the language of the reader."""
        return [[_cell(column, row.get(column.key)) for column in self.columns] for row in self.rows]


def _cell(column: Column, value: object) -> str:
    if value is None:
        return "–"
    return spoken(value) if isinstance(value, Word) else column.show(value)


def printed(answers: Sequence[Answer]) -> str:
    """Tables with aligned columns for a terminal."""
    return "\n\n".join(_printed(answer) for answer in answers)


def _printed(answer: Answer) -> str:
    table = [[spoken(column.heading) for column in answer.columns], *answer.shown_rows()]
    widths = [max(screen_width(row[k]) for row in table) for k in range(len(answer.columns))]
    lines = [spoken(answer.title)]
    if answer.rows:
        for row in table:
            cells = [
                padded(text, width, right=k > 0)
                for k, (text, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  " + "  ".join(cells).rstrip())
    lines += [f"  {spoken(note)}" for note in answer.notes]
    return "\n".join(lines)


def write_answers(answers: Sequence[Answer], path: Path, about: Row) -> None:
    """Write the rows as CSV, one line a row with the name of its table, or else as JSON.

    Args:
        about: What the answer rests on, such as its date; every line of a CSV repeats it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        _write_csv(answers, path, about)
        return
    tables = {
        answer.code: {
            "rows": [_plain(row) for row in answer.rows],
            "notes": [note.en for note in answer.notes],
        }
        for answer in answers
    }
    path.write_text(json.dumps({**about, **tables}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_csv(answers: Sequence[Answer], path: Path, about: Row) -> None:
    names = dict.fromkeys(column.key for answer in answers for column in answer.columns)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["table", *names, *about], extrasaction="ignore")
        writer.writeheader()
        for answer in answers:
            writer.writerows({"table": answer.code, **_plain(row), **about} for row in answer.rows)


def _plain(row: Row) -> Row:
    return {key: value.en if isinstance(value, Word) else value for key, value in row.items()}


def number(digits: int) -> Show:
    """Show with thousands separated and so many decimals."""
    return lambda value: f"{value:,.{digits}f}"


def share(value: float) -> str:
    """Show a share of one."""
    return f"{100 * value:.1f} %"


def signed(value: float) -> str:
    """Show a difference with three significant digits."""
    return f"{value:+.3g}"
