"""The files that planners take away, by name."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geoapp.briefs import drawn_briefs, load_brief
from geoapp.cell_exports import LEAST, CellTable, coverage_table, risk_table
from geoapp.cell_files import FORMATS, write_cells
from geoapp.models import District, RiskSurface, Roster
from maps.drawing.brief import LANGUAGES

CONTENT_TYPES = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "png": "image/png",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


class NoSuchFile(LookupError):
    """No file of this roster has that name."""


@dataclass(frozen=True)
class PlannerFile:
    """A file as it is sent."""

    name: str
    content: bytes
    content_type: str


def file_names(roster: Roster) -> dict[str, dict[str, list[str]]]:
    """Names of all files by what they hold and for whom."""
    groups = ["all", *roster.surface.groups.order_by("group").values_list("group", flat=True)]
    names = {
        f"risk-{group}": {who: [f"{who}-risk-{group}.{_ending(one)}" for one in FORMATS] for who in LEAST}
        for group in groups
    }
    return names | {"coverage": {"planner": [f"planner-coverage.{_ending(one)}" for one in FORMATS]}}


def brief_names() -> list[str]:
    """Names of the brief in each language."""
    return [f"brief-{language}.pdf" for language in LANGUAGES]


def _ending(suffix: str) -> str:
    """A CSV travels with its facts, and so in a folder of its own."""
    return "csv.zip" if suffix == "csv" else suffix


def planner_file(district: District, roster: Roster, name: str, attribution: str) -> PlannerFile:
    """Make a file.

    Raises:
        NoSuchFile: If the name is none of those of ``file_names`` and ``brief_names``.
    """
    if name in brief_names():
        language = name.removeprefix("brief-").removesuffix(".pdf")
        return PlannerFile(name, drawn_briefs(load_brief(district, roster))[language], CONTENT_TYPES["pdf"])
    for what, by_audience in file_names(roster).items():
        for audience, names in by_audience.items():
            if name in names:
                suffix = FORMATS[names.index(name)]
                return _cells(_table(district, roster, what, audience), name, suffix, attribution)
    raise NoSuchFile(name)


def _table(district: District, roster: Roster, what: str, audience: str) -> CellTable:
    if what == "coverage":
        return coverage_table(district, roster)
    group = what.removeprefix("risk-")
    surface = roster.surface if group == "all" else RiskSurface.objects.get(whole=roster.surface, group=group)
    return risk_table(district, surface, audience)


def _cells(table: CellTable, name: str, suffix: str, attribution: str) -> PlannerFile:
    with TemporaryDirectory() as folder:
        (path,) = write_cells(table, Path(folder), (suffix,), attribution)
        if suffix != "csv":
            return PlannerFile(name, path.read_bytes(), CONTENT_TYPES[suffix])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in (path, path.with_suffix(".csv.json")):
                archive.write(part, part.name)
    return PlannerFile(name, packed.getvalue(), CONTENT_TYPES["zip"])
