"""Planned routes to rows: lines with a time at each vertex, stops, and visits that nobody can make."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import transaction

from geoapp.convert.visits import DueVisit
from geoapp.convert.zones import Zone
from geoapp.models import District, Patrol, Roster, Route, Stop, Travel, UnmetVisit
from geoapp.queries.places import in_degrees, in_metres
from routing.detours import legs_in_order
from routing.drawing import DrawnPlan
from routing.problem import StopTime, TeamRoute
from routing.travel import part_of_edge, way_line


@dataclass(frozen=True)
class TimedStop:
    """A stop of a route; cell or visit number as in ``ZoneWeek``, None for the post itself."""

    stop_id: int | None
    xy_m: np.ndarray
    arrives_s: int
    leaves_s: int


@dataclass(frozen=True)
class TimedRoute:
    """A patrol's way: vertices in metres, shape (k, 2), and seconds from the patrol's start, shape (k,)."""

    patrol_id: int
    xy_m: np.ndarray
    seconds: np.ndarray
    walk_m: float
    back_s: int
    stops: list[TimedStop]
    travels: Travel = Travel.FOOT


def timed_routes(zone: Zone, drawn: DrawnPlan) -> list[TimedRoute]:
    """The routes of one zone and slot with their lines on the streets that are walked or ridden."""
    line_of_leg = {leg: way_line(zone.network, way) for leg, way in drawn.ways.items()}
    teams, legs = drawn.problem.teams, legs_in_order(drawn.problem, drawn.plan)
    return [
        replace(
            _timed(route, team.ends_s, [line_of_leg[leg] for leg in own], _position(zone, team.place)),
            travels=zone.travels,
        )
        for team, route, own in zip(teams, drawn.plan.routes, legs, strict=True)
    ]


def _position(zone: Zone, row: int) -> np.ndarray:
    """Where a place is on its street, or where it was given if no street is near."""
    edge, fraction = int(zone.places.edge[row]), float(zone.places.fraction[row])
    return part_of_edge(zone.network, edge, fraction, fraction)[0] if edge >= 0 else zone.xy_m[row]


def _timed(route: TeamRoute, ends_s: int, lines: list[np.ndarray], post_xy_m: np.ndarray) -> TimedRoute:
    """Walk the legs between the times of the stops; a team that is back early waits at its post."""
    halts = [StopTime(-1, 0, 0), *route.stops, StopTime(-1, route.back_s, ends_s)]
    lines = lines or [np.zeros((0, 2))]
    xy_m, seconds, stops = [post_xy_m[None]], [np.zeros(1)], []
    for line, before, halt in zip(lines, halts, halts[1:], strict=False):
        if len(line):
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
            share = along / along[-1] if along[-1] > 0 else np.linspace(0, 1, len(along))
            xy_m.append(line)
            seconds.append(before.leaves_s + share * (halt.arrives_s - before.leaves_s))
        at = xy_m[-1][-1]
        xy_m.append(at[None])
        seconds.append(np.array([halt.leaves_s], dtype=float))
        if halt.stop_id >= 0:
            stops.append(TimedStop(halt.stop_id, at, halt.arrives_s, halt.leaves_s))
    return TimedRoute(
        route.team_id, np.concatenate(xy_m), np.round(np.concatenate(seconds)).astype(int),
        route.walk_m, route.back_s, stops,
    )  # fmt: skip


def routes_at_posts(district: District, patrols: list[Patrol]) -> list[TimedRoute]:
    """The routes of patrols that stay at their post for the whole shift."""
    lon_lat = np.array([patrol.post.point.coords for patrol in patrols]).reshape(-1, 2)
    return [
        TimedRoute(
            patrol.pk,
            np.repeat(xy_m[None], 2, axis=0),
            np.array([0, length_s]),
            0.0,
            length_s,
            [TimedStop(None, xy_m, 0, length_s)],
        )
        for patrol, xy_m in zip(patrols, in_metres(district, lon_lat), strict=True)
        for length_s in [int((patrol.ends_at - patrol.starts_at).total_seconds())]
    ]


def routes_of_another_length(routes: list[TimedRoute]) -> list[str]:
    """The routes whose line is not as long, within a metre, as the distances that they were planned with."""
    return [
        f"patrol {route.patrol_id} goes {route.walk_m:.1f} m on a line of {length_m:.1f} m"
        for route in routes
        if abs((length_m := float(np.hypot(*np.diff(route.xy_m, axis=0).T).sum())) - route.walk_m) > 1
    ]


def route_figures(roster: Roster, visits_due: int) -> dict[str, float]:
    """How much there is of a roster's routes, and of those by bicycle among them."""
    routes = Route.objects.filter(patrol__roster=roster)
    taken = [back - starts for starts, back in routes.values_list("patrol__starts_at", "back_at")]
    ridden_m = routes.filter(travels=Travel.BICYCLE).values_list("walk_m", flat=True)
    return {
        "routes": len(taken),
        "route_stops": Stop.objects.filter(route__patrol__roster=roster).count(),
        "route_minutes": round(sum(one.total_seconds() for one in taken) / 60),
        "route_km": round(math.fsum(routes.values_list("walk_m", flat=True)) / 1000, 1),
        "routes_ridden": len(ridden_m),
        "ridden_km": round(math.fsum(ridden_m) / 1000, 1),
        "visits_planned": visits_due - roster.unmet_visits.count(),
    }


