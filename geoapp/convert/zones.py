"""The streets of each subdistrict with all places that its patrols may walk or ride to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from geoapp.convert.travel import PROFILES, crew_of, crew_travels
from geoapp.models import District, Patrol, Post, Roster, Travel, Visit
from geoapp.networks import load_network
from geoapp.queries.places import load_areas, load_posts, load_visit_places
from maps.analysis.cells import Lattice
from routing.cut import neighbourhood
from routing.network import Network
from routing.travel import Places, snap

# A stop for a cell is on a street inside the cell; a post or a home may lie back from its street.
POST_SNAP_M = 150


@dataclass(frozen=True)
class Zone:
    """One subdistrict and the streets around it; rows of places by post, cell and visit."""

    area_id: int
    travels: Travel
    network: Network
    xy_m: np.ndarray
    places: Places
    walk_m: np.ndarray
    post_row: dict[int, int]
    cell_row: dict[int, int]
    visit_row: dict[int, int]

    def leads_back(self, row: int) -> bool:
        """Whether one can get from a place to any other and back."""
        there = np.isfinite(self.walk_m[row]) & np.isfinite(self.walk_m[:, row])
        there[row] = False
        return bool(there.any())


@dataclass(frozen=True)
class Ground:
    """The zones by subdistrict, for those who walk or those who ride."""

    zones: dict[int, Zone]


def load_grounds(
    district: District,
    roster: Roster,
    lattice: Lattice,
    patrols: Iterable[Patrol],
    area_ids: Collection[int] | None = None,
) -> dict[Travel, Ground]:
    """The ground of those who walk, and of those who ride where any of the patrols does.

    Args:
        area_ids: Subdistricts for those who walk; all if None.
    """
    grounds = {Travel.FOOT: load_ground(district, roster, lattice, area_ids=area_ids)}
    if riding := {patrol.area_id for patrol in patrols if crew_travels(crew_of(patrol)) == Travel.BICYCLE}:
        grounds[Travel.BICYCLE] = load_ground(district, roster, lattice, Travel.BICYCLE, riding)
    return grounds


def load_ground(
    district: District,
    roster: Roster,
    lattice: Lattice,
    travels: Travel = Travel.FOOT,
    area_ids: Collection[int] | None = None,
) -> Ground:
    """The network, and for each subdistrict its posts, cells and visits with the ways between them.

    Args:
        travels: Whose streets.
        area_ids: Which subdistricts; all if None.
    """
    network = load_network(district, roster.streets, PROFILES[travels])
    areas = load_areas(district, "subdistrict", roster.starts_on)
    posts = load_posts(district)
    visit_ids, visit_xy_m = load_visit_places(district)
    # A city may have far more cells than streets: only cells with a street get a row of walks.
    at_cells = snap(network, lattice.centres_m, lattice.cell_m / 2)
    cells = np.flatnonzero(at_cells.edge >= 0)
    groups = [
        (posts.id, posts.xy_m, snap(network, posts.xy_m, POST_SNAP_M)),
        (cells.tolist(), lattice.centres_m[cells], _chosen(at_cells, cells)),
        (visit_ids, visit_xy_m, snap(network, visit_xy_m, POST_SNAP_M)),
    ]
    located = [(ids, xy_m, areas.locate(xy_m), places) for ids, xy_m, places in groups]
    return Ground(
        {
            area_id: _zone(network, travels, area_id, row, located)
            for row, area_id in enumerate(areas.id)
            if area_ids is None or area_id in area_ids
        }
    )


def _zone(
    network: Network,
    travels: Travel,
    area_id: int,
    area_row: int,
    located: list[tuple[list[int], np.ndarray, np.ndarray, Places]],
) -> Zone:
    inside = [np.flatnonzero(area == area_row) for _, _, area, _ in located]
    xy_m = np.concatenate([xy_m[rows] for (_, xy_m, _, _), rows in zip(located, inside, strict=True)])
    places = _joined([_chosen(places, rows) for (*_, places), rows in zip(located, inside, strict=True)])
    first = np.cumsum([0, *map(len, inside)])
    post_row, cell_row, visit_row = (
        {ids[row]: int(first[group] + k) for k, row in enumerate(inside[group])}
        for group, (ids, *_) in enumerate(located)
    )
    near = neighbourhood(network, places)
    return Zone(area_id, travels, near.network, xy_m, near.places, near.walk_m, post_row, cell_row, visit_row)


def _chosen(places: Places, rows: np.ndarray) -> Places:
    return Places(places.edge[rows], places.fraction[rows], places.snap_m[rows])


def _joined(parts: list[Places]) -> Places:
    """Several sets of places one after the other."""
    edge, fraction, snap_m = zip(*((part.edge, part.fraction, part.snap_m) for part in parts), strict=True)
    return Places(np.concatenate(edge), np.concatenate(fraction), np.concatenate(snap_m))


def travel_of(patrol: Patrol, grounds: Mapping[Travel, Ground]) -> Travel:
    """By bicycle if the whole crew rides and a street that may be ridden leads from its post and back."""
    travels = crew_travels(crew_of(patrol))
    if travels == Travel.BICYCLE:
        zone = grounds[Travel.BICYCLE].zones[patrol.area_id]
        return travels if zone.leads_back(zone.post_row[patrol.post_id]) else Travel.FOOT
    return travels


def off_the_streets(grounds: Mapping[Travel, Ground], patrols: Iterable[Patrol]) -> dict[str, list[str]]:
    """Posts off the streets, whose patrols stay there; posts and visits off the streets that may be ridden.

    Crews that would ride from such a post go on foot; such a visit is left to those who walk.
    """
    on_foot = [
        post_id
        for zone in grounds[Travel.FOOT].zones.values()
        for post_id, row in zone.post_row.items()
        if zone.places.edge[row] < 0
    ]
    ridden = grounds[Travel.BICYCLE].zones.values() if Travel.BICYCLE in grounds else ()
    riders = {patrol.post_id for patrol in patrols if crew_travels(crew_of(patrol)) == Travel.BICYCLE}
    posts, visits = (
        [key for zone in ridden for key, row in rows(zone).items() if not zone.leads_back(row)]
        for rows in (lambda zone: zone.post_row, lambda zone: zone.visit_row)
    )
    codes = [sorted(_codes(ids)) for ids in (on_foot, riders.intersection(posts))]
    refs = sorted(Visit.objects.filter(pk__in=visits).values_list("ref", flat=True))
    return {"posts_off_streets": codes[0], "posts_not_ridden": codes[1], "visits_not_ridden": refs}


def _codes(post_ids: Collection[int]) -> list[str]:
    return list(Post.objects.filter(pk__in=post_ids).values_list("code", flat=True))
