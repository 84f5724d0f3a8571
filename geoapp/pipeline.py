"""From incident points to maps: the file to read first.

    import → locate → hotspots → demand → roster → routes → coverage → maps

Each step loads rows, computes on plain values, verifies independently, and saves in one transaction.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geoapp import exports
from geoapp.checks import InvalidPlan, check_certificate, refuse
from geoapp.convert.coverage import (
    coverage_figures,
    load_presence,
    may_be_counted,
    measure_delivered,
    required_blocks,
    risk_in_blocks,
    save_coverage,
)
from geoapp.convert.demand import load_demand, risk_in_slots, save_patrols
from geoapp.convert.pages import write_pages
from geoapp.convert.risk import clock64, load_lattice, load_record, save_surfaces
from geoapp.convert.roster import (
    load_further_pairs,
    load_roster_problem,
    problem_digest,
    save_solution,
)
from geoapp.convert.route_rows import route_figures, save_routes
from geoapp.convert.routes import load_moving_patrols, load_standing_patrols, zone_weeks
from geoapp.convert.routes_before import load_before
from geoapp.convert.routes_drawn import checked_routes, draw_weeks, secret_of, variety_figures
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.convert.times import day_slots
from geoapp.convert.travel import why_nobody_can_ride
from geoapp.convert.visits import due_visits, reasons_of_unmet
from geoapp.convert.zones import load_grounds, off_the_streets
from geoapp.holidays import years_without_table
from geoapp.models import (
    Area,
    District,
    Job,
    Proof,
    RiskSurface,
    Roster,
    Route,
    StreetExtract,
    Travel,
)
from geoapp.progress import Progress, silent
from geoapp.proofs import write_proof
from geoapp.queries.patrols import running
from geoapp.queries.rows import refresh_statistics
from geoapp.solving import solve_any
from geoapp.words import contradiction_in_words
from maps.analysis.actual import measure_planned
from maps.analysis.backtest import counts
from maps.analysis.hotspots import RiskParams
from maps.analysis.study import study
from scheduling import verify as roster_verifier
from scheduling.contradictions import ContradictoryRulesError
from scheduling.demand import wanted_patrols
from scheduling.explain import empty_seats
from scheduling.remedy import remedies

log = logging.getLogger(__name__)

# Opens the transaction in which a step saves; a job's refuses when the job is another worker's by then.
Saving = Callable[[], AbstractContextManager[None]]


class PlanError(Exception):
    """Something that the user can mend keeps a step from starting; the text says what."""


def find_hotspots(
    as_of: datetime, progress: Progress = silent, saving: Saving = transaction.atomic
) -> RiskSurface:
    """Estimate the risk from the incidents before a moment, and how well it would have done.

    Each group of categories gets a surface of its own to look at; patrols are planned from that of all.
    """
    district = the_district()
    lattice = load_lattice(district, as_of.date())
    record = load_record(district, as_of)
    moment = clock64(district, as_of)
    params = RiskParams()

    progress("hotspots: backtest", None)
    whole = study(record.incidents, lattice, moment, params)
    groups = {name: study(part, lattice, moment, params) for name, part in record.groups.items()}
    observed = counts(record.observed.known_by(moment), lattice)

    for made in (whole, *groups.values()):
        if not np.isfinite(made.risk.per_week).all() or (made.risk.per_week < 0).any():
            raise InvalidPlan("the risk surface has values that are negative or not finite")
    with saving():
        return save_surfaces(as_of, lattice, params, whole, groups, observed)


def make_demand(
    surface: RiskSurface,
    starts_on: date,
    days: int,
    seed: int,
    *,
    area: Area | None = None,
    job: Job | None = None,
    saving: Saving = transaction.atomic,
) -> Roster:
    """Choose the patrols that are worth staffing, as a draft roster with nobody on it yet.

    Args:
        area: Subdistrict whose patrols are planned; None for all.
        job: The job that plans it.
    """
    district = the_district()
    streets = StreetExtract.objects.order_by("imported_at").last()
    if streets is None:
        raise PlanError(_("There are no streets yet: run `manage.py import_streets FILE` first."))
    if reason := why_nobody_can_ride(streets):
        raise PlanError(reason)
    refresh_statistics()
    roster = Roster(
        starts_on=starts_on, days=days, seed=seed, surface=surface, streets=streets, area=area, job=job
    )
    lattice = load_lattice(district, starts_on)
    inputs = load_demand(district, roster, lattice, load_risk_per_week(surface, lattice))

    wanted = wanted_patrols(
        inputs.posts, inputs.slots, inputs.risk, inputs.reach, inputs.supply, inputs.area_ids
    )

    with saving():
        save_patrols(district, roster, inputs, wanted)
        if years := years_without_table(district, roster.all_days):
            add_figures(roster, years_without_holidays=years)
    return roster


def fill_roster(roster: Roster, progress: Progress = silent, saving: Saving = transaction.atomic) -> None:
    """Assign volunteers to patrols with a proof of how good that is, and explain each empty seat."""
    district = the_district()
    problem = load_roster_problem(district, roster)

    try:
        solution = solve_any(problem, roster.seed, progress)
    except ContradictoryRulesError as error:
        raise PlanError(contradiction_in_words(error.contradiction)) from error
    empty = empty_seats(problem, solution.roster)
    found = remedies(problem, solution.roster, load_further_pairs(district, roster, problem, empty))

    broken = roster_verifier.violations(problem, solution.roster)
    refuse(broken, "the roster")
    check_certificate(problem, solution)
    patrols = [patrol for patrol in problem.patrols if not patrol.standby]
    not_run = {seats.patrol_id for seats in empty if seats.not_run}
    standby_ids = {patrol.id for patrol in problem.patrols if patrol.standby}
    filled = sum(assignment.patrol_id not in standby_ids for assignment in solution.roster)
    with saving():
        save_solution(roster, problem, solution, empty, found)
        add_figures(
            roster,
            patrols_wanted=len(patrols),
            patrols_run=sum(patrol.id not in not_run for patrol in patrols),
            seats_desired=sum(patrol.seats_desired for patrol in patrols),
            seats_filled=filled,
            standby_filled=len(solution.roster) - filled,
            people_used=len({assignment.volunteer_id for assignment in solution.roster}),
            roster_gap=round(solution.certificate.gap, 6),
            roster_violations=len(broken),
            roster_inputs=problem_digest(problem),
        )


def plan_patrol_routes(
    roster: Roster,
    progress: Progress = silent,
    saving: Saving = transaction.atomic,
    draw_secret: str | None = None,
) -> None:
    """Draw the walks and rides of all patrols that run, subdistrict by subdistrict and day after day.

    A roster keeps its secret: the same inputs, the routes in force before among them, give the same routes.
    """
    district = the_district()
    lattice = load_lattice(district, roster.starts_on)
    risk = risk_in_slots(roster, day_slots(district, roster), load_risk_per_week(roster.surface, lattice))
    patrols, visits = running(roster.patrols.all()), due_visits(roster)
    moving = load_moving_patrols(patrols)
    if reason := why_nobody_can_ride(roster.streets):
        raise PlanError(reason)
    grounds = load_grounds(district, roster, lattice, moving)
    weeks = zone_weeks(district, roster, risk, grounds, moving, visits)
    with saving():
        secret = secret_of(roster, draw_secret)

    drawn = draw_weeks(weeks, load_before(district, roster, lattice), roster.seed, secret, progress)

    broken, routes = checked_routes(district, weeks, drawn, load_standing_patrols(patrols))
    unmet = reasons_of_unmet(visits, drawn, lattice.n_cells)
    with saving():
        Route.objects.filter(patrol__roster=roster).delete()
        roster.unmet_visits.all().delete()
        save_routes(district, roster, routes, visits, unmet, grounds[Travel.FOOT].zones, lattice.n_cells)
        add_figures(
            roster,
            route_violations=len(broken),
            route_variety=variety_figures(weeks, drawn),
            visits_due=len(visits),
            **off_the_streets(grounds, moving),
            **route_figures(roster, len(visits)),
        )


def measure_coverage(roster: Roster, saving: Saving = transaction.atomic) -> None:
    """Count the dose that the planned routes give to each cell and block, and what came of it until now."""
    if not may_be_counted(roster, timezone.now()):
        raise PlanError(_("The tracks of that time are gone; what was counted then is kept."))
    district = the_district()
    lattice = load_lattice(district, roster.starts_on)
    risk = risk_in_blocks(roster, load_risk_per_week(roster.surface, lattice))
    required = np.broadcast_to(required_blocks(district, roster), risk.shape)
    presence = load_presence(district, roster, lattice)

    planned = measure_planned(presence, risk, required, roster.starts_on.weekday())
    actual, heard = measure_delivered(district, roster, lattice, risk, required)

    for one in (planned.dose, actual.dose if actual else planned.dose):
        if one.min(initial=0) < 0 or one.max(initial=0) > 1:
            raise InvalidPlan(f"a dose is outside 0 to 1: {one.min()} to {one.max()}")
    with saving():
        save_coverage(district, roster, lattice, planned, actual, heard)
        add_figures(roster, **coverage_figures(planned, actual, heard))


def draw_maps(roster: Roster, out: Path, progress: Progress = silent) -> None:
    """Write the maps, sheets and files of a roster into a folder."""
    district = the_district()
    out.mkdir(parents=True, exist_ok=True)
    write_pages(district, roster, out, progress)
    exports.write_files(district, roster, out)
    if Proof.objects.filter(roster=roster).exists():
        write_proof(district, roster, out / exports.PROOF_FILE)


def the_district() -> District:
    """The district of this database."""
    district = District.objects.first()
    if district is None:
        raise PlanError(_("There is no district yet: run `manage.py import_areas FILE` first."))
    return district


def latest_roster() -> Roster:
    """The roster that was made last."""
    roster = Roster.objects.order_by("pk").last()
    if roster is None:
        raise PlanError(_("There is no roster yet: run `manage.py demand` or `manage.py plan` first."))
    return roster


@transaction.atomic
def add_figures(roster: Roster, **figures: object) -> None:
    """Keep figures of a roster for its summary, beside those of other steps and of changes meanwhile."""
    kept = Roster.objects.select_for_update().values_list("figures", flat=True).get(pk=roster.pk)
    roster.figures = kept | figures
    roster.save(update_fields=["figures"])
