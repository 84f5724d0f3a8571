"""Printed sheets of some patrols in one file, as they are at this moment."""

from collections.abc import Callable, Collection

from geoapp.convert.base_map import load_drawn_map_near, load_edition
from geoapp.convert.risk import load_lattice
from geoapp.convert.risk_pages import names_of_cells
from geoapp.convert.sheets import load_sheets
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.models import District, Roster
from geoapp.printing import font_with
from geoapp.queries.places import load_areas
from maps.analysis.classes import risk_classes
from maps.drawing.sheets import draw_sheets, sheet_characters
from maps.drawing.values import PatrolSheet

# A map of a sheet shows some streets beyond the route: about 1.5 km, in degrees of either kind.
BEYOND_DEG = 0.018


def sheets_pdf(
    district: District, roster: Roster, patrol_ids: Collection[int], address: Callable[[int], str]
) -> bytes | None:
    """One A4 page for each of the patrols that runs, with a code to its page; None if none does."""
    day = roster.starts_on
    lattice = load_lattice(district, day)
    communities = load_areas(district, "community", day)
    classes = risk_classes(load_risk_per_week(roster.surface, lattice).sum(axis=1)).cell_class
    names = names_of_cells(lattice, communities)
    sheets = load_sheets(district, roster, lattice, classes, names, patrol_ids=patrol_ids, address=address)
    if not sheets:
        return None
    base_map, edition = load_drawn_map_near(roster, _around(sheets)), load_edition(district, roster)
    with font_with(sheet_characters(edition, sheets, base_map)) as font:
        return draw_sheets(edition, sheets, base_map, font)


def _around(sheets: list[PatrolSheet]) -> tuple[float, float, float, float]:
    """West, south, east and north of what the maps of some sheets show."""
    places = [place for sheet in sheets for place in (*sheet.line, sheet.post_lon_lat)]
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    return (
        min(lons) - BEYOND_DEG, min(lats) - BEYOND_DEG, max(lons) + BEYOND_DEG, max(lats) + BEYOND_DEG,
    )  # fmt: skip
