"""Where incidents happened: the grid as of their date, the cell of the lattice, the block of the week."""

from django.db import connection

from geoapp.models import District

# The grid whose polygon holds the point; of two that share a border, the one with the lower code.
# The cell owns its west and south edge. Blocks: two hours, Monday 00:00 of the district's clock is 0.
LOCATE = """
with place as materialized (
    select i.ref,
           (select a.id from geoapp_area a
            where a.level = 'grid' and ST_Intersects(a.shape, i.point)
              and a.valid_from <= local::date and (a.valid_to is null or a.valid_to > local::date)
            order by a.code limit 1) as grid_id,
           floor(ST_X(point_m) / %(cell_m)s)::int as cell_x,
           floor(ST_Y(point_m) / %(cell_m)s)::int as cell_y,
           ((extract(isodow from local) - 1) * 12 + floor(extract(hour from local) / 2))::int as block
    from {table} i, lateral (
        select i.time_from at time zone %(zone)s as local, ST_Transform(i.point, %(srid)s) as point_m offset 0
    ) as here
)
update {table} as incident
set grid_id = place.grid_id, cell_x = place.cell_x, cell_y = place.cell_y, block = place.block
from place
where place.ref = incident.ref
  and (incident.grid_id, incident.cell_x, incident.cell_y, incident.block)
      is distinct from (place.grid_id, place.cell_x, place.cell_y, place.block)
"""


def locate_incidents(table: str = "geoapp_incident") -> int:
    """Locate all incidents of a table again, as after new grids; how many moved.

    Args:
        table: ``geoapp_incident``, or a table with its columns ref, point, time_from and those of the place.
    """
    district = District.objects.get()
    values = {"cell_m": district.cell_m, "srid": district.metric_srid, "zone": district.time_zone}
    with connection.cursor() as cursor:
        cursor.execute(LOCATE.format(table=connection.ops.quote_name(table)), values)
        return cursor.rowcount
