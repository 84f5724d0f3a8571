"""Water, railways and parks of an OSM extract, which help people to read a map."""

import bz2
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio
import shapely
from django.utils.translation import gettext as _
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from geoapp.importing.problems import BadFile
from geoapp.importing.readers import unpacked
from geoapp.models import Landscape

# What is drawn, by kind: layer of GDAL's OSM driver and a condition on its attributes.
DRAWN = (
    (Landscape.Kind.WATER, "multipolygons", "natural = 'water' OR landuse = 'reservoir'"),
    (Landscape.Kind.WATER, "lines", "waterway IN ('river', 'canal')"),
    (Landscape.Kind.RAIL, "lines", "railway = 'rail'"),
    (
        Landscape.Kind.PARK,
        "multipolygons",
        "leisure IN ('park', 'garden') OR landuse = 'forest' OR natural = 'wood'",
    ),
)
# GDAL's faster index refuses extracts whose nodes are not sorted, as filtered ones often are.
pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": False})
# One metre: finer bends cannot be seen on a district's map.
SIMPLIFIED_DEG = 1e-5


@dataclass(frozen=True, eq=False)
class Feature:
    """One drawn feature, WGS 84 degrees."""

    kind: str
    name: str
    shape: BaseGeometry


def read_landscape(path: Path) -> list[Feature]:
    """Read the drawn features of an OSM extract.

    Args:
        path: ``.osm``, ``.osm.bz2``, ``.osm.gz`` or ``.pbf``.

    Raises:
        BadFile: If it cannot be read.
    """
    try:
        with plain_file(path) as plain:
            return [
                feature for kind, layer, where in DRAWN for feature in _features(plain, kind, layer, where)
            ]
    except (DataSourceError, DataLayerError) as error:
        raise BadFile(
            _("%(path)s cannot be read as OSM data: %(error)s.") % {"path": path, "error": error}
        ) from error


@contextmanager
def plain_file(path: Path) -> Iterator[Path]:
    """The file itself, or a temporary copy that is unpacked: GDAL seeks in it, which a stream forbids."""
    if path.suffix not in (".bz2", ".gz"):
        yield path
        return
    with TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        plain.write_bytes(bz2.decompress(path.read_bytes()) if path.suffix == ".bz2" else unpacked(path))
        yield plain


def _features(path: Path, kind: str, layer: str, where: str) -> Iterator[Feature]:
    _meta, _fids, wkb, (names,) = pyogrio.raw.read(
        path, layer=layer, columns=["name"], where=where, force_2d=True
    )
    shapes = shapely.simplify(shapely.from_wkb(wkb), SIMPLIFIED_DEG)
    for name, shape in zip(names, shapes, strict=True):
        if not shapely.is_empty(shape):
            yield Feature(kind, (name or "")[:200], shape)
