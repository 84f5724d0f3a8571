"""A table as an XLSX file."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook

# Nothing that people typed becomes a formula, a link or a number, and nothing of it lies in a temporary file.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def packed_sheet(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[float] = ()
) -> bytes:
    """One sheet with a bold heading that stays in sight; given widths of columns, also with a filter."""
    packed = BytesIO()
    with Workbook(packed, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        last = 0
        for last, row in enumerate(rows, 1):
            sheet.write_row(last, 0, row)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if widths:
            sheet.autofilter(0, 0, last, len(headings) - 1)
    return packed.getvalue()
