"""One patrol as the page of its people shows it: stops, times, classes of risk, and the streets around."""

import gzip
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.core.cache import cache

from geoapp.convert.base_map import load_drawn_map_near
from geoapp.convert.times import local_clock
from geoapp.models import District, Patrol, Roster, Route, Stop
from geoapp.queries.own_route import load_risk_sums, load_stop_places
from maps.analysis.classes import risk_classes
from maps.drawing.asset_files import streets_script
from maps.drawing.encode import encode_line

# A surface and a route never change: a new one has a new row.
KEEP_S = 24 * 3600
# Streets around the route, in degrees of latitude and longitude: about 500 m.
AROUND_LAT, AROUND_LON = 0.0045, 0.006


@dataclass(frozen=True, slots=True)
class OwnStop:
    """A stop with local times; ``place`` is a community, never an address."""

    number: int
    kind: str
    lon: float
    lat: float
    place: str
    risk_class: int
    arrives: datetime
    leaves: datetime

    @property
    def minutes(self) -> int:
        return round((self.leaves - self.arrives).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class OwnRoute:
    """A walk with its stops.

    Attributes:
        key: What no other route has had.
        line: Encoded for ``map.js``, "" when the patrol stays at its post.
        walk_m: Metres on foot.
        stops: In order.
    """

    key: str
    line: str
    walk_m: float
    stops: tuple[OwnStop, ...]


def load_own_route(district: District, route: Route) -> OwnRoute:
    """The route of a patrol; computed once for all who walk it."""
    return cache.get_or_set(f"own-route-{route_key(route)}", lambda: _own_route(district, route), KEEP_S)


def route_key(route: Route) -> str:
    """Tells a route from all others, also of one with its number in a database that was restored."""
    return f"{route.pk}-{route.back_at.timestamp():.0f}-{route.walk_m:.3f}"


def load_streets_around(route: Route) -> bytes:
    """The streets around a route as a script for ``basemap.js``, packed by gzip."""

    def pack() -> bytes:
        return gzip.compress(_streets(route).encode(), mtime=0)

    return cache.get_or_set(f"own-streets-{route_key(route)}", pack, KEEP_S)


def _own_route(district: District, route: Route) -> OwnRoute:
    # Nothing of the surface but its number: its backtest is long.
    roster = Roster.objects.only("starts_on", "surface_id").get(pk=route.patrol.roster_id)
    classes = load_cell_classes(roster.surface_id)
    places = load_stop_places(district, roster, route)
    return OwnRoute(
        key=route_key(route),
        line=encode_line(route.line.coords) if route.line else "",
        walk_m=route.walk_m,
        stops=tuple(_stop(district, stop, *places[stop.number], classes) for stop in route.stops.all()),
    )


def _stop(
    district: District,
    stop: Stop,
    cell: tuple[int, int],
    place: str,
    classes: dict[tuple[int, int], int],
) -> OwnStop:
    return OwnStop(
        number=stop.number,
        kind=stop.kind,
        lon=stop.point.x,
        lat=stop.point.y,
        place=place,
        risk_class=classes.get(cell, 0) if stop.kind == Stop.Kind.HOTSPOT else 0,
        arrives=local_clock(district, stop.arrives_at),
        leaves=local_clock(district, stop.leaves_at),
    )


def load_cell_classes(surface_id: int) -> dict[tuple[int, int], int]:
    """Class of risk, 1 to 5, of each cell with any, by column and row."""

    def load() -> dict[tuple[int, int], int]:
        places, totals = load_risk_sums(surface_id)
        classes = risk_classes(np.array(totals)).cell_class.tolist()
        return {place: of_five for place, of_five in zip(places, classes, strict=True) if of_five}

    return cache.get_or_set(f"cell-classes-{surface_id}", load, KEEP_S)


def _streets(route: Route) -> str:
    patrol: Patrol = route.patrol
    places = [stop.point.coords for stop in route.stops.all()]
    places += [patrol.post.point.coords] if patrol.post else []
    places += list(route.line.coords) if route.line else []
    lon, lat = np.array(places).T
    bounds = (
        float(lon.min()) - AROUND_LON,
        float(lat.min()) - AROUND_LAT,
        float(lon.max()) + AROUND_LON,
        float(lat.max()) + AROUND_LAT,
    )
    return streets_script(load_drawn_map_near(patrol.roster, bounds))
