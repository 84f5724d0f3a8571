"""Bring many incidents into the database at once: copy, locate, merge."""

import io

import numpy as np
import pandas as pd
from django.db import connection
from django.utils.translation import gettext as _

from geoapp.progress import Progress
from geoapp.queries.locating import places_of

GIVEN = (
    "ref",
    "category_id",
    "source",
    "status",
    "weight",
    "time_from",
    "time_to",
    "point",
    "frame",
    "x_original",
    "y_original",
)
LOCATED = ("grid_id", "cell_x", "cell_y", "block")
INCOMING = """
create temporary table incoming_incident on commit drop as
select {columns} from geoapp_incident with no data
"""
PLACED = "create temporary table placed_incident on commit drop as {places}"
# PostgreSQL's text format of ``copy``: null, and what would end a value or a row.
NULL = "\\N"
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
ESCAPE_TABLE = str.maketrans(ESCAPES)
# ``xmax`` is 0 in a row that the statement inserted, and its own transaction in one that it changed.
MERGE = """
with merged as (
    insert into geoapp_incident as stored ({columns})
    select {columns} from incoming_incident join placed_incident using (ref) order by time_from, ref
    on conflict (ref) do update set ({columns}) = row({excluded})
    where ({stored}) is distinct from ({excluded})
    returning (xmax = 0) as is_new
)
select count(*) filter (where is_new), count(*) filter (where not is_new) from merged
"""


def merge_incidents(incidents: pd.DataFrame, progress: Progress) -> tuple[int, int, int]:
    """Create or change incidents by their ref; call in a transaction.

    Args:
        incidents: The columns ``GIVEN``; times are aware, points are hexadecimal EWKB.
        progress: Told the name of each step as it begins.

    Returns:
        How many are new, changed and as before.
    """
    columns = (*GIVEN, *LOCATED)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists incoming_incident, placed_incident")
        cursor.execute(INCOMING.format(columns=", ".join(GIVEN)))
        progress(_("copying"), None)
        copy_rows("incoming_incident", incidents[list(GIVEN)])
        progress(_("locating"), None)
        cursor.execute("create index on incoming_incident using gist (point)")
        places, values = places_of("incoming_incident")
        cursor.execute(PLACED.format(places=places), values)
        cursor.execute("analyze placed_incident")
        progress(_("merging"), None)
        cursor.execute(
            MERGE.format(
                columns=", ".join(columns),
                excluded=", ".join(f"excluded.{column}" for column in columns),
                stored=", ".join(f"stored.{column}" for column in columns),
            )
        )
        new, changed = cursor.fetchone()
    return new, changed, len(incidents) - new - changed


def copy_rows(table: str, rows: pd.DataFrame) -> None:
    """Append rows to a table by ``copy``; the columns are those of the frame, an empty text is not null."""
    columns = [_texts(rows[name]) for name in rows.columns]
    text = io.StringIO("".join(f"{line}\n" for line in map("\t".join, zip(*columns, strict=True))))
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, rows.columns))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy {quote(table)} ({names}) from stdin", text)
        cursor.execute(f"analyze {quote(table)}")


def _texts(column: pd.Series) -> list[str]:
    """A column in PostgreSQL's text format; pandas writes a CSV in three times the time."""
    missing = column.isna().to_numpy()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        utc = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[s]")
        texts = np.datetime_as_string(utc, timezone="UTC").tolist()
    elif column.dtype == np.float64:
        texts = list(map(repr, column.tolist()))
    else:
        texts = list(map(str, column.tolist()))
        # Few columns have a character to escape, and looking at all of them once is quick.
        if any(character in "".join(texts) for character in ESCAPES):
            texts = [text.translate(ESCAPE_TABLE) for text in texts]
    if missing.any():
        texts = [NULL if gone else text for text, gone in zip(texts, missing.tolist(), strict=True)]
    return texts


def array_texts(rows: np.ndarray) -> list[str]:
    """Each row of numbers as PostgreSQL writes an array, for ``copy_rows``."""
    return [f"{{{','.join(map(repr, row))}}}" for row in rows.tolist()]
