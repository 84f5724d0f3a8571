"""Lookups of the district, its areas, posts and streets."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.models import District, StreetExtract
from geoapp.queries.rows import columns, rows, shapes


@dataclass(frozen=True)
class Areas:
    """The areas of one level on one day, sorted by code; shapes in metres, project CRS."""

    id: list[int]
    code: list[str]
    name: list[str]
    parent_id: list[int | None]
    shape_m: np.ndarray

    def locate(self, points_m: np.ndarray) -> np.ndarray:
        """Index of the area that holds each point, or -1; points have shape (n, 2)."""
        tree = shapely.STRtree(self.shape_m)
        point, area = tree.query(shapely.points(points_m), predicate="intersects")
        found = np.full(len(points_m), -1)
        # On a shared border both sides match: the first by code is taken.
        found[point[::-1]] = area[::-1]
        return found


@dataclass(frozen=True)
class Posts:
    """The active posts, sorted by code; positions in metres and in degrees, shape (n, 2)."""

    id: list[int]
    code: list[str]
    name: list[str]
    max_patrols: list[int]
    xy_m: np.ndarray
    lon_lat: np.ndarray


@dataclass(frozen=True)
class StreetRows:
    """The segments of an extract in their order, shape (n,); lines in metres, project CRS."""

    from_node: np.ndarray
    to_node: np.ndarray
    on_foot: np.ndarray
    by_bicycle: np.ndarray
    line_m: np.ndarray


AREAS = """
select id, code, name, parent_id, ST_AsBinary(ST_Transform(shape, %(srid)s))
from geoapp_area
where level = %(level)s and valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s)
order by code
"""
OUTLINES = """
select id, code, name, ST_AsBinary(shape)
from geoapp_area
where level = %(level)s and valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s)
order by code
"""
POSTS = """
select id, code, name, max_patrols,
       ST_X(ST_Transform(point, %(srid)s)), ST_Y(ST_Transform(point, %(srid)s)), ST_X(point), ST_Y(point)
from geoapp_post where active order by code
"""
STREETS = """
select from_node, to_node, on_foot, by_bicycle, ST_AsBinary(ST_Transform(line, %(srid)s))
from geoapp_street where extract_id = %(extract)s order by number
"""
BASE_MAP_STREETS = """
select highway, name, ST_AsBinary(line) from geoapp_street
where extract_id = %(extract)s and (%(west)s is null or line && {box}) order by number
"""
LANDSCAPE = """
select kind, ST_AsBinary(shape) from geoapp_landscape
where extract_id = %(extract)s and (%(west)s is null or shape && {box}) order by id
"""
BOX = "ST_MakeEnvelope(%(west)s::float8, %(south)s::float8, %(east)s::float8, %(north)s::float8, 4326)"
VISITS = """
select id, ST_X(ST_Transform(point, %(srid)s)), ST_Y(ST_Transform(point, %(srid)s))
from geoapp_visit where active order by ref
"""
IN_METRES = """
select ST_X(p), ST_Y(p)
from unnest(%(lon)s::float8[], %(lat)s::float8[]) with ordinality as place(lon, lat, n),
     ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), %(srid)s) as p
order by n
"""
IN_DEGREES = """
select ST_X(p), ST_Y(p)
from unnest(%(x)s::float8[], %(y)s::float8[]) with ordinality as place(x, y, n),
     ST_Transform(ST_SetSRID(ST_MakePoint(x, y), %(srid)s), 4326) as p
order by n
"""


def load_areas(district: District, level: str, day: date) -> Areas:
    """The areas of a level that are valid on a day."""
    found = rows(AREAS, {"srid": district.metric_srid, "level": level, "day": day})
    ids, codes, names, parents, wkb = zip(*found, strict=True) if found else ([], [], [], [], [])
    return Areas(list(ids), list(codes), list(names), list(parents), shapes(wkb))


def load_district_shape_m(district: District, day: date) -> BaseGeometry:
    """The district's polygon in metres, project CRS."""
    return shapely.union_all(load_areas(district, "district", day).shape_m)


def load_posts(district: District) -> Posts:
    """Posts where patrols can start."""
    found = rows(POSTS, {"srid": district.metric_srid})
    ids, codes, names, most, x_m, y_m, lon, lat = columns(found, int, object, object, int, *[float] * 4)
    return Posts(
        ids.tolist(), codes.tolist(), names.tolist(), most.tolist(),
        np.column_stack([x_m, y_m]), np.column_stack([lon, lat]),
    )  # fmt: skip


def load_streets(district: District, extract: StreetExtract) -> StreetRows:
    """The street segments in metres, for the networks on foot and by bicycle."""
    found = rows(STREETS, {"srid": district.metric_srid, "extract": extract.pk})
    from_node, to_node, on_foot, by_bicycle, wkb = columns(found, int, int, object, object, object)
    return StreetRows(from_node, to_node, on_foot, by_bicycle, shapes(wkb))


def load_base_map(
    extract: StreetExtract, bounds: tuple[float, float, float, float] | None = None
) -> tuple[list[tuple[str, str, BaseGeometry]], list[tuple[str, BaseGeometry]]]:
    """(highway, name, line) of the streets and (kind, shape) of the landscape, in degrees.

    Args:
        bounds: West, south, east and north of what is wanted; all if None.
    """
    box = dict(zip(("west", "south", "east", "north"), bounds or [None] * 4, strict=True))
    parameters = {"extract": extract.pk, **box}
    streets = rows(BASE_MAP_STREETS.format(box=BOX), parameters)
    landscape = rows(LANDSCAPE.format(box=BOX), parameters)
    lines, patches = shapes([row[2] for row in streets]), shapes([row[1] for row in landscape])
    return (
        [(str(highway), str(name), line) for (highway, name, _), line in zip(streets, lines, strict=True)],
        [(str(kind), patch) for (kind, _), patch in zip(landscape, patches, strict=True)],
    )


def in_metres(district: District, lon_lat: np.ndarray) -> np.ndarray:
    """Positions in the district's metric system, shape (n, 2), from degrees of the same shape."""
    parameters = {"lon": lon_lat[:, 0].tolist(), "lat": lon_lat[:, 1].tolist(), "srid": district.metric_srid}
    return np.column_stack(columns(rows(IN_METRES, parameters), float, float))


def in_degrees(district: District, xy_m: np.ndarray) -> np.ndarray:
    """Positions in WGS 84, shape (n, 2), from metres of the same shape."""
    parameters = {"x": xy_m[:, 0].tolist(), "y": xy_m[:, 1].tolist(), "srid": district.metric_srid}
    return np.column_stack(columns(rows(IN_DEGREES, parameters), float, float))


def load_visit_places(district: District) -> tuple[list[int], np.ndarray]:
    """Ids of the active visits by ref, and their positions in metres, shape (n, 2)."""
    ids, x_m, y_m = columns(rows(VISITS, {"srid": district.metric_srid}), int, float, float)
    return ids.tolist(), np.column_stack([x_m, y_m])


def load_outlines(level: str, day: date) -> list[tuple[int, str, str, BaseGeometry]]:
    """(id, code, name, shape in degrees) of the areas of a level that are valid on a day, by code."""
    found = rows(OUTLINES, {"level": level, "day": day})
    outlines = shapes([row[3] for row in found])
    return [(row[0], row[1], row[2], outline) for row, outline in zip(found, outlines, strict=True)]
