"""Lookups of the routes of a roster."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from django.db.models import QuerySet

from geoapp.models import Area, District, Patrol, Roster, Visit
from geoapp.queries.rows import rows, shapes

ROUTE_LINES = """
select p.id, p.starts_at, r.seconds, ST_AsBinary(ST_Transform(r.line, %(srid)s))
from geoapp_route r join geoapp_patrol p on p.id = r.patrol_id
where p.roster_id = %(roster)s
order by p.code
"""
STOP_CELLS = """
select s.id, floor(ST_X(m) / %(cell_m)s)::int, floor(ST_Y(m) / %(cell_m)s)::int
from geoapp_stop s
join geoapp_route r on r.id = s.route_id
cross join lateral ST_Transform(s.point, %(srid)s) as m
where r.patrol_id = any(%(patrols)s)
"""


# What was in force before a day: a roster that gives way leaves its patrols to a superseded one.
IN_FORCE = """
geoapp_route r join geoapp_patrol p on p.id = r.patrol_id join geoapp_roster o on o.id = p.roster_id
join geoapp_slot t on t.id = p.slot_id
where o.status = 'live' and o.id <> %(roster)s and p.starts_at >= %(first)s and p.starts_at < %(before)s
"""
ROUTES_BEFORE = f"""
select p.post_id, t.code, r.travels, p.starts_at, p.id, ST_AsBinary(ST_Transform(r.line, %(srid)s))
from {IN_FORCE} and r.line is not null and r.walk_m > 0 order by p.starts_at, p.id
"""
STOPS_BEFORE = f"""
select r.patrol_id, r.starts_at, floor(ST_X(m) / %(cell_m)s)::int, floor(ST_Y(m) / %(cell_m)s)::int
from (select p.id as patrol_id, p.starts_at, r.id from {IN_FORCE}) as r
join geoapp_stop s on s.route_id = r.id and s.kind = 'hotspot'
cross join lateral ST_Transform(s.point, %(srid)s) as m
"""


@dataclass(frozen=True)
class RouteBefore:
    """A route of an earlier roster in force: a line in metres, shape (k, 2)."""

    post_id: int
    slot: str
    travels: str
    starts_at: datetime
    patrol_id: int
    xy_m: np.ndarray


@dataclass(frozen=True)
class StopBefore:
    """A stop at a cell, by column and row, of an earlier roster in force."""

    patrol_id: int
    starts_at: datetime
    cell: tuple[int, int]


def load_routes_before(
    district: District, roster: Roster, first: datetime, before: datetime
) -> list[RouteBefore]:
    """The routes in force that began in a time before a roster, in order of time."""
    span = {"first": first, "before": before, "roster": roster.pk or 0, "srid": district.metric_srid}
    found = rows(ROUTES_BEFORE, span)
    lines = shapes([row[5] for row in found])
    return [
        RouteBefore(*row[:5], shapely.get_coordinates(line)) for row, line in zip(found, lines, strict=True)
    ]


def load_stops_before(
    district: District, roster: Roster, first: datetime, before: datetime
) -> list[StopBefore]:
    """The stops at cells of the patrols in force that began in a time before a roster."""
    span = {"first": first, "before": before, "roster": roster.pk or 0}
    frame = {"srid": district.metric_srid, "cell_m": district.cell_m}
    return [
        StopBefore(patrol_id, starts_at, (x, y))
        for patrol_id, starts_at, x, y in rows(STOPS_BEFORE, span | frame)
    ]


@dataclass(frozen=True)
class RouteLine:
    """A patrol's walk in metres, shape (k, 2), with seconds after its start at each vertex, shape (k,)."""

    patrol_id: int
    starts_at: datetime
    seconds: np.ndarray
    xy_m: np.ndarray


def load_route_lines(district: District, roster: Roster) -> list[RouteLine]:
    """The routes of a roster, by the codes of their patrols."""
    found = rows(ROUTE_LINES, {"srid": district.metric_srid, "roster": roster.pk})
    return [
        RouteLine(patrol_id, starts_at, np.array(seconds, dtype=float), shapely.get_coordinates(line))
        for (patrol_id, starts_at, seconds, _), line in zip(
            found, shapes([row[3] for row in found]), strict=True
        )
    ]


def load_stop_cells(district: District, patrol_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Column and row of the cell of each stop of some patrols, by the stop's row."""
    parameters = {"srid": district.metric_srid, "cell_m": district.cell_m, "patrols": list(patrol_ids)}
    return {stop: (x, y) for stop, x, y in rows(STOP_CELLS, parameters)}


def running(patrols: QuerySet[Patrol]) -> QuerySet[Patrol]:
    """The patrols that somebody is on, in order of time."""
    found = patrols.filter(kind=Patrol.Kind.PATROL, assignments__isnull=False)
    return found.distinct().order_by("starts_at", "code")


def visits_inside(area: Area | None) -> QuerySet[Visit]:
    """The visits to places in an area; all without one."""
    return Visit.objects.all() if area is None else Visit.objects.filter(point__coveredby=area.shape)
