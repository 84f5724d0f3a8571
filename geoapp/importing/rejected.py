"""Write rejected rows to a file that can be mended and imported again."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geoapp.importing.problems import BadFile
from geoapp.importing.records import Records

# The reason stands in a last column that the next import ignores.
PROBLEM_COLUMN = "problem"


def rejected_path(path: Path, *, has_shapes: bool) -> Path:
    """Where rejected rows go unless said otherwise: beside the file, as CSV or GeoJSON."""
    stem = path.name.removesuffix(".gz").rpartition(".")[0]
    return path.with_name(f"{stem}-rejected{'.geojson' if has_shapes else '.csv'}")


def write_rejected(records: Records, path: Path) -> None:
    """Write the bad rows with the columns of the input and what is wrong with them.

    Raises:
        BadFile: If the rows come from that very file, or it cannot be written.
    """
    table = records.table
    if path.resolve() == table.path.resolve():
        raise BadFile(_("--rejected %(path)s would overwrite the input: name another file.") % {"path": path})
    reasons = defaultdict(list)
    for problem in records.problems:
        reasons[problem.row].append(f"{problem.column}: {problem.remedy}")
    rows = np.flatnonzero(records.rejected)
    cells = table.cells.iloc[rows].drop(columns=PROBLEM_COLUMN, errors="ignore")
    cells = cells.assign(
        **{PROBLEM_COLUMN: ["; ".join(reasons[number]) for number in table.row_numbers[rows]]}
    )
    try:
        if table.shapes is None:
            # A byte order mark lets Excel recognise UTF-8.
            encoding = "utf-8-sig" if table.encoding == "utf-8" else table.encoding
            # The cells came from that encoding; a reason in Chinese may not fit into it.
            with path.open("w", encoding=encoding, errors="replace", newline="") as file:
                writer = csv.writer(file, delimiter=table.separator)
                writer.writerow(cells.columns)
                writer.writerows(cells.to_numpy())
        else:
            path.write_text(
                _geojson(cells.to_dict("records"), table.shapes[rows], table.crs), encoding="utf-8"
            )
    except OSError as error:
        raise BadFile(_("%(path)s cannot be written: %(error)s.") % {"path": path, "error": error}) from error


def _geojson(properties: list[dict[str, str]], shapes: np.ndarray, crs: str | None) -> str:
    features = [
        {"type": "Feature", "properties": row, "geometry": _geometry(shape)}
        for row, shape in zip(properties, shapes, strict=True)
    ]
    collection: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if crs and crs != "EPSG:4326":
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(collection, ensure_ascii=False)


def _geometry(shape: shapely.Geometry | None) -> object:
    """GeoJSON knows no NaN: a shape with one is left out and has to be drawn again."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    return json.loads(shapely.to_geojson(shape))
