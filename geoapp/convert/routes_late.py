"""Patrols that need a route after the others have theirs, and what is left for them to do."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from geoapp.convert.risk import cell_places
from geoapp.convert.routes import ZoneWeek, running_patrols
from geoapp.convert.times import local_clock
from geoapp.convert.visits import DueVisit, due_visits
from geoapp.models import Assignment, District, Patrol, Roster, Route, Stop, Travel
from geoapp.queries.patrols import load_stop_cells
from maps.analysis.cells import Lattice


def late_patrols(roster: Roster, now: datetime) -> QuerySet[Patrol]:
    """Those to come that run and have no route, or a ride for a crew of which somebody walks."""
    walks = Assignment.objects.filter(patrol=OuterRef("pk")).exclude(volunteer__team__travels=Travel.BICYCLE)
    to_come = running_patrols(roster).filter(starts_at__gt=now)
    return to_come.filter(Q(route=None) | Q(Exists(walks), route__travels=Travel.BICYCLE))


def load_cells_taken(
    district: District, roster: Roster, lattice: Lattice, late: Collection[int]
) -> dict[datetime, frozenset[int]]:
    """The cells that other patrols than the late ones visit, by the time when their slot begins."""
    others = Route.objects.filter(patrol__roster=roster).exclude(patrol__in=late)
    begins = dict(Stop.objects.filter(route__in=others).values_list("pk", "route__patrol__starts_at"))
    cell_of = {place: cell for cell, place in enumerate(map(tuple, cell_places(lattice).tolist()))}
    taken: dict[datetime, set[int]] = defaultdict(set)
    stops = load_stop_cells(district, others.values_list("patrol_id", flat=True))
    for stop, place in stops.items():
        if place in cell_of:
            taken[begins[stop]].add(cell_of[place])
    return {starts_at: frozenset(cells) for starts_at, cells in taken.items()}


def visits_not_made(district: District, roster: Roster, late: Collection[int]) -> list[DueVisit]:
    """The visits of the period that no route makes but those of the late patrols."""
    routes = Stop.objects.filter(route__patrol__roster=roster, kind=Stop.Kind.VISIT)
    made = {
        (visit, local_clock(district, arrives_at).date())
        for visit, arrives_at in routes.exclude(route__patrol__in=late).values_list("visit", "arrives_at")
    }
    return [due for due in due_visits(roster) if (due.visit.pk, due.day) not in made]


def asked_of(weeks: Collection[ZoneWeek], visits: Collection[DueVisit], n_cells: int) -> list[DueVisit]:
    """The visits that some patrol of these weeks could be asked for."""
    asked = {
        stop.id - n_cells
        for week in weeks
        for day in week.days
        for hours in day
        for stop in hours.problem.stops
        if stop.mandatory
    }
    return [due for due in visits if due.number in asked]


def forget_unmet(roster: Roster, visits: Collection[DueVisit]) -> None:
    """Let go what was said of visits that are planned anew."""
    days: Mapping[tuple[int, object], DueVisit] = {(due.visit.pk, due.day): due for due in visits}
    rows = roster.unmet_visits.filter(visit__in={visit for visit, _ in days})
    gone = [row.pk for row in rows if (row.visit_id, row.day) in days]
    roster.unmet_visits.filter(pk__in=gone).delete()
