"""Routes that are drawn by chance: the secret of the draw, the draw itself, its check and its report."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date

from geoapp import parallel
from geoapp.checks import refuse
from geoapp.convert.route_rows import TimedRoute, routes_at_posts, routes_of_another_length, timed_routes
from geoapp.convert.routes import ZoneWeek
from geoapp.convert.routes_before import Before, lately_in
from geoapp.convert.zones import Zone
from geoapp.models import District, Patrol, Roster, RouteDraw
from geoapp.progress import Progress
from routing import verify, verify_ways
from routing.drawing import DrawnPlan, warm_up
from routing.problem import RoutePlan
from routing.variety import Variation
from routing.variety_report import variety_report
from routing.verify import RouteViolation
from routing.week import Ground, Hours, plan_week

# Of the route search, for each subdistrict and slot; twice as many gain about 0.3 % of the reward.
ITERATIONS = 2400
VARIATION = Variation(plans=16)


def secret_of(roster: Roster, wanted: str | None) -> int:
    """The number that alone tells what is drawn for a roster; it stays in the audit record.

    Args:
        wanted: Hexadecimal digits for a roster that has no secret yet; made by chance if None.
    """
    draw, _ = RouteDraw.objects.get_or_create(
        roster=roster, defaults={"secret": wanted or secrets.token_hex(16)}
    )
    return int(draw.secret, 16)


def draw_weeks(
    weeks: Sequence[ZoneWeek], before: Before, seed: int, secret: int, progress: Progress
) -> list[list[list[DrawnPlan]]]:
    """Draw the plans of each zone, day and slot; the seeds depend on the position in the list alone."""
    # Here, so that the processes find the compiled search in the cache instead of each compiling it.
    warm_up()
    # The work itself knows no Django, which a new process would have to set up first.
    return parallel.each(
        plan_week,
        [
            (
                *(_grounds(week), week.days, seed + 10_000 * n, (secret, n), ITERATIONS, VARIATION),
                *(before.last_visit, lately_in(week.zones, before)),
            )
            for n, week in enumerate(weeks)
        ],
        "routes",
        progress,
        anywhere=True,
    )


def _grounds(week: ZoneWeek) -> dict[str, Ground]:
    return {by: Ground(zone.network, zone.places) for by, zone in week.zones.items()}


def zones_and_plans(
    weeks: Sequence[ZoneWeek], drawn: Sequence[list[list[DrawnPlan]]]
) -> list[tuple[Zone, DrawnPlan]]:
    """Each plan with the zone on whose streets it is walked or ridden."""
    return [(week.zones[hours.by], one) for week, (hours, one) in _matched(weeks, drawn)]


def checked_routes(
    district: District,
    weeks: Sequence[ZoneWeek],
    drawn: Sequence[list[list[DrawnPlan]]],
    standing: list[Patrol],
) -> tuple[list[RouteViolation], list[TimedRoute]]:
    """The lines of what was drawn, and of the patrols that stay at their post, with what the verifiers say.

    Raises:
        InvalidPlan: If they find a broken rule, or a line is not as long as its plan.
    """
    routes = [route for pair in zones_and_plans(weeks, drawn) for route in timed_routes(*pair)]
    routes += routes_at_posts(district, standing)
    broken = broken_rules(weeks, drawn)
    refuse([*broken, *routes_of_another_length(routes)], "the routes")
    return broken, routes


def broken_rules(weeks: Sequence[ZoneWeek], drawn: Sequence[list[list[DrawnPlan]]]) -> list[RouteViolation]:
    """Check each way on the streets, and each plan with the lengths that the streets themselves give."""
    broken = []
    together: dict[tuple[int, date, str], list[RoutePlan]] = defaultdict(list)
    for week, (hours, one) in _matched(weeks, drawn):
        together[week.area_id, hours.day, hours.slot].append(one.plan)
        zone = week.zones[hours.by]
        network, places = zone.network, zone.places
        walk_m = verify_ways.measured_m(network, places, one.ways)
        asked = replace(one.problem, teams=hours.problem.teams, walk_m=walk_m)
        broken += [*verify_ways.violations(network, places, one.ways), *verify.violations(asked, one.plan)]
    return [*broken, *(one for plans in together.values() for one in verify.visited_by_both(plans))]


def variety_figures(weeks: Sequence[ZoneWeek], drawn: Sequence[list[list[DrawnPlan]]]) -> dict[str, float]:
    """What the draws cost and give, and the share of the patrols' stops at cells whose turn it was."""
    series: dict[tuple[int, str, str], list[DrawnPlan]] = defaultdict(list)
    in_turn = stops = 0
    for week, (hours, one) in _matched(weeks, drawn):
        series[week.area_id, hours.slot, hours.by].append(one)
        quiet = {stop.id for stop in hours.quiet}
        visited = [visit.stop_id for route in one.plan.routes for visit in route.stops]
        in_turn += sum(stop in quiet for stop in visited)
        stops += len(visited)
    report = asdict(variety_report(list(series.values())))
    report["quiet_stops_share"] = in_turn / stops if stops else 0.0
    return {name: round(value, 4) for name, value in report.items()}


def _matched(
    weeks: Sequence[ZoneWeek], drawn: Sequence[list[list[DrawnPlan]]]
) -> Iterator[tuple[ZoneWeek, tuple[Hours, DrawnPlan]]]:
    for week, days in zip(weeks, drawn, strict=True):
        for hours_of_day, plans in zip(week.days, days, strict=True):
            for pair in zip(hours_of_day, plans, strict=True):
                yield week, pair
