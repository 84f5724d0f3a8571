"""Seeded roster problems of the size and shape of a city district's volunteer patrols.

Xinfu district, Fushun, has 4,972 volunteers in 133 teams of 6 kinds, 10 subdistricts and 80
communities on 8 x 5 km; other sizes keep these densities. Distances are straight lines times 1.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.random import Generator
from scipy.spatial import KDTree

from scheduling.problem import BoolArray, FloatArray, IntArray, Pairs, Patrol, Problem, Volunteer

DISTRICT_PEOPLE = 4972
MONDAY = date(2026, 1, 5)
LOCAL_OFFSET = timedelta(hours=8)
SLOT_STARTS = (time(6, 30), time(10), time(16, 30), time(19), time(21))
SLOT_LENGTH = timedelta(hours=2)
SLOTS = len(SLOT_STARTS)
WEEK_SLOTS = 7 * SLOTS

KINDS = ("red-armband", "party", "grid", "owners", "security", "militia")
KIND_SHARE = np.array([0.45, 0.20, 0.06, 0.08, 0.13, 0.08])
LEADER_SHARE = np.array([0.20, 0.35, 0.80, 0.25, 0.40, 0.25])
FIRST_AID_SHARE = np.array([0.10, 0.12, 0.25, 0.08, 0.20, 0.15])
LIAISON_SHARE = np.array([0.0, 0.06, 1.0, 0.0, 0.15, 0.0])
# Chance of each slot of the day: pensioners are free in the day, owners and party members in the evening
SLOT_TASTE = np.array(
    [
        [0.25, 0.30, 0.25, 0.15, 0.05],
        [0.10, 0.05, 0.20, 0.40, 0.25],
        [0.15, 0.25, 0.25, 0.20, 0.15],
        [0.10, 0.10, 0.20, 0.40, 0.20],
        [0.15, 0.20, 0.20, 0.20, 0.25],
        [0.10, 0.10, 0.20, 0.35, 0.25],
    ]
)
WEEKEND_TASTE = 1.3
OFFERS = (np.array([3, 4, 5, 6, 7]), np.array([0.15, 0.20, 0.30, 0.20, 0.15]))
CAPS = (np.array([1, 2, 3, 4]), np.array([0.25, 0.40, 0.25, 0.10]))
KEPT_OFFERS = 0.87  # some weeks somebody cannot

ACTIVE_SHARE = 0.40  # of all (post, slot)
SLOT_RISK = np.array([0.6, 0.7, 0.9, 1.5, 1.3])
REACH_KM, OWN_REACH_KM, NEAREST_POSTS, DETOUR = 1.5, 2.5, 8, 1.3
STANDBY_SEATS = 3


@dataclass(frozen=True)
class Town:
    """Places: posts (b, 2) in km, the subdistrict of each, and each volunteer's team's post."""

    post_km: FloatArray
    post_area: IntArray
    home_km: FloatArray
    home_area: IntArray
    team: IntArray
    own_post: IntArray


def roster_instance(people: int, days: int, seed: int) -> Problem:
    """Draw a problem of so many people over whole weeks.

    Raises:
        ValueError: If ``days`` is not a positive multiple of 7.
    """
    if days < 7 or days % 7:
        raise ValueError(f"days must be a multiple of 7, got {days}")
    rng = np.random.default_rng(seed)
    kind = rng.choice(len(KINDS), people, p=KIND_SHARE)
    town = _town(rng, people, kind)
    offers = _offers(rng, kind, days // 7)
    risk = _risk_of_post_slot(rng, len(town.post_km))
    patrols, patrol_at, standby_at = _patrols(town, np.tile(risk, (1, days // 7)))
    volunteers = tuple(_volunteers(rng, kind, town, offers))
    preference = rng.integers(0, 4, (people, WEEK_SLOTS))
    pairs = _pairs(town, offers, patrol_at, standby_at, preference)
    return Problem(volunteers, patrols, pairs)


def _town(rng: Generator, people: int, kind: IntArray) -> Town:
    scale = people / DISTRICT_PEOPLE
    areas, communities = max(1, round(10 * scale)), max(2, round(80 * scale))
    posts, teams = max(4, round(200 * scale)), max(len(KINDS), round(133 * scale))
    size_km = np.array([8.0, 5.0]) * np.sqrt(scale)
    area_km = rng.uniform(0, size_km, (areas, 2))
    community_km = rng.uniform(0, size_km, (communities, 2))
    more = rng.integers(0, communities, max(0, posts - communities))
    post_community = np.concatenate([np.arange(communities), more])[:posts]
    post_km = community_km[post_community] + rng.normal(0, 0.25, (posts, 2))
    team_kind = np.concatenate(
        [np.arange(len(KINDS)), rng.choice(len(KINDS), teams - len(KINDS), p=KIND_SHARE)]
    )
    team_community = rng.integers(0, communities, teams)
    team = _teams_of(rng, kind, team_kind)
    home_km = community_km[team_community[team]] + rng.normal(0, 0.5, (people, 2))
    area_of = KDTree(area_km)
    return Town(
        post_km=post_km,
        post_area=area_of.query(post_km)[1],
        home_km=home_km,
        home_area=area_of.query(home_km)[1],
        team=team,
        own_post=_own_posts(rng, team_community, post_community)[team],
    )


def _own_posts(rng: Generator, team_community: IntArray, post_community: IntArray) -> IntArray:
    """One of the posts of each team's community, or any post where the community has none."""
    own = rng.integers(0, len(post_community), len(team_community))
    for team, community in enumerate(team_community):
        choice = np.flatnonzero(post_community == community)
        own[team] = rng.choice(choice) if len(choice) else own[team]
    return own


