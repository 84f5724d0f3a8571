"""Patrols and volunteers to the roster problem, and its solution to rows."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geoapp.models import Assignment, District, EmptySeats, Patrol, Roster, Volunteer
from geoapp.queries.people import load_offered_slots, load_pairs
from scheduling.explain import EmptySeat
from scheduling.problem import Pairs, Problem, Solution
from scheduling.problem import Patrol as PlannedPatrol
from scheduling.problem import Volunteer as Person

# On the district's clock; the rules of the roster limit who goes out at night.
NIGHT_BEGINS_H, NIGHT_ENDS_H = 22, 5


def load_roster_problem(district: District, roster: Roster) -> Problem:
    """Everything that decides who goes where; volunteers and patrols are sorted by id."""
    offers = load_offered_slots(district, roster)
    offered = dict(
        zip(*(column.tolist() for column in np.unique(offers.volunteer, return_counts=True)), strict=True)
    )
    volunteers = tuple(
        _person(volunteer, offered[volunteer.pk])
        for volunteer in Volunteer.objects.filter(pk__in=offered)
        .select_related("team__kind")
        .prefetch_related("skills")
        .order_by("pk")
    )
    zone = ZoneInfo(district.time_zone)
    patrols = tuple(_planned(patrol, zone) for patrol in roster.patrols.order_by("pk"))
    found = load_pairs(district, roster)
    return Problem(
        volunteers,
        patrols,
        Pairs(
            volunteer=np.searchsorted([person.id for person in volunteers], found.volunteer_id),
            patrol=np.searchsorted([patrol.id for patrol in patrols], found.patrol_id),
            walk_m=found.walk_m,
            own_team=found.own_team,
            preference=found.preference,
        ),
    )


def _person(volunteer: Volunteer, offered: int) -> Person:
    return Person(
        id=volunteer.pk,
        kind=volunteer.team.kind.code,
        team_id=volunteer.team_id,
        leader=volunteer.leader,
        skills=frozenset(skill.code for skill in volunteer.skills.all()),
        weekly_cap=volunteer.weekly_cap,
        offered=offered,
        birth_year=volunteer.birth_year,
        insured_until=volunteer.insured_until,
        trained_until=volunteer.trained_until,
    )


def _planned(patrol: Patrol, zone: ZoneInfo) -> PlannedPatrol:
    return PlannedPatrol(
        id=patrol.pk,
        area_id=patrol.area_id,
        starts_at=patrol.starts_at,
        ends_at=patrol.ends_at,
        day=patrol.starts_at.astimezone(zone).date(),
        risk=patrol.risk,
        seats_min=patrol.seats_min,
        seats_desired=patrol.seats_desired,
        skills=tuple(patrol.skills),
        standby=patrol.kind == Patrol.Kind.STANDBY,
        night=_at_night(patrol, zone),
    )


def _at_night(patrol: Patrol, zone: ZoneInfo) -> bool:
    """Whether any part of a patrol lies between ten in the evening and five in the morning."""
    starts, ends = patrol.starts_at.astimezone(zone), patrol.ends_at.astimezone(zone)
    late = starts.replace(hour=NIGHT_BEGINS_H, minute=0)
    early = starts.replace(hour=NIGHT_ENDS_H, minute=0)
    return starts < early or ends > late


def problem_digest(problem: Problem) -> str:
    """SHA-256 of a problem without its row numbers, which change from one run to the next."""
    whole = hashlib.sha256()
    number = {patrol.id: row for row, patrol in enumerate(problem.patrols)}
    for person in problem.volunteers:
        whole.update(
            repr(
                (person.kind, person.leader, sorted(person.skills), person.weekly_cap, person.birth_year)
            ).encode()
        )
    for patrol in problem.patrols:
        whole.update(repr((number[patrol.id], patrol.starts_at, patrol.risk, patrol.seats_desired)).encode())
    for column in (problem.pairs.volunteer, problem.pairs.patrol, problem.pairs.walk_m):
        whole.update(np.ascontiguousarray(column).tobytes())
    return whole.hexdigest()


@transaction.atomic
def save_solution(roster: Roster, solution: Solution, empty: list[EmptySeat]) -> None:
    """Save who goes where, the proof and the reasons; replaces an earlier solution of the same roster."""
    roster.assignments.all().delete()
    EmptySeats.objects.filter(patrol__roster=roster).delete()
    during: dict[int, tuple[datetime, datetime]] = {
        pk: (starts_at, ends_at)
        for pk, starts_at, ends_at in roster.patrols.values_list("pk", "starts_at", "ends_at")
    }
    Assignment.objects.bulk_create(
        (
            Assignment(
                roster=roster,
                patrol_id=assignment.patrol_id,
                volunteer_id=assignment.volunteer_id,
                during=DateTimeTZRange(*during[assignment.patrol_id]),
                live=roster.status == Roster.Status.LIVE,
            )
            for assignment in solution.roster
        ),
        batch_size=2000,
    )
    EmptySeats.objects.bulk_create(
        (
            EmptySeats(
                patrol_id=seats.patrol_id,
                seats_short=seats.seats_short,
                not_run=seats.not_run,
                reason=seats.reason,
                facts=seats.facts,
            )
            for seats in empty
        ),
        batch_size=2000,
    )
    roster.certificate = asdict(solution.certificate)
    roster.save(update_fields=["certificate"])
