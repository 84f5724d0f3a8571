"""Read map layers (GeoJSON, GeoPackage, Shapefile, KML) with the GDAL inside pyogrio."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from geoapp.importing.problems import BadFile
from geoapp.importing.spreadsheets import cell_text, without_midnight
from geoapp.importing.table import GEOJSON_SUFFIXES, Table, TextArray

LAYER_SUFFIXES = (*GEOJSON_SUFFIXES, ".gpkg", ".shp", ".zip", ".kml")


def read_layer(path: Path, content_or_path: bytes | Path, encoding: str | None, layer: str | None) -> Table:
    """Read one layer with its attributes as text and its geometry in two dimensions.

    Raises:
        BadFile: If it is damaged or cut off, or holds no features.
    """
    try:
        meta, _fids, wkb, values = pyogrio.raw.read(
            content_or_path, layer=layer or 0, encoding=encoding, force_2d=True
        )
    except (DataSourceError, DataLayerError, FieldError, UnicodeDecodeError, LookupError) as error:
        raise BadFile(
            _("%(path)s cannot be read: it is damaged, cut off or in another format or encoding (%(error)s).")
            % {"path": path, "error": str(error).splitlines()[0]}
        ) from error
    if wkb is None or not len(wkb):
        raise BadFile(_("%(path)s holds no features with a geometry.") % {"path": path})
    columns = {
        str(heading): attribute_texts(column) for heading, column in zip(meta["fields"], values, strict=True)
    }
    with np.errstate(invalid="ignore"):
        # NaN corners are reported row by row later.
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    return Table(
        path=path,
        cells=pd.DataFrame(columns, index=range(len(wkb)), dtype=object).apply(without_midnight),
        row_numbers=np.arange(1, len(wkb) + 1),
        cut_rows=np.zeros(len(wkb), dtype=np.bool_),
        shapes=shapes,
        crs=meta["crs"],
        encoding=encoding or "utf-8",
    )


def attribute_texts(column: NDArray[np.generic]) -> TextArray:
    """A typed attribute as text, "" where it is null, shape (n,)."""
    if np.issubdtype(column.dtype, np.datetime64):
        texts = np.datetime_as_string(column, unit="D" if column.dtype == "datetime64[D]" else "s")
        return np.array(["" if text == "NaT" else text.replace("T", " ") for text in texts], dtype=object)
    return np.array([cell_text(value) for value in column.tolist()], dtype=object)
