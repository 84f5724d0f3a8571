"""Read text tables: separators and encodings as spreadsheets in Europe and China write them."""

import codecs
import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from geoapp.importing.problems import BadFile
from geoapp.importing.table import Table

SEPARATORS = (",", ";", "\t")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Nearly any bytes decode as GB18030; a Chinese text is nearly all from its old core, GB 2312.
GB2312_SHARE = 0.9
# A note or an address may be long; Python's default stops at 128 KiB.
csv.field_size_limit(10_000_000)


def read_delimited(path: Path, content: bytes, encoding: str | None) -> Table:
    """Read a text table with one row of headings.

    Raises:
        BadFile: If it is not text, in another encoding, without headings, or cut off within quotes.
    """
    text, encoding = decoded(path, content, encoding)
    separator = sniffed_separator(text)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise BadFile(
            _("%(path)s is damaged or cut off (%(error)s): export or copy it again.")
            % {"path": path, "error": error}
        ) from error
    headings = checked_headings(path, records[0] if records else [])
    numbered = [(i, row) for i, row in enumerate(records[1:], start=2) if any(map(str.strip, row))]
    width = len(headings)
    rows = [trimmed(row, width) for _i, row in numbered]
    return Table(
        path=path,
        cells=pd.DataFrame([padded(row, width) for row in rows], columns=headings, dtype=object),
        row_numbers=np.array([i for i, _row in numbered], dtype=np.int64),
        cut_rows=np.array([len(row) != width for row in rows], dtype=np.bool_),
        encoding=encoding,
        separator=separator,
    )


def decoded(path: Path, content: bytes, encoding: str | None) -> tuple[str, str]:
    """The text of a file and its encoding, as named or else guessed.

    Raises:
        BadFile: If it is not text in that encoding.
    """
    if encoding is not None:
        return _decoded_as(path, content, encoding), encoding
    for mark, marked_encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded_as(path, content, marked_encoding), marked_encoding
    if b"\0" in content:
        raise BadFile(_("%(path)s is not a text file: export it as CSV or XLSX.") % {"path": path})
    if (text := _try_decode(content, "utf-8")) is not None:
        return text, "utf-8"
    if (text := _try_decode(content, "gb18030")) is not None and looks_chinese(text):
        return text, "gb18030"
    raise BadFile(
        _("%(path)s is neither UTF-8 nor GB18030, or it is damaged: name its encoding with --encoding.")
        % {"path": path}
    )


def _decoded_as(path: Path, content: bytes, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise BadFile(_("Unknown encoding %(encoding)s.") % {"encoding": encoding}) from error
    text = _try_decode(content, encoding)
    if text is None:
        raise BadFile(
            _("%(path)s cannot be read as %(encoding)s: leave --encoding out or name another.")
            % {"path": path, "encoding": encoding}
        )
    # Chinese in UTF-8 also decodes as GB18030 and others, to nonsense; the reverse hardly ever happens.
    if not name.startswith("utf") and not content.isascii() and _try_decode(content, "utf-8") is not None:
        raise BadFile(
            _("%(path)s is UTF-8, not %(encoding)s: leave --encoding out.")
            % {"path": path, "encoding": encoding}
        )
    return text


def _try_decode(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def looks_chinese(text: str) -> bool:
    """Whether nearly all characters beyond ASCII are common Chinese ones."""
    beyond_ascii = [character for character in text if not character.isascii()]
    common = sum(1 for character in beyond_ascii if _in_gb2312(character))
    return common >= GB2312_SHARE * len(beyond_ascii)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def sniffed_separator(text: str) -> str:
    """The separator that occurs most often in the first line."""
    first_line = text.split("\n", 1)[0]
    return max(SEPARATORS, key=first_line.count)


def checked_headings(path: Path, row: list[str]) -> list[str]:
    """Headings without outer blanks; a column without one is named by its number.

    Raises:
        BadFile: If there are none or two are equal.
    """
    headings = [
        heading.strip() or _("column %(number)d") % {"number": i} for i, heading in enumerate(row, start=1)
    ]
    if not any(heading.strip() for heading in row):
        raise BadFile(_("%(path)s has no row of headings.") % {"path": path})
    for i, heading in enumerate(headings):
        if heading in headings[:i]:
            raise BadFile(
                _("%(path)s has two columns named %(heading)s: rename one.")
                % {"path": path, "heading": heading}
            )
    return headings


def trimmed(row: list[str], width: int) -> list[str]:
    """A row without the empty cells that spreadsheets leave after the last heading."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row


def padded(row: list[str], width: int) -> list[str]:
    """A row of exactly the given number of cells."""
    return row if len(row) == width else row[:width] + [""] * (width - len(row))
