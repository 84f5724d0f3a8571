"""Lookups of who could serve where and when."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.db.models import F, FloatField, Func, Q

from geoapp.holidays import day_kind
from geoapp.models import District, Roster
from geoapp.queries.rows import columns, rows

# Streets are about this much longer than the straight line (measured on walking networks: 1.2 to 1.4).
DETOUR = 1.3
NEAREST_POSTS = 6

# Of an assignment: whoever has it is absent at some time of the patrol.
DURING_ABSENCE = Q(
    volunteer__absences__starts_at__lt=F("patrol__ends_at"),
    volunteer__absences__ends_at__gt=F("patrol__starts_at"),
)

# Of a volunteer: longitude and latitude of the home.
HOME_LON, HOME_LAT = (Func(F("home"), function=axis, output_field=FloatField()) for axis in ("ST_X", "ST_Y"))

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
OFFERED_COUNTS = (
    OFFERS
    + """
select volunteer_id, count(*) from free where volunteer_id = any(%(volunteers)s) group by volunteer_id
"""
)
# A pair: the volunteer offers the slot on that day, and the post is one of the nearest in reach or their own;
# or they agreed to the patrol, as those did who are on it when a roster is mended.
PAIRS = (
    OFFERS
    + """
, wanted as materialized (
    select id, kind, post_id, area_id, slot_id, starts_at, ends_at from geoapp_patrol
    where roster_id = %(roster)s and (%(patrols)s::bigint[] is null or id = any(%(patrols)s))
), asked as materialized (
    select f.* from free f
    where exists (select from wanted w where w.slot_id = f.slot_id and w.starts_at = f.starts_at)
), agreed as materialized (
    select g.volunteer_id, g.patrol_id from geoapp_agreement g join wanted w on w.id = g.patrol_id
    union
    select s.volunteer_id, s.patrol_id from geoapp_assignment s join wanted w on w.id = s.patrol_id
    where %(assigned)s
), around as materialized (
    -- A box in degrees that holds every home from which a wanted patrol is in reach: cheap, and wide enough.
    select ST_Expand(
        o.point, %(far_m)s / (111000.0 * cos(radians(ST_Y(o.point)))), %(far_m)s / 111000.0
    ) as box
    from geoapp_post o where o.id in (select post_id from wanted)
    union all
    select a.shape from geoapp_area a where a.id in (select area_id from wanted where kind = 'standby')
), person as materialized (
    select v.id, v.home, t.post_id as own_post_id, ST_Transform(v.home, %(srid)s) as home_m
    from geoapp_volunteer v join geoapp_team t on t.id = v.team_id
    where v.active and (
        v.id in (select volunteer_id from agreed)
        or v.id in (select volunteer_id from asked) and exists (select from around where around.box && v.home)
    )
), post as materialized (
    -- A place where an urgent patrol meets is never in use for others.
    select id, ST_Transform(point, %(srid)s) as point_m from geoapp_post
    where active or id in (select post_id from wanted)
), reach as materialized (
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
select distinct on (volunteer_id, patrol_id) volunteer_id, patrol_id, walk_m, own_team, preference from (
    select f.volunteer_id, p.id as patrol_id, r.walk_m,
           person.own_post_id is not distinct from p.post_id as own_team, f.preference, 0 as rank
    from asked f
    join reach r on r.volunteer_id = f.volunteer_id
    join person on person.id = f.volunteer_id
    join wanted p
      on p.kind = 'patrol' and p.post_id = r.post_id and p.slot_id = f.slot_id and p.starts_at = f.starts_at
    union all
    select f.volunteer_id, p.id, 0, false, f.preference, 0
    from asked f
    join person v on v.id = f.volunteer_id
    join wanted p on p.kind = 'standby' and p.slot_id = f.slot_id and p.starts_at = f.starts_at
    join geoapp_area a on a.id = p.area_id and ST_Intersects(a.shape, v.home)
    union all
    select g.volunteer_id, p.id, coalesce(ST_Distance(post.point_m, person.home_m) * %(detour)s, 0),
           p.post_id is not null and person.own_post_id is not distinct from p.post_id,
           coalesce((
               select a.preference from geoapp_availability a join day on day.weekday = a.weekday
               where a.volunteer_id = g.volunteer_id and a.slot_id = p.slot_id
                 and day.day = (p.starts_at at time zone %(zone)s)::date
           ), 0), 1
    from agreed g
    join wanted p on p.id = g.patrol_id
    join person on person.id = g.volunteer_id
    left join geoapp_post own on own.id = p.post_id
    left join lateral (select ST_Transform(own.point, %(srid)s) as point_m) post on true
    where %(absent)s or not exists (
        select from geoapp_absence b
        where b.volunteer_id = g.volunteer_id and b.starts_at < p.ends_at and b.ends_at > p.starts_at
    )
) pair
order by volunteer_id, patrol_id, rank
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


def load_offered_counts(
    district: District, roster: Roster, volunteers: Collection[int]
) -> dict[int, int]:
    """How many slots of the roster's period some volunteers offer, by volunteer; none are left out."""
    parameters = {**_period(district, roster), "volunteers": sorted(volunteers)}
    return dict(rows(OFFERED_COUNTS, parameters))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far people walk to a post at most, in metres, and among how many posts they choose."""

    reach_m: float
    own_reach_m: float
    nearest: int = NEAREST_POSTS


def load_pairs(
    district: District,
    roster: Roster,
    reach: Reach,
    patrol_ids: Collection[int] | None = None,
    *,
    assigned: bool = False,
    absent: bool = False,
) -> PairRows:
    """Who could go on which patrol of the roster, or of some of its patrols.

    With ``assigned`` those who are on a patrol count as having agreed to it, whatever they offer by now; with
    ``absent`` too those who agreed and cannot come, so that what their place is worth can be told.
    """
    parameters = {
        **_period(district, roster),
        "roster": roster.pk,
        "srid": district.metric_srid,
        "detour": DETOUR,
        "nearest": reach.nearest,
        "reach_m": reach.reach_m,
        "own_reach_m": reach.own_reach_m,
        "far_m": max(reach.reach_m, reach.own_reach_m),
        "patrols": None if patrol_ids is None else sorted(patrol_ids),
        "assigned": assigned,
        "absent": absent,
    }
    return PairRows(*columns(rows(PAIRS, parameters), int, int, float, bool, int))
