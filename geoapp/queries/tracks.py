"""Lookups of what came back from the street: check-ins, positions and stays.

For actual coverage call ``geoapp.convert.tracks.load_actual``: it gives the stays of all patrols of a
roster's period, as ``load_presence`` does for the plan, and the times in which nothing is known of each.
Stays go 30 days after their shift, so whoever wants the actual dose later must have saved it by cell.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from geoapp.models import Dwell, Patrol, Ping, Roster, Route, Track, Travel
from geoapp.queries.rows import columns, rows

PINGS = """
select g.track_id, extract(epoch from g.at)::float8, ST_X(m), ST_Y(m), g.accuracy_m
from geoapp_ping g cross join lateral ST_Transform(g.point, %(srid)s) as m
where g.track_id = any(%(tracks)s)
order by g.track_id, g.at
"""
DWELLS = """
select track_id, cell_x, cell_y, extract(epoch from starts_at)::float8, extract(epoch from ends_at)::float8
from geoapp_dwell
where track_id = any(%(tracks)s)
order by track_id, starts_at, cell_x, cell_y
"""
# A position that is too uncertain does not say which cell it was; the place of a stop has no such radius.
CHECK_INS = """
select c.patrol_id, extract(epoch from c.at)::float8, ST_X(m), ST_Y(m)
from geoapp_checkin c cross join lateral ST_Transform(c.point, %(srid)s) as m
where c.patrol_id = any(%(patrols)s) and c.point is not null and coalesce(c.accuracy_m, 0) <= %(accuracy_m)s
order by c.patrol_id, c.at, c.id
"""


@dataclass(frozen=True, eq=False)
class PingRows:
    """Positions: track (n,), Unix seconds (n,), metres of the project CRS (n, 2), radius in metres (n,)."""

    track: np.ndarray
    at_s: np.ndarray
    xy_m: np.ndarray
    accuracy_m: np.ndarray


@dataclass(frozen=True, eq=False)
class DwellRows:
    """Stays: track (n,), column and row of the cell (n, 2), first and last Unix second (n,)."""

    track: np.ndarray
    place: np.ndarray
    starts_s: np.ndarray
    ends_s: np.ndarray


@dataclass(frozen=True, eq=False)
class CheckInRows:
    """Check-ins with a place: patrol (n,), Unix seconds (n,), metres of the project CRS (n, 2)."""

    patrol: np.ndarray
    at_s: np.ndarray
    xy_m: np.ndarray


def load_published_patrols(starts_at: datetime, ends_at: datetime) -> list[Patrol]:
    """The patrols that start in a period and were in force at some time; a draft sent nobody out."""
    patrols = Patrol.objects.filter(kind=Patrol.Kind.PATROL, starts_at__gte=starts_at, starts_at__lt=ends_at)
    return list(patrols.exclude(roster__status=Roster.Status.DRAFT).order_by("starts_at", "id"))


def load_tracks(patrol_ids: Iterable[int]) -> list[Track]:
    """The tracks of some patrols."""
    return list(Track.objects.filter(patrol_id__in=list(patrol_ids)).order_by("id"))


def load_travels(patrol_ids: Iterable[int]) -> defaultdict[int, Travel]:
    """How patrols get about by their routes; on foot where there is none."""
    found = Route.objects.filter(patrol_id__in=list(patrol_ids)).values_list("patrol_id", "travels")
    return defaultdict(lambda: Travel.FOOT, {patrol: Travel(travels) for patrol, travels in found})


def load_pings(track_ids: list[int], srid: int) -> PingRows:
    """The positions of some tracks that are not stays yet, by track and time."""
    found = rows(PINGS, {"tracks": track_ids, "srid": srid})
    track, at_s, x_m, y_m, accuracy_m = columns(found, int, float, float, float, float)
    return PingRows(track, at_s, np.column_stack([x_m, y_m]), accuracy_m)


def load_dwells(track_ids: list[int]) -> DwellRows:
    """The stays of some tracks, by track and time."""
    found = rows(DWELLS, {"tracks": track_ids})
    track, x, y, starts_s, ends_s = columns(found, int, int, int, float, float)
    return DwellRows(track, np.column_stack([x, y]), starts_s, ends_s)


def load_check_ins(patrol_ids: list[int], srid: int, accuracy_m: float) -> CheckInRows:
    """The check-ins of some patrols whose place is known well enough, by patrol and time."""
    found = rows(CHECK_INS, {"patrols": patrol_ids, "srid": srid, "accuracy_m": accuracy_m})
    patrol, at_s, x_m, y_m = columns(found, int, float, float, float)
    return CheckInRows(patrol, at_s, np.column_stack([x_m, y_m]))


def replace_pings(track: Track, dwells: list[Dwell]) -> None:
    """Put stays in the place of a track's positions and earlier stays."""
    Ping.objects.filter(track=track).delete()
    Dwell.objects.filter(track=track).delete()
    Dwell.objects.bulk_create(dwells)
