"""Patrols whose routes no longer fit their crews, and what is left for the others to do."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from geoapp.convert.risk import cells_by_place
from geoapp.convert.routes import ZoneWeek
from geoapp.convert.times import local_clock
from geoapp.convert.visits import DueVisit, due_visits
from geoapp.models import Assignment, District, Patrol, Roster, Route, Stop, Travel
from geoapp.queries.patrols import load_stop_cells
from maps.analysis.cells import Lattice


def patrols_to_plan_anew(roster: Roster, now: datetime) -> QuerySet[Patrol]:
    """Those to come whose route is not their crew's.

    They run and have none, have a ride while somebody of the crew walks, or have one and nobody goes.
    """
    seats = Assignment.objects.filter(patrol=OuterRef("pk"))
    goes, walks = Exists(seats), Exists(seats.exclude(volunteer__team__travels=Travel.BICYCLE))
    missing, ridden = Q(goes, route=None), Q(walks, route__travels=Travel.BICYCLE)
    to_come = roster.patrols.filter(kind=Patrol.Kind.PATROL, starts_at__gt=now)
    return to_come.filter(missing | ridden | Q(~goes, route__isnull=False))


def load_cells_taken(
    district: District, roster: Roster, lattice: Lattice, anew: Collection[int]
) -> dict[datetime, frozenset[int]]:
    """The cells that other patrols than those planned anew visit, by the time when their slot begins."""
    others = Route.objects.filter(patrol__roster=roster).exclude(patrol__in=anew)
    begins = dict(Stop.objects.filter(route__in=others).values_list("pk", "route__patrol__starts_at"))
    cell_of = cells_by_place(lattice)
    taken: dict[datetime, set[int]] = defaultdict(set)
    stops = load_stop_cells(district, others.values_list("patrol_id", flat=True))
    for stop, place in stops.items():
        if place in cell_of:
            taken[begins[stop]].add(cell_of[place])
    return {starts_at: frozenset(cells) for starts_at, cells in taken.items()}


@dataclass(frozen=True)
class VisitsLeft:
    """The visits of the period that no other route makes, and the numbers of those that are taken off one."""

    due: list[DueVisit]
    taken_off: frozenset[int]


def load_visits_left(district: District, roster: Roster, anew: Collection[int]) -> VisitsLeft:
    """What is left to the patrols that are planned anew."""
    stops = Stop.objects.filter(route__patrol__roster=roster, kind=Stop.Kind.VISIT)
    own, others = (
        {
            (visit, local_clock(district, arrives_at).date())
            for visit, arrives_at in some.values_list("visit", "arrives_at")
        }
        for some in (stops.filter(route__patrol__in=anew), stops.exclude(route__patrol__in=anew))
    )
    due = [one for one in due_visits(roster) if (one.visit.pk, one.day) not in others]
    return VisitsLeft(due, frozenset(one.number for one in due if (one.visit.pk, one.day) in own))


def told_of(weeks: Collection[ZoneWeek], visits: VisitsLeft, n_cells: int) -> list[DueVisit]:
    """The visits that some patrol of these weeks could make, or whose patrol was taken away."""
    asked = {
        stop.id - n_cells
        for week in weeks
        for day in week.days
        for hours in day
        for stop in hours.problem.stops
        if stop.mandatory
    }
    return [due for due in visits.due if due.number in asked | visits.taken_off]


def forget_unmet(roster: Roster, visits: Collection[DueVisit]) -> None:
    """Let go what was said of visits that are planned anew."""
    again = {(due.visit.pk, due.day) for due in visits}
    rows = roster.unmet_visits.filter(visit__in={visit for visit, _day in again})
    gone = [row.pk for row in rows if (row.visit_id, row.day) in again]
    roster.unmet_visits.filter(pk__in=gone).delete()
