"""Patrols and volunteers to the roster problem, and its solution to rows."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geoapp.convert.carry_over import load_duties, load_past_loads
from geoapp.convert.proof import packed_export, short_certificate
from geoapp.convert.roster_rows import (
    indexed_pairs,
    load_patrols,
    load_people,
    load_stored_shares,
    reach_of,
)
from geoapp.convert.rules import hard_rules, load_rules, weights
from geoapp.models import Assignment, District, EmptySeats, FairShare, Proof, Roster
from geoapp.queries.people import Reach, load_offered_slots, load_pairs
from scheduling.explain import EmptySeat
from scheduling.export import export_roster
from scheduling.problem import Pairs, Problem, Solution
from scheduling.problem import Roster as PlannedRoster
from scheduling.remedy import Remedy


def load_roster_problem(district: District, roster: Roster, *, assigned: bool = False) -> Problem:
    """Everything that decides who goes where; volunteers and patrols are sorted by id.

    With ``assigned`` those who are on a patrol of the roster count as having agreed to it, and loads are
    measured as when it was made.
    """
    row = load_rules()
    rules = hard_rules(row)
    found = load_pairs(district, roster, reach_of(row), assigned=assigned)
    offers = load_offered_slots(district, roster)
    offered = dict.fromkeys(found.volunteer_id.tolist(), 0) | dict(
        zip(*(column.tolist() for column in np.unique(offers.volunteer, return_counts=True)), strict=True)
    )
    past_loads = load_past_loads(roster)
    shares = {pk: (slots, past_loads.get(pk, 0.0)) for pk, slots in offered.items()}
    if assigned:
        kept = load_stored_shares(roster)
        shares |= {pk: share for pk, share in kept.items() if pk in shares}
    volunteers = load_people(offered, shares)
    patrols = load_patrols(district, roster.patrols.all(), row)
    return Problem(
        volunteers,
        patrols,
        indexed_pairs(found, volunteers, patrols),
        rules,
        weights(row),
        load_duties(district, roster, rules.min_rest_h),
    )


def load_crews(district: District, roster: Roster, going: PlannedRoster) -> Problem:
    """A roster's patrols and the people on them with their duties in other rosters, but no pairs."""
    row = load_rules()
    rules, people = hard_rules(row), {one.volunteer_id for one in going}
    none = np.empty(0, dtype=np.int64)
    return Problem(
        load_people(people, {}),
        load_patrols(district, roster.patrols.all(), row),
        Pairs(none, none, none.astype(np.float64), none.astype(np.bool_), none),
        rules,
        weights(row),
        load_duties(district, roster, rules.min_rest_h, people),
    )


def load_further_pairs(
    district: District, roster: Roster, problem: Problem, empty: Iterable[EmptySeat]
) -> Pairs:
    """Pairs of patrols with empty seats that only the walk rules out, up to twice as far."""
    near = reach_of(load_rules())
    far = Reach(2 * near.reach_m, 2 * near.own_reach_m, 2 * near.nearest)
    found = load_pairs(district, roster, far, {seats.patrol_id for seats in empty})
    pairs = indexed_pairs(found, problem.volunteers, problem.patrols)
    count = len(problem.patrols)
    known = problem.pairs.volunteer * count + problem.pairs.patrol
    new = ~np.isin(pairs.volunteer * count + pairs.patrol, known)
    return Pairs(**{name: column[new] for name, column in vars(pairs).items()})


def problem_digest(problem: Problem) -> str:
    """SHA-256 of a problem without its row numbers, which change from one run to the next."""
    whole = hashlib.sha256()
    number = {patrol.id: row for row, patrol in enumerate(problem.patrols)}
    for person in problem.volunteers:
        whole.update(
            repr(
                (
                    person.kind,
                    person.leader,
                    sorted(person.skills),
                    person.weekly_cap,
                    person.birth_year,
                    person.past_load,
                )
            ).encode()
        )
    for patrol in problem.patrols:
        whole.update(repr((number[patrol.id], patrol.starts_at, patrol.risk, patrol.seats_desired)).encode())
    whole.update(repr((problem.rules, problem.weights, len(problem.fixed))).encode())
    for column in (problem.pairs.volunteer, problem.pairs.patrol, problem.pairs.walk_m):
        whole.update(np.ascontiguousarray(column).tobytes())
    return whole.hexdigest()


@transaction.atomic
def save_solution(
    roster: Roster, problem: Problem, solution: Solution, empty: list[EmptySeat], found: list[Remedy]
) -> None:
    """Save who goes where, the proof, reasons and remedies; replaces an earlier solution of the roster."""
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
    save_empty_seats(empty, found)
    save_proof(roster, problem, solution)


def save_empty_seats(empty: Iterable[EmptySeat], found: Iterable[Remedy]) -> None:
    """Save why seats are empty, and the cheapest change for each patrol."""
    remedy = {one.patrol_id: asdict(one) for one in found}
    EmptySeats.objects.bulk_create(
        (
            EmptySeats(
                patrol_id=seats.patrol_id,
                seats_short=seats.seats_short,
                not_run=seats.not_run,
                reason=seats.reason,
                facts=seats.facts,
                remedy=remedy.get(seats.patrol_id, {}),
            )
            for seats in empty
        ),
        batch_size=2000,
    )


@transaction.atomic
def save_proof(roster: Roster, problem: Problem, solution: Solution) -> None:
    """Save the export that proves the roster, its short certificate, and what loads are measured by."""
    export = export_roster(problem, solution)
    packed = packed_export(export)
    Proof.objects.update_or_create(
        roster=roster,
        defaults={
            "export": packed,
            "sha256": hashlib.sha256(packed).hexdigest(),
            "version": roster.version,
        },
    )
    FairShare.objects.filter(roster=roster).delete()
    FairShare.objects.bulk_create(
        (
            FairShare(roster=roster, volunteer_id=one.id, offered=one.offered, past_load=one.past_load)
            for one in problem.volunteers
        ),
        batch_size=5000,
    )
    roster.certificate = short_certificate(export)
    roster.save(update_fields=["certificate"])
