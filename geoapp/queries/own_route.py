"""Lookups for the page of one patrol on a phone: quick, because a whole city opens it at shift start."""

from geoapp.models import District, Patrol, Roster, Route, Volunteer
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
# Whether somebody agrees to be tracked, and the stops of a patrol where its people have been.
STATE = """
select exists(select from geoapp_trackconsent where volunteer_id = %(volunteer)s and withdrawn_at is null),
       array(select distinct s.number from geoapp_checkin c join geoapp_stop s on s.id = c.stop_id
             where c.patrol_id = %(patrol)s order by s.number)
"""


def load_state(patrol: Patrol, volunteer: Volunteer) -> tuple[bool, list[int]]:
    """Whether a volunteer agrees to be tracked, and the numbers of the patrol's stops that are done."""
    ((agreed, done),) = rows(STATE, {"patrol": patrol.pk, "volunteer": volunteer.pk})
    return agreed, done


def load_risk_sums(surface_id: int) -> tuple[list[tuple[int, int]], list[float]]:
    """Column and row of each cell of a surface, and its expected incidents a week."""
    found = rows(CELL_SUMS, {"surface": surface_id})
    return [(x, y) for x, y, _total in found], [float(total) for _x, _y, total in found]


def load_stop_places(
    district: District, roster: Roster, route: Route
) -> dict[int, tuple[tuple[int, int], str]]:
    """Column and row of the cell, and name of the community, of each stop by its number."""
    parameters = {
        "route": route.pk,
        "srid": district.metric_srid,
        "cell_m": district.cell_m,
        "day": roster.starts_on,
    }
    return {number: ((x, y), name or "") for number, x, y, name in rows(STOP_PLACES, parameters)}
