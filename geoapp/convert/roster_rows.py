"""Volunteers, patrols and pairs of the database as the scheduler's values."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import QuerySet

from geoapp.models import Assignment, District, FairShare, Patrol, Roster, RosterRules, Volunteer
from geoapp.queries.people import PairRows, Reach
from scheduling.problem import Assignment as Going
from scheduling.problem import Pairs
from scheduling.problem import Patrol as PlannedPatrol
from scheduling.problem import Roster as PlannedRoster
from scheduling.problem import Volunteer as Person

# Slots offered in a period, and the load carried over into it, by volunteer.
Shares = Mapping[int, tuple[int, float]]
NO_SHARE = (0, 0.0)


def load_stored_shares(roster: Roster, people: Collection[int] | None = None) -> dict[int, tuple[int, float]]:
    """What loads were measured by when a roster was made; of some volunteers, or of all."""
    rows = FairShare.objects.filter(roster=roster)
    if people is not None:
        rows = rows.filter(volunteer__in=people)
    return {
        pk: (offered, load) for pk, offered, load in rows.values_list("volunteer", "offered", "past_load")
    }


def load_people(ids: Collection[int], shares: Shares) -> tuple[Person, ...]:
    """Volunteers with what their load is measured by, sorted by id."""
    found = (
        Volunteer.objects.filter(pk__in=ids)
        .select_related("team__kind")
        .prefetch_related("skills")
        .defer("home")
        .order_by("pk")
    )
    return tuple(_person(volunteer, *shares.get(volunteer.pk, NO_SHARE)) for volunteer in found)


def _person(volunteer: Volunteer, offered: int, past_load: float) -> Person:
    return Person(
        id=volunteer.pk,
        kind=volunteer.team.kind.code,
        team_id=volunteer.team_id,
        leader=volunteer.leader,
        skills=frozenset(skill.code for skill in volunteer.skills.all()),
        weekly_cap=volunteer.weekly_cap,
        offered=offered,
        past_load=past_load,
        birth_year=volunteer.birth_year,
        insured_until=volunteer.insured_until,
        trained_until=volunteer.trained_until,
    )


def load_patrols(
    district: District, patrols: QuerySet[Patrol], rules: RosterRules
) -> tuple[PlannedPatrol, ...]:
    """Patrols sorted by id."""
    zone = ZoneInfo(district.time_zone)
    return tuple(planned(patrol, zone, rules) for patrol in patrols.order_by("pk"))


def planned(patrol: Patrol, zone: ZoneInfo, rules: RosterRules) -> PlannedPatrol:
    """One patrol, with its local day and whether it is at night."""
    starts, ends = patrol.starts_at.astimezone(zone), patrol.ends_at.astimezone(zone)
    return PlannedPatrol(
        id=patrol.pk,
        area_id=patrol.area_id,
        starts_at=patrol.starts_at,
        ends_at=patrol.ends_at,
        day=starts.date(),
        risk=patrol.risk,
        seats_min=patrol.seats_min,
        seats_desired=patrol.seats_desired,
        skills=tuple(patrol.skills),
        standby=patrol.kind == Patrol.Kind.STANDBY,
        night=_at_night(starts, ends, rules.night_begins, rules.night_ends),
    )


def _at_night(starts: datetime, ends: datetime, begins: time, ends_in_the_morning: time) -> bool:
    """Whether any part lies between the evening and the morning, both on the wall clock of its start."""
    late = datetime.combine(starts.date(), begins, starts.tzinfo)
    early = datetime.combine(starts.date(), ends_in_the_morning, starts.tzinfo)
    return starts < early or ends > late


def indexed_pairs(found: PairRows, volunteers: Iterable[Person], patrols: Iterable[PlannedPatrol]) -> Pairs:
    """Pairs of people and patrols that are sorted by id, as indices; others are left out."""
    people = np.array([person.id for person in volunteers], dtype=np.int64)
    times = np.array([patrol.id for patrol in patrols], dtype=np.int64)
    known = np.isin(found.volunteer_id, people) & np.isin(found.patrol_id, times)
    return Pairs(
        volunteer=np.searchsorted(people, found.volunteer_id[known]),
        patrol=np.searchsorted(times, found.patrol_id[known]),
        walk_m=found.walk_m[known],
        own_team=found.own_team[known],
        preference=found.preference[known],
    )


def reach_of(rules: RosterRules) -> Reach:
    """How far the rules let people walk."""
    return Reach(rules.reach_m, rules.reach_of_own_post_m)


def load_assignments(assignments: QuerySet[Assignment]) -> PlannedRoster:
    """Who goes where, in the order of a roster."""
    rows = assignments.order_by("patrol", "volunteer").values_list("volunteer", "patrol")
    return tuple(Going(volunteer_id, patrol_id) for volunteer_id, patrol_id in rows)
