"""Routes that fit the crews again after changes by hand.

A change can give a patrol its first crew or take its last one, call an urgent patrol, or bring somebody who
walks among those who ride. New routes keep off the cells that others visit in the same hours, and take up
visits that nobody makes.
"""

from django.db import transaction
from django.utils import timezone

from geoapp.convert.demand import risk_in_slots
from geoapp.convert.risk import load_lattice
from geoapp.convert.route_rows import route_figures, save_routes
from geoapp.convert.routes import load_moving_patrols, load_standing_patrols, zone_weeks
from geoapp.convert.routes_before import load_before
from geoapp.convert.routes_drawn import checked_routes, draw_weeks, secret_of
from geoapp.convert.routes_late import (
    forget_unmet,
    load_cells_taken,
    load_visits_left,
    patrols_to_plan_anew,
    told_of,
)
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.convert.times import day_slots
from geoapp.convert.visits import reasons_of_unmet
from geoapp.convert.zones import load_grounds
from geoapp.models import Roster, Route, Travel
from geoapp.pipeline import Saving, add_figures, measure_coverage, the_district
from geoapp.progress import Progress, silent
from geoapp.queries.patrols import running


def plan_late_routes(roster: Roster, progress: Progress = silent, saving: Saving = transaction.atomic) -> int:
    """Draw what is missing, let go what is nobody's, and count the planned coverage again.

    Returns:
        How many routes were drawn.

    Raises:
        InvalidPlan: If a route breaks a rule; nothing is saved then.
    """
    district, now = the_district(), timezone.now()
    unfit = patrols_to_plan_anew(roster, now)
    anew, areas = set(unfit.values_list("pk", flat=True)), set(unfit.values_list("area", flat=True))
    if not anew:
        return 0
    moving, standing = load_moving_patrols(running(unfit)), load_standing_patrols(running(unfit))
    lattice = load_lattice(district, roster.starts_on)
    risk = risk_in_slots(roster, day_slots(district, roster), load_risk_per_week(roster.surface, lattice))
    visits = load_visits_left(district, roster, anew)
    grounds = load_grounds(district, roster, lattice, moving, areas)
    taken = load_cells_taken(district, roster, lattice, anew)
    weeks = zone_weeks(district, roster, risk, grounds, moving, visits.due, taken)

    secret = secret_of(roster, None)
    drawn = draw_weeks(weeks, load_before(district, roster, lattice), roster.seed, secret, progress)

    _broken, routes = checked_routes(district, weeks, drawn, standing)
    told = told_of(weeks, visits, lattice.n_cells)
    unmet = reasons_of_unmet(told, drawn, lattice.n_cells)
    with saving():
        # Changes by hand lock it too: what they have made of the patrols meanwhile is seen here.
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        as_it_was = anew <= set(patrols_to_plan_anew(roster, now).values_list("pk", flat=True))
        if as_it_was:
            Route.objects.filter(patrol__in=anew).delete()
            forget_unmet(roster, told)
            zones = grounds[Travel.FOOT].zones
            save_routes(district, roster, routes, told, unmet, zones, lattice.n_cells)
            add_figures(roster, **route_figures(roster, roster.figures["visits_due"]))
    if not as_it_was:
        return plan_late_routes(roster, progress, saving)
    measure_coverage(roster, saving)
    return len(routes)
