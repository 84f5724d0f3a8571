"""What routes carry on from: where the patrols of earlier rosters in force were, and when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geoapp.convert.risk import cells_by_place
from geoapp.convert.times import local_clock, local_midnight
from geoapp.convert.travel import PROFILES
from geoapp.convert.zones import Zone
from geoapp.models import District, Roster, Travel
from geoapp.queries.patrols import RouteBefore, load_routes_before, load_stops_before
from maps.analysis.cells import Lattice
from routing.detours import streets_along
from routing.drawing import Lately
from routing.week import REMEMBERED

# A quiet cell that nobody visited for so long is as good as never visited.
FORGOTTEN_AFTER = timedelta(days=91)
# Streets that were walked longer ago are no longer avoided.
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Before:
    """What was in force before a roster.

    Attributes:
        last_visit: Day of the last visit of each cell that had one.
        routes: Of the last weeks, in order of time.
        cells: Those that each of these patrols visited, by the patrol's row.
    """

    last_visit: dict[int, date]
    routes: list[tuple[date, RouteBefore]]
    cells: dict[int, frozenset[int]]


def load_before(district: District, roster: Roster, lattice: Lattice) -> Before:
    """What the patrols did, or will have done, before a roster begins, by the rosters in force now."""
    starts = local_midnight(district, roster.starts_on)
    cell_of = cells_by_place(lattice)
    last_visit: dict[int, date] = {}
    cells: dict[int, set[int]] = defaultdict(set)
    for stop in load_stops_before(district, roster, starts - FORGOTTEN_AFTER, starts):
        if (cell := cell_of.get(stop.cell)) is not None:
            day = local_clock(district, stop.starts_at).date()
            last_visit[cell] = max(day, last_visit.get(cell, day))
            cells[stop.patrol_id].add(cell)
    routes = [
        (local_clock(district, route.starts_at).date(), route)
        for route in load_routes_before(district, roster, starts - LATELY, starts)
    ]
    return Before(last_visit, routes, {patrol: frozenset(some) for patrol, some in cells.items()})


def lately_in(zones: Mapping[str, Zone], before: Before) -> dict[tuple[str, str], Lately]:
    """The last days of a subdistrict's patrols, by slot and way to get about; zones by the latter."""
    found: dict[tuple[str, str], Lately] = {}
    for by, zone in zones.items():
        own = [
            (day, route)
            for day, route in before.routes
            if route.post_id in zone.post_row and PROFILES[Travel(route.travels)].name == by
        ]
        streets = streets_along(zone.network, [route.xy_m for _, route in own])
        by_slot: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row, (day, route) in enumerate(own):
            by_slot[route.slot][day].append(row)
        for slot, days in by_slot.items():
            latest = [days[day] for day in sorted(days, reverse=True)[:REMEMBERED]]
            found[slot, by] = Lately(
                tuple(_union([streets[row] for row in of_day]) for of_day in latest),
                tuple(
                    _union([before.cells.get(own[row][1].patrol_id, frozenset()) for row in of_day])
                    for of_day in latest
                ),
            )
    return found


def _union(parts: Sequence[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*parts)
