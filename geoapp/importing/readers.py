"""Read the file formats of imports into one kind of table."""

import gzip
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from geoapp.importing.delimited import read_delimited
from geoapp.importing.gpx import read_gpx
from geoapp.importing.layers import LAYER_SUFFIXES, read_layer
from geoapp.importing.problems import BadFile
from geoapp.importing.spreadsheets import read_spreadsheet
from geoapp.importing.table import Table

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
SPREADSHEET_SUFFIXES = (".xlsx", ".xlsm")
GPX_SUFFIX = ".gpx"


def read_table(path: Path, encoding: str | None = None, layer: str | None = None) -> Table:
    """Read a CSV, XLSX, GeoJSON, GeoPackage, Shapefile, KML or GPX file, CSV and GeoJSON also as ``.gz``.

    Args:
        path: The file; its suffix tells the format.
        encoding: Of a text file or Shapefile, where it is not to be guessed.
        layer: Of a file with several layers.

    Raises:
        BadFile: If it is absent, empty, of an unknown format, cut off, or in another encoding.
    """
    content_or_path, suffix = _opened(path)
    if suffix in TEXT_SUFFIXES:
        return read_delimited(path, _content(content_or_path), encoding)
    if suffix in SPREADSHEET_SUFFIXES:
        return read_spreadsheet(path)
    if suffix in LAYER_SUFFIXES:
        return read_layer(path, content_or_path, encoding, layer)
    if suffix == GPX_SUFFIX:
        return read_gpx(path, _content(content_or_path))
    raise BadFile(
        _("%(path)s: unknown format %(suffix)s. Use one of %(known)s; CSV and GeoJSON may be gzipped.")
        % {
            "path": path,
            "suffix": suffix or _("without a suffix"),
            "known": " ".join((*TEXT_SUFFIXES, *SPREADSHEET_SUFFIXES, *LAYER_SUFFIXES, GPX_SUFFIX)),
        }
    )


def _opened(path: Path) -> tuple[bytes | Path, str]:
    """The unpacked bytes of a gzipped file or else the path, and the suffix of what is inside."""
    if not path.is_file():
        raise BadFile(_("%(path)s: there is no such file.") % {"path": path})
    if path.stat().st_size == 0:
        raise BadFile(_("%(path)s is empty (0 bytes): export or copy it again.") % {"path": path})
    suffix = path.suffix.lower()
    if suffix != ".gz":
        return path, suffix
    return unpacked(path), Path(path.stem).suffix.lower()


def unpacked(path: Path) -> bytes:
    """The content of a gzipped file.

    Raises:
        BadFile: If it is damaged or cut off.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(_("%(path)s is damaged or cut off: copy it again.") % {"path": path}) from error
    if not content:
        raise BadFile(_("%(path)s holds nothing: export or copy it again.") % {"path": path})
    return content


def _content(content_or_path: bytes | Path) -> bytes:
    return content_or_path if isinstance(content_or_path, bytes) else content_or_path.read_bytes()
