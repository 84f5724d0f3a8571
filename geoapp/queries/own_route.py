"""Lookups for the page of one patrol on a phone: quick, because a whole city opens it at shift start."""

from geoapp.models import District, RiskSurface, Route
from geoapp.queries.rows import rows

CELL_SUMS = """
select cell_x, cell_y, (select sum(v) from unnest(per_week) as v) from geoapp_riskcell
where surface_id = %(surface)s
"""
# The cell and the community of each stop; of two communities at a border, the first by code.
STOP_PLACES = """
select s.number, floor(ST_X(m) / %(cell_m)s)::int, floor(ST_Y(m) / %(cell_m)s)::int,
       (select a.name from geoapp_area a
        where a.level = 'community' and ST_Intersects(a.shape, s.point)
          and a.valid_from <= %(day)s and (a.valid_to is null or a.valid_to > %(day)s)
        order by a.code limit 1)
from geoapp_stop s cross join lateral ST_Transform(s.point, %(srid)s) as m
where s.route_id = %(route)s
"""


def load_risk_sums(surface: RiskSurface) -> tuple[list[tuple[int, int]], list[float]]:
    """Column and row of each cell of a surface, and its expected incidents a week."""
    found = rows(CELL_SUMS, {"surface": surface.pk})
    return [(x, y) for x, y, _total in found], [float(total) for _x, _y, total in found]


def load_stop_places(district: District, route: Route) -> dict[int, tuple[tuple[int, int], str]]:
    """Column and row of the cell, and name of the community, of each stop by its number."""
    day = route.patrol.roster.starts_on
    parameters = {
        "route": route.pk,
        "srid": district.metric_srid,
        "cell_m": district.cell_m,
        "day": day,
    }
    return {number: ((x, y), name or "") for number, x, y, name in rows(STOP_PLACES, parameters)}
