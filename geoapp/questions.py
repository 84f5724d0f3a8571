"""What planners ask beside the plan: would it have been right, what if, and did it help?

Each question loads rows, computes on plain values and returns the answer; nothing is saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _

from geoapp.convert.backtests import Facts, backtest_facts
from geoapp.convert.changes import other_slots, post_changes
from geoapp.convert.coverage import load_presence, load_presence_by_patrol, required_blocks, risk_in_blocks
from geoapp.convert.held_out import HeldOut, load_held_out
from geoapp.convert.risk import clock64, load_incidents, load_lattice, load_record
from geoapp.convert.roles import UnknownArea, cells_of_areas, roles_of_cells
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.models import District, Roster
from geoapp.pipeline import PlanError, the_district
from geoapp.progress import Progress, silent
from geoapp.queries.places import load_areas
from maps.analysis.backtest import backtest, rolling_origins
from maps.analysis.coverage import dose, gap
from maps.analysis.evaluation import Evaluation, Role, before_and_after, evaluate
from maps.analysis.hotspots import Incidents
from maps.analysis.marginal import MarginalValue, marginal_value
from maps.analysis.presence import joined
from maps.analysis.screening import Finding, screen
from maps.analysis.what_if import Added, Comparison, added_value, compare_plans

# Shares of the patrols for which the covered incidents are counted.
SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Tested:
    """Backtests by group of categories, all of them first under "", and what is wrong with the record."""

    as_of: datetime
    groups: dict[str, Facts]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class WhatIf:
    """What more patrols, posts or other hours would cover."""

    held_out: HeldOut
    teams: tuple[MarginalValue, ...]
    posts: tuple[Added, ...]
    slots: tuple[Added, ...]


@dataclass(frozen=True)
class BeforeAfter:
    """An evaluation, and how many cells were on each side."""

    before: tuple[datetime, datetime]
    after: tuple[datetime, datetime]
    cells: dict[Role, int]
    result: Evaluation


def ask_backtest(
    as_of: datetime, wanted: int = 26, horizon_days: int = 28, progress: Progress = silent
) -> Tested:
    """How well the risk, and simpler maps, would have forecast what came after each of some moments."""
    district = the_district()
    lattice = load_lattice(district, as_of.date())
    record = load_record(district, as_of)
    moment = clock64(district, as_of)
    groups = {}
    screened = screen(record.incidents, moment)
    for k, (name, part) in enumerate([("", screened.incidents), *record.groups.items()]):
        progress("hotspots: backtest", k / (1 + len(record.groups)))
        believed = screen(part, moment).incidents
        origins = rolling_origins(believed, moment, wanted, horizon_days, horizon_days)
        groups[name] = backtest_facts(backtest(believed, lattice, origins, horizon_days))
    return Tested(as_of, groups, screened.findings)


def ask_what_if(roster: Roster) -> WhatIf:
    """What fewer patrols would cover, and what more posts, more patrols or other hours would add."""
    district = the_district()
    lattice = load_lattice(district, roster.starts_on)
    risk = risk_in_blocks(roster, load_risk_per_week(roster.surface, lattice))
    patrols = list(load_presence_by_patrol(district, roster, lattice).values())
    if not patrols:
        raise PlanError(_("The roster has no routes yet: run `manage.py routes` first."))
    held_out = load_held_out(district, roster, lattice, risk)
    plan = joined(patrols)
    open_risk = gap(risk, dose(plan, *risk.shape))
    numbers = sorted({max(1, round(share * len(patrols))) for share in SHARES})
    return WhatIf(
        held_out,
        marginal_value(patrols, held_out.incidents, numbers),
        added_value(plan, post_changes(district, roster, lattice, open_risk), held_out.incidents),
        other_slots(district, roster, lattice, plan, open_risk, held_out.incidents),
    )


def compare_rosters(first: Roster, second: Roster) -> Comparison:
    """Put the coverage of two rosters of the same days side by side, on the risk of the first."""
    if (first.starts_on, first.days) != (second.starts_on, second.days):
        raise PlanError(_("Only rosters of the same days can be compared."))
    district = the_district()
    lattice = load_lattice(district, first.starts_on)
    risk = risk_in_blocks(first, load_risk_per_week(first.surface, lattice))
    plans = [load_presence(district, roster, lattice) for roster in (first, second)]
    community = load_areas(district, "community", first.starts_on).locate(lattice.centres_m)
    required = np.broadcast_to(required_blocks(district, first), risk.shape)
    return compare_plans(plans[0], plans[1], risk, community, required)


def ask_before_after(
    began_at: datetime,
    weeks: int,
    patrolled: Sequence[str],
    control: Sequence[str] = (),
    buffer_m: float = 300.0,
) -> BeforeAfter:
    """Compare the weeks before patrols began with those after, in patrolled and in other cells.

    Args:
        began_at: Local midnight on which they began.
        weeks: Length of each period.
        patrolled: Codes of the areas that were patrolled.
        control: Codes of the areas to compare with; the rest of the district if none.
        buffer_m: Cells this near to patrolled ones are on neither side; incidents may have moved there.
    """
    district = the_district()
    lattice = load_lattice(district, began_at.date())
    span = timedelta(weeks=weeks)
    before, after = (began_at - span, began_at), (began_at, began_at + span)
    incidents = _believed(district, after[1])
    day = began_at.date()
    try:
        own = cells_of_areas(district, lattice, patrolled, day)
        other = cells_of_areas(district, lattice, control, day) if control else None
    except UnknownArea as error:
        raise PlanError(_("There is no area %(code)s on that day.") % {"code": error}) from error
    role = roles_of_cells(lattice, own, other, buffer_m)
    periods = [tuple(clock64(district, moment) for moment in period) for period in (before, after)]
    counted = before_and_after(incidents, lattice, periods[0], periods[1])
    cells = {one: int(np.count_nonzero(role == one)) for one in Role}
    return BeforeAfter(before, after, cells, evaluate(counted, role))


def _believed(district: District, until: datetime) -> Incidents:
    """The incidents of a record that reaches to a moment.

    Raises:
        PlanError: If it ends earlier: what has not been reported yet would look like a success.
    """
    incidents = screen(load_incidents(district, until), clock64(district, until)).incidents
    week = np.timedelta64(7, "D")
    if len(incidents) == 0 or incidents.starts.max() < clock64(district, until) - week:
        last = str(incidents.starts.max().astype("datetime64[D]")) if len(incidents) else "–"
        raise PlanError(
            _(
                "The incidents end on %(last)s, before the second period does (%(until)s): import the newer "
                "ones, or take fewer weeks."
            )
            % {"last": last, "until": f"{until:%Y-%m-%d}"}
        )
    return incidents
