"""Lookups across the seats of a roster."""

from geoapp.queries.rows import rows

DOUBLE_BOOKINGS = """
select count(*) from geoapp_assignment a join geoapp_assignment b
  on a.volunteer_id = b.volunteer_id and a.id < b.id and a.during && b.during
where (a.roster_id = %(roster)s and b.roster_id = %(roster)s) or (a.live and b.live)
"""


def double_bookings(roster_id: int) -> int:
    """Pairs of seats that one person holds at one time, in a roster or among those in force."""
    return int(rows(DOUBLE_BOOKINGS, {"roster": roster_id})[0][0])
