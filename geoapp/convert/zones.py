"""The streets of each subdistrict with all places that its patrols may walk to."""

from dataclasses import dataclass

import numpy as np

from geoapp.models import District, Post, Roster
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
    network: Network
    xy_m: np.ndarray
    places: Places
    walk_m: np.ndarray
    post_row: dict[int, int]
    cell_row: dict[int, int]
    visit_row: dict[int, int]


@dataclass(frozen=True)
class Ground:
    """The zones by subdistrict."""

    zones: dict[int, Zone]


def load_ground(district: District, roster: Roster, lattice: Lattice) -> Ground:
    """The network, and for each subdistrict its posts, cells and visits with the walks between them."""
    network = load_network(district, roster.streets)
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
        {area_id: _zone(network, area_id, row, located) for row, area_id in enumerate(areas.id)},
    )


def _zone(
    network: Network,
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
    return Zone(area_id, near.network, xy_m, near.places, near.walk_m, post_row, cell_row, visit_row)


def _chosen(places: Places, rows: np.ndarray) -> Places:
    return Places(places.edge[rows], places.fraction[rows], places.snap_m[rows])


def _joined(parts: list[Places]) -> Places:
    """Several sets of places one after the other."""
    edge, fraction, snap_m = zip(*((part.edge, part.fraction, part.snap_m) for part in parts), strict=True)
    return Places(np.concatenate(edge), np.concatenate(fraction), np.concatenate(snap_m))


def posts_off_streets(ground: Ground) -> list[str]:
    """Codes of the posts that no street reaches; their patrols stay where they are."""
    stranded = [
        post_id
        for zone in ground.zones.values()
        for post_id, row in zone.post_row.items()
        if zone.places.edge[row] < 0
    ]
    return sorted(Post.objects.filter(pk__in=stranded).values_list("code", flat=True))
