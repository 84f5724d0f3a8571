"""Lookups of incidents for the risk and for what is shown beside it."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from pyproj import Transformer

from geoapp.models import District, Source
from geoapp.queries.rows import PostgresTime, copied

# Degrees and UTC come out raw and are converted by the million: PostGIS and PostgreSQL do it row by row.
INCIDENTS = """
select ST_X(point), ST_Y(point), time_from, time_to, weight, category_id,
       array_position(%(sources)s, source)::bigint - 1
from geoapp_incident
where time_from < %(as_of)s
order by time_from, ref
"""
# Phones report without a place too; such a report lies in no cell.
OBSERVATIONS = """
select ST_X(point), ST_Y(point), at
from geoapp_observation
where at < %(as_of)s and point is not null
order by at, id
"""
TYPES = ("float64", "float64", PostgresTime, PostgresTime, "float64", "int64", "int64")


@dataclass(frozen=True, eq=False)
class IncidentColumns:
    """Incidents in order of time, shape (n,) each.

    Attributes:
        xy_m: Positions, shape (n, 2), the district's metric system.
        starts: Local clock.
        ends: Local clock.
        weight: How much each counts.
        category: Ids of their categories.
        source: Rows of ``Source.values``.
    """

    xy_m: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    weight: np.ndarray
    category: np.ndarray
    source: np.ndarray


def load_incident_columns(district: District, as_of: datetime) -> IncidentColumns:
    """All incidents that began before a moment."""
    lon, lat, starts, ends, weight, category, source = copied(
        INCIDENTS, {"sources": list(Source.values), "as_of": as_of}, TYPES
    )
    clocks = (_local(moments, district.time_zone) for moments in (starts, ends))
    return IncidentColumns(_metres(district, lon, lat), *clocks, weight, category, source)


def load_observations(district: District, as_of: datetime) -> tuple[np.ndarray, np.ndarray]:
    """What patrols reported before a moment: metres, shape (n, 2), and local clock, shape (n,)."""
    lon, lat, at = copied(OBSERVATIONS, {"as_of": as_of}, ("float64", "float64", PostgresTime))
    return _metres(district, lon, lat), _local(at, district.time_zone)


def _metres(district: District, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Degrees in the district's metric system, shape (n, 2)."""
    to_metres = Transformer.from_crs("EPSG:4326", f"EPSG:{district.metric_srid}", always_xy=True)
    return np.column_stack(to_metres.transform(lon, lat))


def _local(moments: np.ndarray, time_zone: str) -> np.ndarray:
    """The wall clock of moments in UTC, datetime64[s]."""
    utc = pd.DatetimeIndex(moments.astype("datetime64[s]"), tz="UTC")
    return utc.tz_convert(time_zone).tz_localize(None).to_numpy().astype("datetime64[s]")
