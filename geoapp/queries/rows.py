"""Running a statement and taking its rows as arrays."""

from collections.abc import Sequence

import numpy as np
import shapely
from django.db import connection

Row = tuple[object, ...]


def rows(sql: str, parameters: dict[str, object] | None = None) -> list[Row]:
    """All rows of a statement with ``%(name)s`` parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or {})
        return cursor.fetchall()


def columns(found: Sequence[Row], *types: type | str) -> list[np.ndarray]:
    """The columns of some rows as arrays of the given types, also when there is no row."""
    if not found:
        return [np.empty(0, dtype=kind) for kind in types]
    return [
        np.array(column, dtype=kind) for column, kind in zip(zip(*found, strict=True), types, strict=True)
    ]


def shapes(wkb: Sequence[object]) -> np.ndarray:
    """Geometries of a column of ``ST_AsBinary``, as shapely objects in an object array."""
    return np.asarray(shapely.from_wkb(np.array([bytes(value) for value in wkb], dtype=object)), dtype=object)


def refresh_statistics() -> None:
    """Tell PostgreSQL how large its tables are: right after a large import it plans joins for empty ones."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
