"""Read the first sheet of an Excel workbook."""

from datetime import date, datetime, time
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from geoapp.importing.delimited import checked_headings, padded, trimmed
from geoapp.importing.problems import BadFile
from geoapp.importing.table import Table


def read_spreadsheet(path: Path) -> Table:
    """Read the first sheet of a workbook; its first row holds the headings.

    Raises:
        BadFile: If it is damaged or cut off, or has no headings.
    """
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        records = [list(row) for row in sheet.iter_rows(values_only=True)]
        workbook.close()
    except (BadZipFile, InvalidFileException, KeyError, EOFError, OSError, ValueError, IndexError) as error:
        raise BadFile(
            _("%(path)s cannot be read as a workbook: it is damaged or cut off. Save it again as .xlsx.")
            % {"path": path}
        ) from error
    texts = [[cell_text(value) for value in row] for row in records]
    headings = checked_headings(path, _without_empty_end(texts[0] if texts else []))
    numbered = [(i, row) for i, row in enumerate(texts[1:], start=2) if any(row)]
    cells = pd.DataFrame(
        [padded(trimmed(row, len(headings)), len(headings)) for _i, row in numbered],
        columns=headings,
        dtype=object,
    )
    return Table(
        path=path,
        cells=cells.apply(without_midnight) if len(cells) else cells,
        row_numbers=np.array([i for i, _row in numbered], dtype=np.int64),
        cut_rows=np.zeros(len(numbered), dtype=np.bool_),
    )


def _without_empty_end(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def cell_text(value: object) -> str:
    """A typed cell as the text that a CSV file would hold."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case float() if value != value:
            return ""
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case _:
            return str(value)


def without_midnight(column: pd.Series) -> pd.Series:
    """Excel has no dates without a time: a column whose times are all midnight held dates."""
    filled = column[column != ""]
    if len(filled) and filled.str.fullmatch(r"\d{4}-\d\d-\d\d 00:00:00").all():
        return column.str.slice(0, 10)
    return column
