"""Read the track points of a GPX file as a table.

gpxpy stops at the first bad number without saying at which point, so the file is read as XML and each
point is checked like a row of any other import.
"""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from geoapp.importing.problems import BadFile
from geoapp.importing.table import Table

COLUMNS = ("time", "lon", "lat", "hdop")


def read_gpx(path: Path, content: bytes) -> Table:
    """The points of all tracks, in the order of the file; rows are numbered from 1.

    Raises:
        BadFile: If it is cut off, no GPX, or without track points.
    """
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise BadFile(
            _("%(path)s is damaged or cut off (%(error)s): export or copy it again.")
            % {"path": path, "error": error}
        ) from error
    points = [_cells(element) for element in root.iter() if _plain(element.tag) == "trkpt"]
    if _plain(root.tag) != "gpx" or not points:
        raise BadFile(
            _("%(path)s holds no track points: export the recorded track as GPX, not a planned route.")
            % {"path": path}
        )
    return Table(
        path=path,
        cells=pd.DataFrame(points, columns=list(COLUMNS), dtype=object),
        row_numbers=np.arange(1, len(points) + 1),
        cut_rows=np.zeros(len(points), dtype=np.bool_),
    )


def _cells(point: ElementTree.Element) -> list[str]:
    texts = {_plain(child.tag): (child.text or "").strip() for child in point}
    return [texts.get("time", ""), point.get("lon", ""), point.get("lat", ""), texts.get("hdop", "")]


def _plain(tag: str) -> str:
    """A tag without its namespace: GPX 1.0 and 1.1 differ in it alone, and some apps leave it out."""
    return tag.rpartition("}")[2]