def _teams_of(rng: Generator, kind: IntArray, team_kind: IntArray) -> IntArray:
    team = np.empty_like(kind)
    for k in range(len(KINDS)):
        of_kind = kind == k
        team[of_kind] = rng.choice(np.flatnonzero(team_kind == k), of_kind.sum())
    return team


def _offers(rng: Generator, kind: IntArray, weeks: int) -> BoolArray:
    """Who offers which slot of the period, shape (people, 35 · weeks): a weekly habit, sometimes broken."""
    taste = np.tile(SLOT_TASTE[kind][:, None, :], (1, 7, 1))
    taste[:, 5:] *= WEEKEND_TASTE
    # The Gumbel trick draws without replacement, in proportion to taste
    score = np.log(taste.reshape(len(kind), -1)) + rng.gumbel(size=(len(kind), WEEK_SLOTS))
    rank = np.argsort(np.argsort(-score, axis=1), axis=1)
    habit = rank < rng.choice(OFFERS[0], len(kind), p=OFFERS[1])[:, None]
    return np.tile(habit, (1, weeks)) & (rng.random((len(kind), WEEK_SLOTS * weeks)) < KEPT_OFFERS)


def _risk_of_post_slot(rng: Generator, posts: int) -> IntArray:
    """Risk 1 to 10 of each active (post, slot of the week), 0 elsewhere, shape (posts, 35)."""
    weekday = np.where(np.arange(7) >= 4, 1.15, 1.0)
    rate = rng.lognormal(0, 0.7, (posts, 1, 1)) * weekday[:, None] * SLOT_RISK
    rate = (rate * rng.lognormal(0, 0.35, (posts, 7, SLOTS))).reshape(posts, WEEK_SLOTS)
    active = rate >= np.quantile(rate, 1 - ACTIVE_SHARE)
    risk = np.zeros(rate.shape, dtype=np.int64)
    risk[active] = 1 + np.argsort(np.argsort(rate[active])) * 10 // active.sum()
    return risk


def _patrols(town: Town, risk: IntArray) -> tuple[tuple[Patrol, ...], IntArray, IntArray]:
    """Patrols, and their indices by (post, slot) and by (area, slot) for standby; -1 where there is none."""
    patrols: list[Patrol] = []
    patrol_at = np.full(risk.shape, -1)
    for post, slot in np.argwhere(risk):
        patrol_at[post, slot] = len(patrols)
        patrols.append(_patrol(len(patrols), int(town.post_area[post]), int(slot), int(risk[post, slot])))
    standby_at = np.full((int(town.home_area.max()) + 1, risk.shape[1]), -1)
    for area, slot in np.ndindex(standby_at.shape):
        standby_at[area, slot] = len(patrols)
        patrols.append(_patrol(len(patrols), area, slot, 0))
    return tuple(patrols), patrol_at, standby_at


