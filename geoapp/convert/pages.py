"""All pages and sheets of a roster, written into a folder."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import shapely

from geoapp import parallel
from geoapp.convert.base_map import load_area_shapes, load_drawn_map, load_edition
from geoapp.convert.coverage_pages import coverage_facts
from geoapp.convert.risk import load_lattice
from geoapp.convert.risk_pages import names_of_cells, risk_groups
from geoapp.convert.sheets import load_sheets, route_lines, unfilled_rows, unmet_visit_rows
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.models import District, Roster
from geoapp.printing import font_with
from geoapp.progress import Progress
from geoapp.queries.places import Areas, load_areas, load_outlines
from geoapp.sheet_files import write_patrols
from geoapp.summary import plan_summary
from maps.analysis.cells import Lattice
from maps.analysis.classes import risk_classes
from maps.drawing import paths
from maps.drawing.asset_files import asset_files
from maps.drawing.coverage_page import draw_coverage
from maps.drawing.hotspots_page import draw_hotspots
from maps.drawing.index_page import draw_index
from maps.drawing.routes_page import draw_routes
from maps.drawing.sheets import sheet_characters
from maps.drawing.values import BaseMap, Edition, PatrolSheet, SheetFile

# In the folder of the sheets: what is ours there, and may be deleted when the plan is made again.
WRITTEN = "written.txt"


def write_pages(district: District, roster: Roster, out: Path, progress: Progress) -> None:
    """Write every page, its assets and the printed sheets; replaces what an earlier plan wrote."""
    day = roster.starts_on
    lattice = load_lattice(district, day)
    per_week = load_risk_per_week(roster.surface, lattice)
    communities = load_areas(district, "community", day)
    edition = load_edition(district, roster)
    outline = shapely.union_all([shape for *_, shape in load_outlines("district", day)])
    base_map = load_drawn_map(roster, outline)
    for path, content in asset_files(base_map).items():
        _write(out / path, content)

    progress("maps: pages", None)
    _write(out / paths.HOTSPOTS, _hotspots(district, roster, lattice, communities, edition, base_map))
    subdistricts = load_area_shapes("subdistrict", day)
    areas = (*subdistricts, *load_area_shapes("community", day))
    covered = coverage_facts(district, roster, lattice, per_week, communities)
    _write(out / paths.COVERAGE, draw_coverage(edition, base_map, areas, covered))

    classes = risk_classes(per_week.sum(axis=1)).cell_class
    sheets = load_sheets(district, roster, lattice, classes, names_of_cells(lattice, communities))
    lines = route_lines(sheets)
    _write(out / paths.ROUTES, draw_routes(edition, base_map, subdistricts, lines))
    files = _write_sheets(out, edition, base_map, sheets, progress)
    summary = plan_summary(roster)
    unfilled, unmet = unfilled_rows(district, roster), unmet_visit_rows(roster)
    _write(out / paths.INDEX, draw_index(edition, summary, unfilled, lines, files, unmet))


def _hotspots(
    district: District,
    roster: Roster,
    lattice: Lattice,
    communities: Areas,
    edition: Edition,
    base_map: BaseMap,
) -> str:
    day = roster.starts_on
    levels = {"community": communities, "grid": load_areas(district, "grid", day)}
    names = names_of_cells(lattice, communities)
    groups, observed = risk_groups(district, roster.surface, lattice, levels, names)
    areas = (*load_area_shapes("community", day), *load_area_shapes("grid", day))
    return draw_hotspots(edition, base_map, areas, groups, observed)


def _write_sheets(
    out: Path, edition: Edition, base_map: BaseMap, sheets: list[PatrolSheet], progress: Progress
) -> list[SheetFile]:
    """Write the page of each patrol, and one file to print for each day and subdistrict."""
    (out / "patrols").mkdir(parents=True, exist_ok=True)
    remove_earlier(out / "patrols")
    groups: dict[tuple[date, str], list[PatrolSheet]] = defaultdict(list)
    for sheet in sheets:
        groups[sheet.starts.date(), sheet.area].append(sheet)
    areas = sorted({sheet.area for sheet in sheets})
    files = [
        (SheetFile(day, area, f"patrols/{day}-{areas.index(area) + 1:02}.pdf", len(members)), members)
        for (day, area), members in sorted(groups.items())
    ]
    with font_with(sheet_characters(edition, sheets, base_map)) as font:
        work = [(out, edition, base_map, font, file.path, members) for file, members in files]
        written = [*(Path(paths.patrol_path(sheet.code)).name for sheet in sheets)]
        written += [Path(file.path).name for file, _ in files]
        _write(out / "patrols" / WRITTEN, "".join(f"{name}\n" for name in written))
        parallel.each(write_patrols, work, "maps: patrols", progress)
    return [file for file, _ in files]


def remove_earlier(folder: Path) -> None:
    """Delete the sheets that an earlier plan wrote into a folder, and nothing that somebody put there."""
    if (folder / WRITTEN).exists():
        for name in (folder / WRITTEN).read_text(encoding="utf-8").splitlines():
            # A name of a file here, whatever the list says.
            (folder / Path(name).name).unlink(missing_ok=True)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
