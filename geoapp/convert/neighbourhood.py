"""The piece of a roster around some patrols, fresh from the database: what a change of it needs to know."""

from collections.abc import Collection
from dataclasses import dataclass

from geoapp.convert.carry_over import load_duties, load_past_loads
from geoapp.convert.roster_rows import (
    Shares,
    indexed_pairs,
    load_assignments,
    load_patrols,
    load_people,
    load_stored_shares,
    reach_of,
)
from geoapp.convert.rules import hard_rules, load_rules, weights
from geoapp.models import Assignment, District, Patrol, Roster
from geoapp.queries.people import load_offered_counts, load_pairs
from scheduling.problem import Problem
from scheduling.problem import Roster as PlannedRoster


@dataclass(frozen=True)
class Piece:
    """Some patrols with their whole crews and everybody who could go there, and what else these people do.

    The crews of the other patrols are not all there: only changes of the patrols ``ids`` can be judged.
    """

    problem: Problem
    roster: PlannedRoster
    ids: frozenset[int]


def load_piece(
    district: District,
    roster: Roster,
    patrol_ids: Collection[int],
    volunteer_ids: Collection[int] = (),
    *,
    absent: bool = False,
) -> Piece:
    """Load what decides about some patrols.

    ``volunteer_ids`` are there even if they offer none of them; with ``absent`` those on the patrols count as
    able to come even if they are away.
    """
    row = load_rules()
    rules = hard_rules(row)
    found = load_pairs(district, roster, reach_of(row), patrol_ids, assigned=True, absent=absent)
    on_them = Assignment.objects.filter(patrol__in=patrol_ids).values_list("volunteer", flat=True)
    people = {*found.volunteer_id.tolist(), *on_them, *volunteer_ids}
    going = load_assignments(Assignment.objects.filter(roster=roster, volunteer__in=people))
    patrols = load_patrols(
        district,
        Patrol.objects.filter(roster=roster, pk__in={*patrol_ids, *(one.patrol_id for one in going)}),
        row,
    )
    volunteers = load_people(people, load_shares(district, roster, people))
    problem = Problem(
        volunteers,
        patrols,
        indexed_pairs(found, volunteers, patrols),
        rules,
        weights(row),
        load_duties(district, roster, rules.min_rest_h, people),
    )
    return Piece(problem, going, frozenset(patrol_ids))


def load_shares(district: District, roster: Roster, people: Collection[int]) -> Shares:
    """What loads are measured by: as when the roster was made, and of others as it would have been then."""
    known = load_stored_shares(roster, people)
    if unknown := set(people) - known.keys():
        past_loads = load_past_loads(roster)
        offered = load_offered_counts(district, roster, unknown)
        known |= {pk: (offered.get(pk, 0), past_loads.get(pk, 0.0)) for pk in unknown}
    return known
