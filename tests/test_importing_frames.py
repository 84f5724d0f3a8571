"""Coordinate frames against published pairs, and there and back again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.importing.frames import (
    bd09_to_gcj02,
    checked_frame,
    frame_of_crs,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)
from geoapp.importing.problems import BadFile

# The examples of wandergis/coordtransform: (116.404, 39.915) in one frame is this in the other.
BEIJING = (116.404, 39.915)
WGS84_TO_GCJ02 = (116.41024449916938, 39.91640428150164)
GCJ02_TO_BD09 = (116.41036949371029, 39.92133699351021)
# Beijing railway station in three frames, in the manual of the R package geoChina, to five decimals.
STATION_WGS84, STATION_GCJ02, STATION_BD09 = (
    (116.42079, 39.90105),
    (116.42703, 39.90245),
    (116.43351, 39.90851),
)
# The inverse in the tests of hujiulong/gcoord, to five decimals.
GCOORD_GCJ02, GCOORD_WGS84 = (123.0, 45.0), (122.99395597, 44.99804071)

# Within the box in which the offsets apply, and so far from its edge that no offset leads out of it.
LON_IN_CHINA = st.floats(73.0, 137.0)
LAT_IN_CHINA = st.floats(1.0, 55.0)


def convert(shift, point):
    lon, lat = shift(np.array([point[0]]), np.array([point[1]]))
    return (float(lon[0]), float(lat[0]))


def test_wgs84_to_gcj02_agrees_with_the_published_example():
    assert convert(wgs84_to_gcj02, BEIJING) == pytest.approx(WGS84_TO_GCJ02, abs=1e-9)


def test_gcj02_to_bd09_agrees_with_the_published_example():
    assert convert(gcj02_to_bd09, BEIJING) == pytest.approx(GCJ02_TO_BD09, abs=1e-9)


def test_a_known_station_is_at_its_place_in_all_three_frames():
    assert convert(wgs84_to_gcj02, STATION_WGS84) == pytest.approx(STATION_GCJ02, abs=1.1e-5)
    assert convert(gcj02_to_bd09, STATION_GCJ02) == pytest.approx(STATION_BD09, abs=1.1e-5)


def test_inverse_agrees_with_another_library():
    assert convert(gcj02_to_wgs84, GCOORD_GCJ02) == pytest.approx(GCOORD_WGS84, abs=1e-6)


@given(LON_IN_CHINA, LAT_IN_CHINA)
def test_gcj02_there_and_back_is_exact_to_a_centimetre(lon, lat):
    shifted = convert(wgs84_to_gcj02, (lon, lat))

    assert convert(gcj02_to_wgs84, shifted) == pytest.approx((lon, lat), abs=1e-7)


@given(LON_IN_CHINA, LAT_IN_CHINA)
def test_bd09_there_and_back_is_exact_to_a_centimetre(lon, lat):
    shifted = convert(gcj02_to_bd09, (lon, lat))

    assert convert(bd09_to_gcj02, shifted) == pytest.approx((lon, lat), abs=1e-7)


@given(LON_IN_CHINA, LAT_IN_CHINA)
def test_gcj02_moves_no_point_in_china_by_more_than_a_kilometre(lon, lat):
    to_lon, to_lat = convert(wgs84_to_gcj02, (lon, lat))

    east_m, north_m = (to_lon - lon) * 111_320 * np.cos(np.radians(lat)), (to_lat - lat) * 111_320
    assert 0 < np.hypot(east_m, north_m) < 1000


def test_gcj02_leaves_chicago_where_it_is():
    assert convert(gcj02_to_wgs84, (-87.63, 41.88)) == (-87.63, 41.88)


def test_offset_in_fushun_is_half_a_kilometre():
    lon, lat = convert(wgs84_to_gcj02, (123.93, 41.86))

    east_m, north_m = (lon - 123.93) * 111_320 * np.cos(np.radians(41.86)), (lat - 41.86) * 111_195
    assert np.hypot(east_m, north_m) == pytest.approx(526, abs=10)


def test_projected_coordinates_become_degrees():
    lon, lat = to_wgs84(np.array([500000.0]), np.array([4649776.22]), "EPSG:32651")

    assert (lon[0], lat[0]) == pytest.approx((123.0, 42.0), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("WGS84", "wgs84"),
        ("GCJ-02", "gcj02"),
        ("bd09", "bd09"),
        ("EPSG:4326", "wgs84"),
        ("epsg:4490", "cgcs2000"),
        ("EPSG:32651", "EPSG:32651"),
    ],
)
def test_frame_is_known_by_its_names(text, frame):
    assert checked_frame(text) == frame


@pytest.mark.parametrize("text", ["mars", "EPSG:1", "32651 or so"])
def test_unknown_frame_is_refused_with_the_known_ones(text):
    with pytest.raises(BadFile, match="wgs84, cgcs2000, gcj02, bd09 or EPSG:number"):
        checked_frame(text)


def test_declared_system_of_a_file_is_taken_by_its_register_number():
    assert [frame_of_crs("EPSG:4326"), frame_of_crs("EPSG:2913")] == ["wgs84", "EPSG:2913"]
