"""Coordinate frames of import files, and the way from each to WGS 84."""

from collections.abc import Callable

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geoapp.importing.problems import BadFile

FloatArray = NDArray[np.float64]
Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

# Krasovsky 1940, on which GCJ-02 computes its offsets.
KRASOVSKY_A_M = 6378245.0
KRASOVSKY_E2 = 0.00669342162296594323
# Outside this box the Chinese map services do not shift.
CHINA_LON = (72.004, 137.8347)
CHINA_LAT = (0.8293, 55.8271)
# BD-09 turns and stretches with this frequency.
BAIDU_X_PI = np.pi * 3000.0 / 180.0
# About a tenth of a millimetre: far below the 1e-7 degrees that are promised.
INVERSE_TOLERANCE_DEG = 1e-9
INVERSE_STEPS = 30

NAMED_FRAMES = ("wgs84", "cgcs2000", "gcj02", "bd09")


def checked_frame(text: str) -> str:
    """The frame as it is stored: one of ``NAMED_FRAMES`` or ``EPSG:n``.

    Raises:
        BadFile: If it is neither.
    """
    name = text.strip().lower().replace("-", "")
    if name in NAMED_FRAMES:
        return name
    try:
        authority = CRS.from_user_input(text.strip().upper()).to_authority()
    except CRSError:
        authority = None
    if authority is None:
        raise BadFile(
            _("Unknown frame %(frame)s: name one of %(known)s or EPSG:number.")
            % {"frame": text, "known": ", ".join(NAMED_FRAMES)}
        )
    return _named(f"{authority[0]}:{authority[1]}")


def frame_of_crs(crs: str) -> str:
    """The frame of a coordinate reference system that a file declares.

    Raises:
        BadFile: If no authority knows that system.
    """
    authority = CRS.from_user_input(crs).to_authority(min_confidence=25)
    if authority is None:
        raise BadFile(
            _("The file's coordinate system is not in any register: name it with --frame EPSG:number.")
        )
    return _named(f"{authority[0]}:{authority[1]}")


def _named(authority: str) -> str:
    names = {"EPSG:4326": "wgs84", "OGC:CRS84": "wgs84", "EPSG:4490": "cgcs2000"}
    return names.get(authority, authority)


def in_degrees(frame: str) -> bool:
    """Whether coordinates of the frame are longitude and latitude."""
    return frame in NAMED_FRAMES or bool(CRS.from_user_input(frame).is_geographic)


def to_wgs84(x: FloatArray, y: FloatArray, frame: str) -> tuple[FloatArray, FloatArray]:
    """Convert coordinates of a frame to longitude and latitude, each of shape (n,), degrees.

    CGCS2000 and WGS 84 differ by centimetres and are taken as one. What cannot be
    converted becomes infinite or NaN.

    Args:
        x: Longitude or easting, shape (n,).
        y: Latitude or northing, shape (n,).
        frame: As ``checked_frame`` returns it.
    """
    if frame in ("wgs84", "cgcs2000"):
        return x, y
    if frame == "gcj02":
        return gcj02_to_wgs84(x, y)
    if frame == "bd09":
        return gcj02_to_wgs84(*bd09_to_gcj02(x, y))
    lon, lat = Transformer.from_crs(frame, "EPSG:4326", always_xy=True).transform(x, y)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def wgs84_to_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shift WGS 84 to GCJ-02, degrees, shape (n,); nothing moves outside China.

    Source: the formulas that the map industry found to agree with the official service,
    as in wandergis/coordtransform (MIT licence), ``wgs84togcj02``.
    """
    east, north = _gcj02_offsets_m(lon - 105.0, lat - 35.0)
    latitude = np.radians(lat)
    flattened = 1 - KRASOVSKY_E2 * np.sin(latitude) ** 2
    metres_north = KRASOVSKY_A_M * (1 - KRASOVSKY_E2) / flattened**1.5
    metres_east = KRASOVSKY_A_M / np.sqrt(flattened) * np.cos(latitude)
    inside = (lon >= CHINA_LON[0]) & (lon <= CHINA_LON[1]) & (lat >= CHINA_LAT[0]) & (lat <= CHINA_LAT[1])
    return (
        lon + np.where(inside, np.degrees(east / metres_east), 0.0),
        lat + np.where(inside, np.degrees(north / metres_north), 0.0),
    )


def _gcj02_offsets_m(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """GCJ-02's offsets to the east and north in metres; x and y are degrees from 105° E, 35° N."""

    def wave(degrees: FloatArray, *terms: tuple[float, float]) -> FloatArray:
        total = sum(size * np.sin(degrees * frequency * np.pi) for size, frequency in terms)
        return np.asarray(total) * 2.0 / 3.0

    common = wave(x, (20.0, 6.0), (20.0, 2.0))
    root = np.sqrt(np.abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += wave(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += wave(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    return east, north


def gcj02_to_bd09(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shift GCJ-02 to Baidu's BD-09, degrees, shape (n,).

    Source: wandergis/coordtransform (MIT licence), ``gcj02tobd09``.
    """
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_X_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_X_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def gcj02_to_wgs84(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Undo ``wgs84_to_gcj02`` to less than 1e-7 degrees."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def bd09_to_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Undo ``gcj02_to_bd09`` to less than 1e-7 degrees."""
    return _inverse(gcj02_to_bd09, lon, lat)


def _inverse(shift: Shift, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Fixed-point iteration: the shift changes so slowly that each step gains two digits or more."""
    from_lon, from_lat = lon, lat
    for _step in range(INVERSE_STEPS):
        to_lon, to_lat = shift(from_lon, from_lat)
        wrong_lon, wrong_lat = to_lon - lon, to_lat - lat
        from_lon, from_lat = from_lon - wrong_lon, from_lat - wrong_lat
        if not (np.abs([wrong_lon, wrong_lat]) > INVERSE_TOLERANCE_DEG).any():
            break
    return from_lon, from_lat
