"""Lookups of who could serve where and when."""

from dataclasses import dataclass

import numpy as np

from geoapp.holidays import day_kind
from geoapp.models import District, Roster
from geoapp.queries.rows import columns, rows

# Streets are about this much longer than the straight line (measured on walking networks: 1.2 to 1.4).
DETOUR = 1.3
NEAREST_POSTS = 6
REACH_M = 1500
REACH_OF_OWN_POST_M = 2500

# Every day of the roster with the slots that a volunteer offers and is not absent from; on a holiday
# offers for Sundays count, see ``holidays.day_kind``.
OFFERS = """
with day as (
    select * from unnest(%(days)s::date[], %(weekdays)s::int[]) as d(day, weekday)
), offer as (
    select a.volunteer_id, a.slot_id, a.preference, day.day,
           (day.day + s.starts) at time zone %(zone)s as starts_at,
           (day.day + s.ends) at time zone %(zone)s as ends_at
    from geoapp_availability a
    join geoapp_volunteer v on v.id = a.volunteer_id and v.active
    join geoapp_slot s on s.id = a.slot_id
    join day on day.weekday = a.weekday
), free as (
    select * from offer o where not exists (
        select from geoapp_absence b
        where b.volunteer_id = o.volunteer_id and b.starts_at < o.ends_at and b.ends_at > o.starts_at
    )
)
"""
OFFERED_SLOTS = (
    OFFERS
    + """
select f.volunteer_id, f.slot_id, f.day, v.weekly_cap,
       (select a.id from geoapp_area a
        where a.level = 'subdistrict' and a.valid_from <= f.day and (a.valid_to is null or a.valid_to > f.day)
          and ST_Intersects(a.shape, v.home)
        order by a.code limit 1)
from free f join geoapp_volunteer v on v.id = f.volunteer_id
order by f.volunteer_id, f.day, f.slot_id
"""
)
# A pair: the volunteer offers the slot on that day, and the post is one of the nearest in reach or their own.
PAIRS = (
    OFFERS
    + """
, person as materialized (
    select v.id, t.post_id as own_post_id, ST_Transform(v.home, %(srid)s) as home_m
    from geoapp_volunteer v join geoapp_team t on t.id = v.team_id where v.active
), post as materialized (
    select id, ST_Transform(point, %(srid)s) as point_m from geoapp_post where active
), reach as (
    select person.id as volunteer_id, near.id as post_id, near.walk_m
    from person cross join lateral (
        select post.id, ST_Distance(post.point_m, person.home_m) * %(detour)s as walk_m
        from post order by 2, 1 limit %(nearest)s
    ) near
    where near.walk_m <= %(reach_m)s
    union
    select person.id, post.id, ST_Distance(post.point_m, person.home_m) * %(detour)s
    from person join post on post.id = person.own_post_id
    where ST_Distance(post.point_m, person.home_m) * %(detour)s <= %(own_reach_m)s
)
select f.volunteer_id, p.id, r.walk_m, person.own_post_id is not distinct from p.post_id, f.preference
from free f
join reach r on r.volunteer_id = f.volunteer_id
join person on person.id = f.volunteer_id
join geoapp_patrol p
  on p.roster_id = %(roster)s and p.kind = 'patrol' and p.post_id = r.post_id
 and p.slot_id = f.slot_id and p.starts_at = f.starts_at
union all
select f.volunteer_id, p.id, 0, false, f.preference
from free f
join geoapp_volunteer v on v.id = f.volunteer_id
join geoapp_patrol p
  on p.roster_id = %(roster)s and p.kind = 'standby' and p.slot_id = f.slot_id and p.starts_at = f.starts_at
join geoapp_area a on a.id = p.area_id and ST_Intersects(a.shape, v.home)
order by 1, 2
"""
)


@dataclass(frozen=True)
class OfferedSlots:
    """One row for each slot that a volunteer offers in the period; area -1 where none holds their home."""

    volunteer: np.ndarray
    slot: np.ndarray
    day: np.ndarray
    weekly_cap: np.ndarray
    subdistrict: np.ndarray


@dataclass(frozen=True)
class PairRows:
    """One row for each volunteer and patrol that could go together."""

    volunteer_id: np.ndarray
    patrol_id: np.ndarray
    walk_m: np.ndarray
    own_team: np.ndarray
    preference: np.ndarray


def _period(district: District, roster: Roster) -> dict[str, object]:
    days = roster.all_days
    return {
        "days": days,
        "weekdays": [day_kind(district, day).weekday for day in days],
        "zone": district.time_zone,
    }


def load_offered_slots(district: District, roster: Roster) -> OfferedSlots:
    """The slots of the roster's period that somebody offers, absences taken out."""
    found = [(*row[:4], row[4] or -1) for row in rows(OFFERED_SLOTS, _period(district, roster))]
    return OfferedSlots(*columns(found, int, int, "datetime64[D]", int, int))


def load_pairs(district: District, roster: Roster) -> PairRows:
    """Who could go on which patrol of the roster."""
    parameters = {
        **_period(district, roster),
        "roster": roster.pk,
        "srid": district.metric_srid,
        "detour": DETOUR,
        "nearest": NEAREST_POSTS,
        "reach_m": REACH_M,
        "own_reach_m": REACH_OF_OWN_POST_M,
    }
    return PairRows(*columns(rows(PAIRS, parameters), int, int, float, bool, int))
