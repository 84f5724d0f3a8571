"""Where incidents happened: the grid as of their date, the cell of the lattice, the block of the week."""

from django.db import connection

from geoapp.models import District

# The grid whose polygon holds the point on the incident's day; of two that share a border, the one with the
# lower code. The cell owns its west and south edge. Blocks: two hours, Monday 00:00 of the district's clock
# is 0. Joined from the few areas to the many points, for PostGIS then prepares each polygon once: looking up
# the area of each point takes five times as long. Hence the points want a spatial index.
PLACES = """
select here.ref, grid.id as grid_id, floor(ST_X(point_m) / %(cell_m)s)::int as cell_x,
       floor(ST_Y(point_m) / %(cell_m)s)::int as cell_y,
       ((extract(isodow from local) - 1) * 12 + floor(extract(hour from local) / 2))::int as block
from (
    select ref, time_from at time zone %(zone)s as local, ST_Transform(point, %(srid)s) as point_m
    from {table} offset 0
) as here left join (
    select distinct on (i.ref) i.ref, a.id
    from (select * from geoapp_area where level = 'grid' offset 0) a
    join {table} i on ST_Intersects(a.shape, i.point)
     and a.valid_from <= (i.time_from at time zone %(zone)s)::date
     and (a.valid_to is null or a.valid_to > (i.time_from at time zone %(zone)s)::date)
    order by i.ref, a.code
) as grid on grid.ref = here.ref
"""
LOCATE = """
with place as ({places})
update geoapp_incident as incident
set grid_id = place.grid_id, cell_x = place.cell_x, cell_y = place.cell_y, block = place.block
from place
where place.ref = incident.ref
  and (incident.grid_id, incident.cell_x, incident.cell_y, incident.block)
      is distinct from (place.grid_id, place.cell_x, place.cell_y, place.block)
"""


def places_of(table: str) -> tuple[str, dict[str, object]]:
    """A query of ref, grid_id, cell_x, cell_y and block of each row of a table, and its parameters.

    Args:
        table: With columns ref, time_from and an indexed point.
    """
    district = District.objects.get()
    values = {"cell_m": district.cell_m, "srid": district.metric_srid, "zone": district.time_zone}
    return PLACES.format(table=connection.ops.quote_name(table)), values


def locate_incidents() -> int:
    """Locate all incidents again, as after new grids; how many moved."""
    places, values = places_of("geoapp_incident")
    with connection.cursor() as cursor:
        cursor.execute(LOCATE.format(places=places), values)
        return cursor.rowcount
