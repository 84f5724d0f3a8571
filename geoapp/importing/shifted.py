"""Recognise a file whose points are in another frame than it says, by their distance to streets."""

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geoapp.importing.frames import FloatArray, in_degrees, to_wgs84
from geoapp.importing.problems import BadFile
from geoapp.models import Street, StreetExtract

# Fewer points than this say nothing; more than the sample say nothing more.
MIN_POINTS = 100
SAMPLE = 2000
# Points of a wrong frame lie anywhere between the streets; in the right one most lie along them. Measured
# in Beijing, Guixi and the demo district on points up to 20 m from streets: a median of 1 to 5 m in
# their own frame, 15 to 110 m in another. Points spread evenly: never better than by a factor of 0.55.
CLEAR_GAIN = 0.5
# Nearer than this to a street the points are plainly along them already.
NEAR_M = 8.0
METRES_PER_DEGREE = 111_195.0


def refuse_shifted(x: FloatArray, y: FloatArray, lon: FloatArray, lat: FloatArray, frame: str) -> None:
    """Compare the points with the newest street extract.

    Args:
        x: As in the file, shape (n,).
        y: As in the file, shape (n,).
        lon: As they would be stored, WGS 84 degrees, shape (n,).
        lat: As they would be stored, WGS 84 degrees, shape (n,).
        frame: Of x and y.

    Raises:
        BadFile: If another frame brings the points clearly nearer to the streets.
    """
    if len(x) < MIN_POINTS or (lines := load_street_lines()) is None:
        return
    chosen = _sample_inside(lon, lat, lines)
    if len(chosen) < MIN_POINTS:
        return
    tree, stretch = _flat_tree(lines)
    given_m = median_distance_m(tree, stretch, lon[chosen], lat[chosen])
    base = (x[chosen], y[chosen]) if in_degrees(frame) else (lon[chosen], lat[chosen])
    others = [other for other in ("wgs84", "gcj02", "bd09") if other != frame]
    as_other_m = {other: median_distance_m(tree, stretch, *to_wgs84(*base, other)) for other in others}
    best = min(as_other_m, key=as_other_m.__getitem__)
    if given_m >= NEAR_M and as_other_m[best] < CLEAR_GAIN * given_m:
        raise BadFile(
            _(
                "The points look shifted against the streets: the middle one is %(given).0f m from a street "
                "as %(frame)s, but %(other).0f m as %(best)s. Import the file with --frame %(best)s, "
                "or with --trust-frame if the frame is right."
            )
            % {"given": given_m, "frame": frame, "other": as_other_m[best], "best": best}
        )


def load_street_lines() -> np.ndarray | None:
    """Lines of the newest extract, WGS 84 degrees, shape (n,), or None before any import of streets."""
    extract = StreetExtract.objects.order_by("imported_at").last()
    if extract is None:
        return None
    lines = Street.objects.filter(extract=extract).order_by("number").values_list("line", flat=True)
    return shapely.from_wkb([bytes(line.wkb) for line in lines])


def median_distance_m(tree: shapely.STRtree, stretch: float, lon: FloatArray, lat: FloatArray) -> float:
    """Median distance from points to the nearest line of a flattened tree."""
    points = shapely.points(lon * stretch, lat)
    _pairs, distance = tree.query_nearest(points, return_distance=True, all_matches=False)
    return float(np.median(distance)) * METRES_PER_DEGREE


def _flat_tree(lines: np.ndarray) -> tuple[shapely.STRtree, float]:
    """A tree in degrees of latitude, longitudes stretched by the cosine of the middle latitude."""
    south, north = shapely.total_bounds(lines)[[1, 3]]
    stretch = float(np.cos(np.radians((south + north) / 2)))
    return shapely.STRtree(shapely.transform(lines, lambda xy: xy * [stretch, 1.0])), stretch


def _sample_inside(lon: FloatArray, lat: FloatArray, lines: np.ndarray) -> np.ndarray:
    """Positions of evenly chosen points within the bounds of the streets."""
    west, south, east, north = shapely.total_bounds(lines)
    inside = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    return inside[:: max(1, len(inside) // SAMPLE)]
