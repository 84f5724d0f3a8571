"""Routes for patrols that got their people after the others had their routes.

A change by hand can give a patrol its first crew, call an urgent one, or bring somebody who walks among those
who ride. Their routes keep off the cells that others visit in the same hours, and take up visits that nobody
could make.
"""

from django.db import transaction
from django.utils import timezone

from geoapp.checks import refuse
from geoapp.convert.demand import risk_in_slots
from geoapp.convert.risk import load_lattice
from geoapp.convert.route_rows import (
    route_figures,
    routes_at_posts,
    routes_of_another_length,
    save_routes,
    timed_routes,
)
from geoapp.convert.routes import load_moving_patrols, load_standing_patrols, zone_weeks
from geoapp.convert.routes_before import load_before
from geoapp.convert.routes_drawn import broken_rules, draw_weeks, secret_of, zones_and_plans
from geoapp.convert.routes_late import asked_of, forget_unmet, late_patrols, load_cells_taken, visits_not_made
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.convert.times import day_slots
from geoapp.convert.visits import reasons_of_unmet
from geoapp.convert.zones import load_grounds
from geoapp.models import Roster, Route, Travel
from geoapp.pipeline import Saving, add_figures, measure_coverage, the_district
from geoapp.progress import Progress, silent


def plan_late_routes(roster: Roster, progress: Progress = silent, saving: Saving = transaction.atomic) -> int:
    """Draw the routes that are missing, and count the planned coverage again; how many were drawn.

    Raises:
        InvalidPlan: If a route breaks a rule; nothing is saved then.
    """
    district, now = the_district(), timezone.now()
    late = late_patrols(roster, now)
    moving, standing = load_moving_patrols(late), load_standing_patrols(late)
    if not moving and not standing:
        return 0
    late_ids = {patrol.pk for patrol in (*moving, *standing)}
    lattice = load_lattice(district, roster.starts_on)
    risk = risk_in_slots(roster, day_slots(district, roster), load_risk_per_week(roster.surface, lattice))
    visits = visits_not_made(district, roster, late_ids)
    areas = {patrol.area_id for patrol in moving}
    grounds = load_grounds(district, roster, lattice, moving, areas)
    taken = load_cells_taken(district, roster, lattice, late_ids)
    weeks = zone_weeks(district, roster, risk, grounds, moving, visits, taken)

    secret = secret_of(roster, None)
    drawn = draw_weeks(weeks, load_before(district, roster, lattice), roster.seed, secret, progress)
    routes = [route for pair in zones_and_plans(weeks, drawn) for route in timed_routes(*pair)]
    routes += routes_at_posts(district, standing)

    refuse([*broken_rules(weeks, drawn), *routes_of_another_length(routes)], "the routes")
    asked = asked_of(weeks, visits, lattice.n_cells)
    unmet = reasons_of_unmet(asked, drawn, lattice.n_cells)
    with saving():
        # Changes by hand lock it too: what they have made of the patrols meanwhile is seen here.
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        still = set(late_patrols(roster, now).values_list("pk", flat=True))
        if still >= late_ids:
            Route.objects.filter(patrol__in=late_ids).delete()
            forget_unmet(roster, asked)
            zones = grounds[Travel.FOOT].zones
            save_routes(district, roster, routes, asked, unmet, zones, lattice.n_cells)
            add_figures(roster, **route_figures(roster))
    if not still >= late_ids:
        return plan_late_routes(roster, progress, saving)
    measure_coverage(roster, saving)
    return len(routes)
