"""Risk, posts and offered hours to the patrols that are wanted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.timezone import now

from geoapp.convert.rules import load_rules
from geoapp.convert.times import DaySlot, blocks_of_period, day_slots, monday_of, share_of_blocks
from geoapp.holidays import day_kind
from geoapp.models import (
    Area,
    Assignment,
    District,
    FixedPatrol,
    NoShow,
    Patrol,
    Post,
    Roster,
    RosterRules,
)
from geoapp.queries.people import load_offered_slots
from geoapp.queries.places import Areas, Posts, load_areas, load_posts
from geoapp.queries.rows import refresh_statistics
from maps.analysis.cells import Lattice
from scheduling.demand import PatrolDemand, PostDemand, SlotTime, standby_patrols
from scheduling.problem import Patrol as PlannedPatrol

# A patrol of two hours has time for about this many full visits, within this walk of its post.
VISITS_PER_PATROL = 6
PATROL_RADIUS_M = 1000
# Of the people to count on, so many fill minimum seats; the others fill desired seats and stand by.
PLANNED_SHARE = 0.75
SEATS_OF_DEFAULT = 20


@dataclass(frozen=True)
class DemandInputs:
    """What the choice of patrols is made from; rows and columns as in ``wanted_patrols``."""

    posts: list[PostDemand]
    slots: list[SlotTime]
    risk: np.ndarray
    reach: np.ndarray
    supply: np.ndarray
    area_ids: list[int]
    community_of_post: dict[int, int]


def load_demand(district: District, roster: Roster, lattice: Lattice, per_week: np.ndarray) -> DemandInputs:
    """Everything that decides which patrols are wanted.

    Args:
        per_week: Expected incidents, shape (n_cells, 84).
    """
    slots = day_slots(district, roster)
    areas = load_areas(district, "subdistrict", roster.starts_on)
    communities = load_areas(district, "community", roster.starts_on)
    posts = load_posts(district)
    area_row = areas.locate(posts.xy_m)
    inside = np.flatnonzero([row >= 0 and roster.area_id in (None, areas.id[row]) for row in area_row])
    return DemandInputs(
        posts=_posts(district, posts, [areas.id[row] for row in area_row], inside, slots),
        slots=[SlotTime(slot.id, slot.starts_at, slot.ends_at, slot.day) for slot in slots],
        risk=risk_in_slots(roster, slots, per_week),
        reach=reach_of_posts(posts.xy_m[inside], lattice, _guiding(per_week).sum(axis=1)),
        supply=_supply(district, roster, slots, areas),
        area_ids=areas.id,
        community_of_post=dict(zip(posts.id, communities.locate(posts.xy_m).tolist(), strict=True)),
    )


def risk_in_slots(roster: Roster, slots: list[DaySlot], per_week: np.ndarray) -> np.ndarray:
    """Expected incidents in each cell during each slot, shape (n_cells, n_slots).

    Without any incident on record all cells and hours count alike, so that patrols can begin.
    """
    in_period = _guiding(per_week)[:, blocks_of_period(roster.starts_on, roster.days)]
    shares = [share_of_blocks(roster.starts_on, roster.days, slot.starts, slot.ends) for slot in slots]
    return in_period @ np.array(shares).reshape(len(slots), -1).T


def _guiding(per_week: np.ndarray) -> np.ndarray:
    """The risk itself, or one incident a week spread evenly where none is expected anywhere."""
    return per_week if per_week.any() else np.full_like(per_week, 1 / max(per_week.size, 1))


def reach_of_posts(post_xy_m: np.ndarray, lattice: Lattice, risk: np.ndarray) -> np.ndarray:
    """Share of a full dose that a patrol gives each cell, shape (n_posts, n_cells).

    A patrol spreads its visits over the cells around its post in proportion to their risk and nearness.
    """
    away_m = np.linalg.norm(post_xy_m[:, None, :] - lattice.centres_m[None, :, :], axis=2)
    pull = np.clip(1 - away_m / PATROL_RADIUS_M, 0, None) * risk
    whole = pull.sum(axis=1, keepdims=True)
    return np.minimum(1, VISITS_PER_PATROL * np.divide(pull, whole, out=np.zeros_like(pull), where=whole > 0))


def _posts(
    district: District, posts: Posts, area_ids: list[int], inside: np.ndarray, slots: list[DaySlot]
) -> list[PostDemand]:
    """The posts that a subdistrict holds, with the slots that a rule fixes."""
    weekday = {slot.day: day_kind(district, slot.day).weekday for slot in slots}
    rules = set(FixedPatrol.objects.values_list("post_id", "slot_id", "weekday"))
    return [
        PostDemand(
            id=posts.id[row],
            area_id=area_ids[row],
            fixed_slots=frozenset(
                slot.id for slot in slots if (posts.id[row], slot.slot.pk, weekday[slot.day]) in rules
            ),
            max_patrols=posts.max_patrols[row],
        )
        for row in inside
    ]


def _supply(district: District, roster: Roster, slots: list[DaySlot], areas: Areas) -> np.ndarray:
    """People that each subdistrict can count on in each slot, shape (n_areas, n_slots).

    Somebody who offers five slots a week and serves twice counts as two fifths in each.
    """
    offers = load_offered_slots(district, roster)
    supply = np.zeros((len(areas.id), len(slots)))
    person_and_week = np.stack([offers.volunteer, monday_of(offers.day).astype(int)])
    _, person_week, offered = np.unique(person_and_week, axis=1, return_inverse=True, return_counts=True)
    share = PLANNED_SHARE * np.minimum(1, offers.weekly_cap / offered[person_week])
    row_of_area = {area_id: row for row, area_id in enumerate(areas.id)}
    column_of_slot = {(slot.slot.pk, np.datetime64(slot.day)): slot.id for slot in slots}
    for area_id, slot_id, day, people in zip(offers.subdistrict, offers.slot, offers.day, share, strict=True):
        if area_id in row_of_area:
            supply[row_of_area[area_id], column_of_slot[slot_id, day]] += people
    return supply


@transaction.atomic
def save_patrols(
    district: District, roster: Roster, inputs: DemandInputs, wanted: list[PatrolDemand]
) -> list[Patrol]:
    """Save the wanted patrols and their standbys, as a roster beside the earlier drafts of the period."""
    roster.save()
    slots = day_slots(district, roster)
    rules = load_rules()
    patrols = _patrols(roster, slots, inputs, wanted)
    ask_for_skills(patrols, slots, inputs.community_of_post, rules)
    standbys = _standbys(roster, slots, patrols, rules.no_show_rate)
    saved = Patrol.objects.bulk_create([*patrols, *standbys], batch_size=1000)
    refresh_statistics()
    return saved


def _patrols(
    roster: Roster, slots: list[DaySlot], inputs: DemandInputs, wanted: list[PatrolDemand]
) -> list[Patrol]:
    area_of_post = {post.id: post.area_id for post in inputs.posts}
    code_of_post = dict(Post.objects.values_list("id", "code"))
    numbers: Counter[tuple[int, int]] = Counter()
    patrols = []
    for need in wanted:
        slot = slots[need.slot_id]
        numbers[need.post_id, need.slot_id] += 1
        number = numbers[need.post_id, need.slot_id]
        patrols.append(
            Patrol(
                roster=roster,
                code=f"{slot.day:%m%d}-{slot.slot.code}-{code_of_post[need.post_id]}-{number}",
                post_id=need.post_id,
                area_id=area_of_post[need.post_id],
                slot=slot.slot,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                risk=need.risk,
                value=need.value,
                fixed=need.fixed,
                seats_min=need.seats_min,
                seats_desired=need.seats_desired,
            )
        )
    return patrols


def ask_for_skills(
    patrols: Iterable[Patrol],
    slots: Iterable[DaySlot],
    community_of_post: Mapping[int, int],
    rules: RosterRules,
) -> None:
    """Name the skills that patrols should have: some all of them, some one a community and day.

    The one is the patrol of the highest risk, the earliest among equals: where an officer of the community
    is of most use.
    """
    local_day = {slot.starts_at: slot.day for slot in slots}
    first: dict[tuple[int, date], Patrol] = {}
    for patrol in sorted(patrols, key=lambda one: (-one.risk, one.starts_at, one.code)):
        patrol.skills = list(rules.wanted_skills)
        first.setdefault((community_of_post[patrol.post_id], local_day[patrol.starts_at]), patrol)
    for patrol in first.values():
        patrol.skills += [skill for skill in rules.skills_once_a_day if skill not in patrol.skills]


def no_show_rates(slots: Iterable[DaySlot], default: float) -> dict[tuple[int, datetime], float]:
    """Share of people who do not come, by subdistrict and start, from what was noted on past days.

    Where little is known, the rate is near the default: that counts as much as so many seats.
    """
    past = Assignment.objects.filter(live=True, patrol__kind=Patrol.Kind.PATROL, patrol__ends_at__lt=now())
    seats = Counter(dict(_by_area_and_slot(past)))
    missing = Counter(dict(_by_area_and_slot(NoShow.objects.all())))
    rates = {
        key: (missing[key] + SEATS_OF_DEFAULT * default) / (max(count, missing[key]) + SEATS_OF_DEFAULT)
        for key, count in (seats | missing).items()
    }
    return {
        (area_id, slot.starts_at): rate
        for (area_id, slot_id), rate in rates.items()
        for slot in slots
        if slot.slot.pk == slot_id
    }


def _by_area_and_slot(rows: QuerySet[Assignment] | QuerySet[NoShow]) -> Iterator[tuple[tuple[int, int], int]]:
    counted = rows.values_list("patrol__area", "patrol__slot").annotate(people=Count("pk")).order_by()
    return (((area_id, slot_id), people) for area_id, slot_id, people in counted)


def _standbys(
    roster: Roster, slots: list[DaySlot], patrols: list[Patrol], no_show_rate: float
) -> list[Patrol]:
    staffed = [
        PlannedPatrol(
            number, patrol.area_id, patrol.starts_at, patrol.ends_at,
            patrol.starts_at.date(), patrol.risk, patrol.seats_min, patrol.seats_desired,
        )
        for number, patrol in enumerate(patrols)
    ]  # fmt: skip
    codes = dict(Area.objects.filter(level="subdistrict").values_list("id", "code"))
    slot_at = {slot.starts_at: slot for slot in slots}
    return [
        Patrol(
            roster=roster,
            code=f"{slot_at[standby.starts_at].day:%m%d}-{slot_at[standby.starts_at].slot.code}"
            f"-stby-{codes[standby.area_id]}",
            kind=Patrol.Kind.STANDBY,
            area_id=standby.area_id,
            slot=slot_at[standby.starts_at].slot,
            starts_at=standby.starts_at,
            ends_at=standby.ends_at,
            risk=1,
            seats_min=0,
            seats_desired=standby.seats_desired,
        )
        for standby in standby_patrols(
            staffed, no_show_rates(slots, no_show_rate), first_id=len(staffed), default_rate=no_show_rate
        )
    ]
