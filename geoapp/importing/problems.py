"""What is wrong with a file or a row, in words that say what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from geoapp.management.terminal import padded, screen_width

# More lines than this hide the first ones; a dry run shows them all.
SHOWN_PROBLEMS = 50
# A longer value is cut in the table: it is there to find the cell, not to read it.
SHOWN_VALUE_LENGTH = 40


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One bad cell: the row as a spreadsheet counts it, its column and value, and what to do."""

    row: int
    column: str
    value: str
    remedy: str


class BadFile(Exception):
    """The file cannot be imported as a whole; the message says why and what to do."""


class BadRows(Exception):
    """Some rows cannot be imported and nobody asked to skip them."""

    def __init__(self, path: Path, problems: Sequence[Problem], rows: int) -> None:
        super().__init__(str(path))
        self.path = path
        self.problems = tuple(problems)
        self.rows = rows


def problem_table(path: Path, problems: Sequence[Problem], limit: int | None) -> str:
    """The problems as a table of text: file, then row, column, value and what to do.

    Args:
        path: The file.
        problems: In the order of its rows.
        limit: How many to show; all if None.
    """
    shown = problems[:limit]
    lines = [(_("row"), _("column"), _("value"), _("what to do"))]
    lines += [(str(p.row), p.column, shortened(p.value), p.remedy) for p in shown]
    widths = [max(screen_width(line[i]) for line in lines) for i in range(3)]
    text = [f"{path}:"]
    for row, column, value, remedy in lines:
        cells = (padded(row, widths[0], right=True), padded(column, widths[1]), padded(value, widths[2]))
        text.append("  " + "  ".join((*cells, remedy)))
    if left := len(problems) - len(shown):
        text.append("  " + _("… and %(count)d more; --dry-run shows them all.") % {"count": left})
    return "\n".join(text)


def shortened(value: str) -> str:
    """A value on one line and of a length that fits a table."""
    flat = " ".join(value.split())
    return flat if len(flat) <= SHOWN_VALUE_LENGTH else flat[: SHOWN_VALUE_LENGTH - 1] + "…"
