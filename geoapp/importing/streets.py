"""Import the streets of an OSM extract, with the water, railways and parks around them."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geoapp.importing.district import Ground, load_ground
from geoapp.importing.landscape import Feature, read_landscape
from geoapp.importing.problems import BadFile
from geoapp.importing.run import Counts, Outcome, log
from geoapp.models import Landscape, Street, StreetExtract
from geoapp.progress import Progress
from geoapp.queries.incoming import copy_rows
from routing.osm import Streets, fetch_streets, read_streets

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"


@dataclass(frozen=True, eq=False)
class Extract:
    """Streets and landscape of one file or download."""

    sha256: str
    file_name: str
    dated: date | None
    streets: Streets
    landscape: list[Feature]


def import_streets(path: Path | None, attribution: str, progress: Progress, *, dry_run: bool) -> Outcome:
    """Import an extract, or download the streets of the district if no path is given.

    Raises:
        BadFile: If it is no OSM data, is cut off, or none of its streets is in the district.
    """
    started = perf_counter()
    progress(_("reading"), None)
    ground = load_ground()
    counts = _as_before(path) if path is not None else None
    if counts is None:
        extract = _read(path, ground, progress) if path is not None else _fetched(ground)
        progress(_("saving"), None)
        with transaction.atomic():
            counts = _save(extract, attribution)
            transaction.set_rollback(dry_run)
    outcome = Outcome(counts, 0, (), "", perf_counter() - started)
    log("streets", outcome)
    return outcome


def _as_before(path: Path) -> Counts | None:
    """The counts of a file that is there already, and whose streets say who may ride."""
    if not path.is_file():
        raise BadFile(_("%(path)s: there is no such file.") % {"path": path})
    if path.stat().st_size == 0:
        raise BadFile(_("%(path)s is empty (0 bytes): export or copy it again.") % {"path": path})
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    stored = StreetExtract.objects.filter(sha256=sha256, riding=True).first()
    return None if stored is None else Counts(unchanged=stored.streets.count())


def _read(path: Path, ground: Ground, progress: Progress) -> Extract:
    try:
        streets = read_streets(path, f"EPSG:{ground.district.metric_srid}")
    except ValueError as error:
        raise BadFile(
            _("%(path)s: no streets could be read (%(error)s). It is damaged, cut off or not an OSM extract.")
            % {"path": path, "error": error}
        ) from error
    _refuse_elsewhere(path, streets, ground)
    progress(_("reading water, railways and parks"), None)
    return Extract(
        hashlib.sha256(path.read_bytes()).hexdigest(), path.name, streets.dated, streets, read_landscape(path)
    )


def _refuse_elsewhere(path: Path, streets: Streets, ground: Ground) -> None:
    lon, lat = streets.node_lon_lat.T
    if not ground.contains(lon, lat).any():
        raise BadFile(
            _("%(path)s: none of its streets is in %(district)s: take the extract of that place.")
            % {"path": path, "district": ground.district.name}
        )


def _fetched(ground: Ground) -> Extract:
    """Download the streets of the district with its border; the landscape needs a file."""
    try:
        streets = fetch_streets(ground.outline_lon_lat(), f"EPSG:{ground.district.metric_srid}")
    except (ValueError, OSError) as error:
        raise BadFile(
            _("The streets could not be downloaded (%(error)s): get an extract and import the file.")
            % {"error": error}
        ) from error
    today = timezone.now().date()
    content = [np.ascontiguousarray(line).tobytes() for line in streets.lines]
    content += [binding.encode() for binding in (*streets.on_foot, *streets.by_bicycle)]
    sha256 = hashlib.sha256(b"".join(content)).hexdigest()
    return Extract(sha256, f"overpass {today}", streets.dated or today, streets, [])


def _save(extract: Extract, attribution: str) -> Counts:
    stored = StreetExtract.objects.filter(sha256=extract.sha256).first()
    if stored and stored.riding:
        return Counts(unchanged=stored.streets.count())
    if stored:
        return _with_riding(stored, extract)
    record = StreetExtract.objects.create(
        sha256=extract.sha256,
        file_name=extract.file_name[-200:],
        dated=extract.dated,
        attribution=attribution,
        riding=True,
    )
    copy_rows(Street._meta.db_table, street_rows(extract.streets).assign(extract_id=record.pk))
    copy_rows(Landscape._meta.db_table, landscape_rows(extract.landscape).assign(extract_id=record.pk))
    return Counts(new=len(extract.streets.lines), notes=(_features_note(extract.landscape),))


def _with_riding(stored: StreetExtract, extract: Extract) -> Counts:
    """Put the streets of the same file in the place of those that were read for walkers alone."""
    stored.streets.all().delete()
    copy_rows(Street._meta.db_table, street_rows(extract.streets).assign(extract_id=stored.pk))
    stored.riding = True
    stored.save(update_fields=["riding"])
    return Counts(changed=len(extract.streets.lines), notes=(_("the streets now say who may ride"),))


def street_rows(streets: Streets) -> pd.DataFrame:
    """Columns of the table of streets, but for the extract."""
    lines = np.array([shapely.LineString(line) for line in streets.lines], dtype=object)
    return pd.DataFrame(
        {
            "number": range(len(lines)),
            "from_node": streets.edge_from,
            "to_node": streets.edge_to,
            "on_foot": [str(binding) for binding in streets.on_foot],
            "by_bicycle": [str(binding) for binding in streets.by_bicycle],
            "highway": [text[:40] for text in streets.highway],
            "name": [text[:200] for text in streets.name],
            "line": ewkb(lines),
        }
    )


def landscape_rows(features: list[Feature]) -> pd.DataFrame:
    """Columns of the table of the landscape, but for the extract."""
    return pd.DataFrame(
        {
            "kind": [feature.kind for feature in features],
            "name": [feature.name for feature in features],
            "shape": ewkb(np.array([feature.shape for feature in features], dtype=object)),
        }
    )


def ewkb(shapes: np.ndarray) -> np.ndarray:
    """Geometries in WGS 84 as PostGIS reads them in a copy: hexadecimal with the SRID."""
    return shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)


def _features_note(features: list[Feature]) -> str:
    count = {kind: sum(feature.kind == kind for feature in features) for kind in Landscape.Kind}
    return _("landscape: %(water)d water, %(rail)d railways, %(park)d parks") % {
        "water": count[Landscape.Kind.WATER],
        "rail": count[Landscape.Kind.RAIL],
        "park": count[Landscape.Kind.PARK],
    }
