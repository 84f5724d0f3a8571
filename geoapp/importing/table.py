"""A file as it was read: text cells under headings, with the row numbers that its user sees."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]

GEOJSON_SUFFIXES = (".geojson", ".json")


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of a file.

    Attributes:
        path: The file.
        cells: One column of text for each heading; a missing value is "".
        row_numbers: Number of each row: a spreadsheet's row, or the order of a feature from 1, shape (n,).
        cut_rows: Rows with fewer or more cells than there are headings, shape (n,).
        shapes: Geometry of each row, or None where it cannot be read, shape (n,); None for plain tables.
        crs: Coordinate system that the file declares.
        encoding: Of a text file.
        separator: Of a text file.
    """

    path: Path
    cells: pd.DataFrame
    row_numbers: IntArray
    cut_rows: BoolArray
    shapes: TextArray | None = None
    crs: str | None = None
    encoding: str = "utf-8-sig"
    separator: str = ","

    @property
    def headings(self) -> list[str]:
        return [str(heading) for heading in self.cells.columns]

    def __len__(self) -> int:
        return len(self.cells)
