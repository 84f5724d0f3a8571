"""Stored streets, areas and cells to what the pages draw."""

from datetime import date

import numpy as np
import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from geoapp.convert.times import local_clock
from geoapp.models import District, Roster, StreetExtract
from geoapp.queries.places import Areas, in_degrees, load_base_map, load_outlines
from maps.analysis.cells import Lattice
from maps.drawing.values import AreaShape, BaseMap, Bounds, Edition, Line, Street, Word


def load_edition(district: District, roster: Roster) -> Edition:
    """What every page of a roster says about itself."""
    return Edition(
        district=Word(district.name, district.name),
        first_day=roster.starts_on,
        last_day=roster.last_day,
        made_at=local_clock(district, roster.made_at),
        synthetic=district.synthetic,
        sources=(
            (
                Word("Streets", "街道数据"),
                f"{roster.streets.dated or ''} {roster.streets.sha256[:12]}".strip(),
            ),
            (
                Word("Incidents", "事件数据"),
                f"{roster.surface.incidents:,}, {roster.surface.inputs_sha256[:12]}",
            ),
        ),
    )


def load_drawn_map(roster: Roster, outline: BaseGeometry) -> BaseMap:
    """The base map of a roster's street extract; pages first show the outline of the district (degrees)."""
    return load_drawn_streets(roster.streets, outline.bounds)


def load_drawn_map_near(roster: Roster, bounds: tuple[float, float, float, float]) -> BaseMap:
    """The base map within some bounds (west, south, east, north in degrees), for the page of one patrol."""
    return _drawn_map(roster.streets, bounds, bounds)


def load_drawn_streets(extract: StreetExtract, first_view: tuple[float, float, float, float]) -> BaseMap:
    """The base map of a street extract, which first shows some bounds (west, south, east, north)."""
    return _drawn_map(extract, first_view, None)


def _drawn_map(
    extract: StreetExtract,
    first_view: tuple[float, float, float, float],
    only: tuple[float, float, float, float] | None,
) -> BaseMap:
    streets, landscape = load_base_map(extract, only)
    return BaseMap(
        streets=tuple(Street(highway, _line(line), name) for highway, name, line in streets),
        bounds=Bounds(*first_view),
        attribution=extract.attribution,
        rail=tuple(line for kind, shape in landscape if kind == "rail" for line in _lines(shape)),
        water=tuple(line for kind, shape in landscape if kind == "water" for line in _lines(shape)),
        tile_url=settings.TILE_URL,
        tile_attribution=settings.TILE_ATTRIBUTION,
    )


def load_area_shapes(level: str, day: date) -> tuple[AreaShape, ...]:
    """The areas of a level with their outer rings."""
    return tuple(
        AreaShape(code, name, level, tuple(_lines(shape)))
        for _, code, name, shape in load_outlines(level, day)
    )


def cell_corners(district: District, lattice: Lattice) -> list[Line]:
    """The four corners of each cell in degrees, in order around it."""
    half = lattice.cell_m / 2
    around = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    corners = (lattice.centres_m[:, None, :] + around[None]).reshape(-1, 2)
    lon_lat = in_degrees(district, corners).round(6).reshape(-1, 4, 2)
    return [tuple((lon, lat) for lon, lat in cell) for cell in lon_lat.tolist()]


def shares_of_cells(areas: Areas, lattice: Lattice) -> np.ndarray:
    """Share of each cell that lies in each area, shape (n_areas, n_cells)."""
    half = lattice.cell_m / 2
    x_m, y_m = lattice.centres_m.T
    cells = shapely.box(x_m - half, y_m - half, x_m + half, y_m + half)
    area, cell = shapely.STRtree(cells).query(areas.shape_m, predicate="intersects")
    shares = np.zeros((len(areas.id), lattice.n_cells))
    shares[area, cell] = shapely.area(shapely.intersection(areas.shape_m[area], cells[cell]))
    return shares / lattice.cell_m**2


def _line(shape: BaseGeometry) -> Line:
    return tuple((round(lon, 6), round(lat, 6)) for lon, lat in shapely.get_coordinates(shape).tolist())


def _lines(shape: BaseGeometry) -> list[Line]:
    """Lines as they are, polygons as their outer rings."""
    parts = shapely.get_parts(shape)
    return [_line(part.exterior if part.geom_type == "Polygon" else part) for part in parts]