@transaction.atomic
def save_routes(
    district: District,
    roster: Roster,
    routes: list[TimedRoute],
    visits: list[DueVisit],
    unmet: dict[int, str],
    zones: Mapping[int, Zone],
    n_cells: int,
) -> None:
    """Save routes, stops, and by their numbers the visits that they do not make.

    Earlier routes of the same patrols must be gone, and what was said of the unmet visits.
    """
    area_of_visit = {visit: area for area, zone in zones.items() for visit in zone.visit_row}
    starts_at = dict(roster.patrols.values_list("pk", "starts_at"))
    lon_lat = in_degrees(district, np.concatenate([np.zeros((0, 2)), *(route.xy_m for route in routes)]))
    lines = np.split(lon_lat, np.cumsum([len(route.xy_m) for route in routes]))[:-1]
    saved = Route.objects.bulk_create(
        (
            Route(
                patrol_id=route.patrol_id,
                line=GEOSGeometry(memoryview(shapely.to_wkb(shapely.linestrings(line))), srid=4326),
                seconds=route.seconds.tolist(),
                walk_m=route.walk_m,
                back_at=starts_at[route.patrol_id] + timedelta(seconds=route.back_s),
                travels=route.travels,
            )
            for route, line in zip(routes, lines, strict=True)
        ),
        batch_size=1000,
    )
    Stop.objects.bulk_create(_stop_rows(district, routes, saved, visits, n_cells), batch_size=2000)
    UnmetVisit.objects.bulk_create(
        UnmetVisit(
            roster=roster,
            visit=due.visit,
            day=due.day,
            area_id=area_of_visit.get(due.visit.pk),
            reason=unmet[due.number],
        )
        for due in visits
        if due.number in unmet
    )


def _stop_rows(
    district: District, routes: list[TimedRoute], saved: list[Route], visits: list[DueVisit], n_cells: int
) -> list[Stop]:
    stops = [(route, number, stop) for route in routes for number, stop in enumerate(route.stops, start=1)]
    if not stops:
        return []
    lon_lat = in_degrees(district, np.array([stop.xy_m for _, _, stop in stops])).tolist()
    row_of_patrol = {row.patrol_id: row for row in saved}
    due_of_stop = {n_cells + due.number: due for due in visits}
    rows = []
    for (route, number, stop), (lon, lat) in zip(stops, lon_lat, strict=True):
        row = row_of_patrol[route.patrol_id]
        visit = due_of_stop[stop.stop_id].visit if stop.stop_id in due_of_stop else None
        kind = Stop.Kind.POST if stop.stop_id is None else Stop.Kind.VISIT if visit else Stop.Kind.HOTSPOT
        starts_at = row.back_at - timedelta(seconds=route.back_s)
        rows.append(
            Stop(
                route=row,
                number=number,
                kind=kind,
                visit=visit,
                point=Point(lon, lat, srid=4326),
                arrives_at=starts_at + timedelta(seconds=stop.arrives_s),
                leaves_at=starts_at + timedelta(seconds=stop.leaves_s),
            )
        )
    return rows