def _patrol(index: int, area: int, slot: int, risk: int) -> Patrol:
    day = MONDAY + timedelta(days=slot // SLOTS)
    starts_at = datetime.combine(day, SLOT_STARTS[slot % SLOTS], UTC) - LOCAL_OFFSET
    times = (starts_at, starts_at + SLOT_LENGTH, day)
    if not risk:
        return Patrol(index + 1, area, *times, 1, 0, STANDBY_SEATS, standby=True)
    desired = 3 + (risk >= 4) + (risk >= 7) + (risk >= 10)
    return Patrol(index + 1, area, *times, risk, 3, desired, ("first-aid", "police-liaison"))


def _volunteers(rng: Generator, kind: IntArray, town: Town, offers: BoolArray) -> Iterator[Volunteer]:
    leader = rng.random(len(kind)) < LEADER_SHARE[kind]
    first_aid = rng.random(len(kind)) < FIRST_AID_SHARE[kind]
    liaison = rng.random(len(kind)) < LIAISON_SHARE[kind]
    caps = rng.choice(CAPS[0], len(kind), p=CAPS[1])
    for i, offered in enumerate(offers.sum(axis=1)):
        held = (("first-aid", first_aid[i]), ("police-liaison", liaison[i]))
        yield Volunteer(
            id=i + 1,
            kind=KINDS[kind[i]],
            team_id=int(town.team[i]) + 1,
            leader=bool(leader[i]),
            skills=frozenset(skill for skill, has in held if has),
            weekly_cap=int(caps[i]),
            offered=int(offered),
        )


def _reach(town: Town) -> tuple[IntArray, IntArray, FloatArray]:
    """(volunteer, post, walk in km): the nearest posts in reach, always the nearest one, and the own one."""
    km, near = KDTree(town.post_km).query(town.home_km, k=min(NEAREST_POSTS, len(town.post_km)))
    km = km * DETOUR
    in_reach = km <= REACH_KM
    in_reach[:, 0] = True
    volunteer, place = np.nonzero(in_reach)
    own_km = np.hypot(*(town.home_km - town.post_km[town.own_post]).T) * DETOUR
    has_own = (in_reach & (near == town.own_post[:, None])).any(axis=1)
    added = np.flatnonzero(~has_own & (own_km <= OWN_REACH_KM))
    return (
        np.concatenate([volunteer, added]),
        np.concatenate([near[volunteer, place], town.own_post[added]]),
        np.concatenate([km[volunteer, place], own_km[added]]),
    )


def _pairs(
    town: Town, offers: BoolArray, patrol_at: IntArray, standby_at: IntArray, preference: IntArray
) -> Pairs:
    """Join offers with the posts in reach, and with the standby of the volunteer's own area."""
    reach_volunteer, reach_post, reach_km = _reach(town)
    reach, slot = np.nonzero(offers[reach_volunteer] & (patrol_at[reach_post] >= 0))
    on_call, call_slot = np.nonzero(offers)
    no_walk = np.zeros(len(on_call))
    standby = standby_at[town.home_area[on_call], call_slot]
    own = reach_post[reach] == town.own_post[reach_volunteer[reach]]
    volunteer = np.concatenate([reach_volunteer[reach], on_call])
    patrol = np.concatenate([patrol_at[reach_post[reach], slot], standby])
    slots = np.concatenate([slot, call_slot])
    order = np.lexsort((patrol, volunteer))
    return Pairs(
        volunteer=volunteer[order],
        patrol=patrol[order],
        walk_m=np.round(np.concatenate([reach_km[reach] * 1000, no_walk])[order], 1),
        own_team=np.concatenate([own, no_walk > 0])[order],
        preference=preference[volunteer, slots % WEEK_SLOTS][order],
    )
