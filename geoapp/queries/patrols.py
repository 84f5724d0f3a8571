"""Lookups of the routes of a roster."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from django.db.models import QuerySet

from geoapp.models import Area, District, Roster, Visit
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
join geoapp_patrol p on p.id = r.patrol_id
cross join lateral ST_Transform(s.point, %(srid)s) as m
where p.roster_id = %(roster)s
"""


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


def load_stop_cells(district: District, roster: Roster) -> dict[int, tuple[int, int]]:
    """Column and row of the cell of each stop, by the stop's row."""
    parameters = {"srid": district.metric_srid, "cell_m": district.cell_m, "roster": roster.pk}
    return {stop: (x, y) for stop, x, y in rows(STOP_CELLS, parameters)}


def visits_inside(area: Area | None) -> QuerySet[Visit]:
    """The visits to places in an area; all without one."""
    return Visit.objects.all() if area is None else Visit.objects.filter(point__coveredby=area.shape)
