"""A copy of an OSM extract with the ways alone that people on foot or by bicycle may use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import osmium
from osmium.osm import NODE, WAY
from osmium.osm.mutable import Node, Way

from routing.profiles import PROFILES, Binding


@dataclass(frozen=True)
class _UsableWay:
    tags: dict[str, str]
    nodes: tuple[int, ...]
    edited: date | None


def bound_key(profile: str) -> str:
    """The tag of the copy that says how a way binds the people of a profile, as a ``Binding``."""
    return f"bound:{profile}"


def write_usable(source: Path, target: Path) -> date | None:
    """Copy the usable ways and their nodes to an OSM XML file; the day of the newest edit among them.

    The tags of ``bound_key`` in the copy say how a way binds people; it ends where it leaves the extract.

    Raises:
        ValueError: If the source is not OSM data, is cut off, or has no street to use.
    """
    try:
        ways = list(_usable_ways(source))
        dates = [way.edited for way in ways]
        known: set[int] = set()
        with osmium.SimpleWriter(str(target), overwrite=True) as writer:
            for number, lon_lat, edited in _nodes_of(source, ways):
                writer.add_node(Node(id=number, location=lon_lat))
                known.add(number)
                dates.append(edited)
            pieces = [(way, piece) for way in ways for piece in _inside(way.nodes, known)]
            for number, (way, piece) in enumerate(pieces, start=1):
                writer.add_way(Way(id=number, nodes=piece, tags=way.tags))
    except RuntimeError as error:
        reason = str(error).replace(str(source), source.name)
        raise ValueError(f"{source.name} is not a whole OSM file: {reason}") from error
    if not pieces:
        raise ValueError(f"no street to walk on in {source.name}")
    return max((day for day in dates if day), default=None)


def _usable_ways(source: Path) -> Iterator[_UsableWay]:
    for way in osmium.FileProcessor(source, WAY):
        tags = {tag.k: tag.v for tag in way.tags}
        bound = {bound_key(profile.name): profile.binding(tags) for profile in PROFILES}
        if isinstance(way, osmium.osm.Way) and set(bound.values()) != {Binding.CLOSED}:
            kept = {key: value for key, value in tags.items() if key in {"highway", "name"}} | bound
            yield _UsableWay(kept, tuple(node.ref for node in way.nodes), _day(way.timestamp))


def _nodes_of(source: Path, ways: list[_UsableWay]) -> Iterator[tuple[int, tuple[float, float], date | None]]:
    """Number, position and day of the last edit of the nodes that the extract holds."""
    wanted = {number for way in ways for number in way.nodes}
    nodes = osmium.FileProcessor(source, NODE)
    if (
        wanted and min(wanted) > 0
    ):  # The quick filter takes no negative numbers, which editors give to new nodes.
        nodes.with_filter(_only(wanted))
    for node in nodes:
        if isinstance(node, osmium.osm.Node) and node.id in wanted and node.location.valid():
            yield node.id, (node.lon, node.lat), _day(node.timestamp)


def _only(numbers: set[int]) -> osmium.BaseFilter:
    tracker = osmium.IdTracker()
    for number in numbers:
        tracker.add_node(number)
    return tracker.id_filter()


def _day(edited: datetime) -> date | None:
    """Day of the edit; osmium gives 1970 where the file has no times."""
    return edited.date() if edited.year > 1970 else None


def _inside(nodes: tuple[int, ...], known: set[int]) -> Iterator[list[int]]:
    """Runs of at least two nodes that the extract holds."""
    for inside, run in groupby(nodes, key=known.__contains__):
        piece = list(run)
        if inside and len(piece) > 1:
            yield piece
