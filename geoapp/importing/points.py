"""Positions of rows: read, converted to WGS 84, and checked against the district and its streets."""

from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geoapp.importing.district import Ground
from geoapp.importing.frames import FloatArray, frame_of_crs, in_degrees, to_wgs84
from geoapp.importing.options import Options
from geoapp.importing.problems import BadFile
from geoapp.importing.records import Records
from geoapp.importing.shifted import refuse_shifted
from geoapp.importing.table import BoolArray, Table
from geoapp.importing.values import real_number


@dataclass(frozen=True, eq=False)
class Points:
    """Positions of all rows, shape (n,) each; those of rejected rows may be NaN.

    Attributes:
        lon: Degrees, WGS 84.
        lat: Degrees, WGS 84.
        x: As in the file.
        y: As in the file.
        frame: Of x and y.
    """

    lon: FloatArray
    lat: FloatArray
    x: FloatArray
    y: FloatArray
    frame: str


def file_frame(table: Table, options: Options) -> str:
    """The frame that the user named, else the one that the file declares, else WGS 84."""
    if options.frame is not None:
        return options.frame
    return frame_of_crs(table.crs) if table.crs else "wgs84"


def read_points(records: Records, options: Options, ground: Ground) -> Points:
    """Read the position of each row and reject rows without a usable one.

    Raises:
        BadFile: If the points as a whole look shifted against the streets.
    """
    frame = file_frame(records.table, options)
    x, y = _coordinates(records)
    _reject_zero(records, x, y)
    known = ~records.bad
    lon, lat = (np.full(len(records), np.nan) for _axis in range(2))
    lon[known], lat[known] = to_wgs84(x[known], y[known], frame)
    points = Points(lon, lat, x, y, frame)
    if not options.trust_frame:
        refuse_shifted(x[known], y[known], lon[known], lat[known], frame)
    if options.inside_only:
        _leave_out_outside(records, points, ground)
    _reject_outside(records, points, ground)
    return points


def _coordinates(records: Records) -> tuple[FloatArray, FloatArray]:
    """The two numbers of each row, from its columns or its geometry; NaN where the row is rejected."""
    if records.has("lon") and records.has("lat"):
        remedy = _("not a number: give the coordinate in figures with a decimal point")
        x, y = (records.parsed(field, real_number, remedy, required=True) for field in ("lon", "lat"))
        return x.astype(float), y.astype(float)
    shapes = records.table.shapes
    assert shapes is not None
    is_point = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~shapely.is_empty(shapes)
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    usable = is_point & np.isfinite(x) & np.isfinite(y)
    records.reject(
        ~usable, "lon", _("the feature is not a point with two numbers"), lambda at: str(shapes[at])[:60]
    )
    return np.where(usable, x, np.nan), np.where(usable, y, np.nan)


def _reject_zero(records: Records, x: FloatArray, y: FloatArray) -> None:
    records.reject(
        (x == 0) & (y == 0),
        "lon",
        _("0, 0 stands for an unknown place: find the place or leave the row out"),
        lambda _at: "0, 0",
    )


def _leave_out_outside(records: Records, points: Points, ground: Ground) -> None:
    """Leave out points of other districts; what is not in degrees at all stays, to be rejected.

    Raises:
        BadFile: If no point is in the district, as when the frame is wrong.
    """
    outside = ~records.bad & ~ground.contains(points.lon, points.lat) & _on_earth(points)
    if len(records) and not (~records.bad & ~outside).any():
        raise BadFile(
            _("None of the points is in %(district)s: name the frame with --frame, or take another file.")
            % {"district": ground.district.name}
        )
    records.leave_out(outside)


def _reject_outside(records: Records, points: Points, ground: Ground) -> None:
    """Reject points that are not in the district, each with the likeliest reason."""

    def shown(at: int) -> str:
        return f"{points.x[at]:.10g}, {points.y[at]:.10g}"

    def distance(at: int) -> str:
        km = ground.distance_m(points.lon[at], points.lat[at]) / 1000
        return far_away % {"km": km}

    astray = ~records.bad & ~ground.contains(points.lon, points.lat)
    swapped = _inside_when_swapped(points, ground, astray)
    elsewhere = astray & ~swapped & _on_earth(points)
    far_away = _(
        "%(km).1f km outside the district: check the place, name the frame with --frame, or widen --border-m"
    )
    exchange = _("longitude and latitude look swapped: exchange the two columns")
    unknown = _("not longitude and latitude in degrees: name the coordinate frame with --frame EPSG:number")
    records.reject(swapped, "lon", exchange, shown)
    records.reject(elsewhere, "lon", distance, shown)
    records.reject(astray & ~swapped & ~elsewhere, "lon", unknown, shown)


def _inside_when_swapped(points: Points, ground: Ground, astray: BoolArray) -> BoolArray:
    inside = np.zeros(len(astray), dtype=np.bool_)
    if astray.any():
        inside[astray] = ground.contains(*to_wgs84(points.y[astray], points.x[astray], points.frame))
    return inside


def _on_earth(points: Points) -> BoolArray:
    """Whether the numbers of the file can be of its frame, shape (n,)."""
    if in_degrees(points.frame):
        return np.asarray((np.abs(points.x) <= 180) & (np.abs(points.y) <= 90))
    return np.isfinite(points.lon) & np.isfinite(points.lat)
