"""Streets from OpenStreetMap: the only module that reads files, asks the network or knows OSMnx."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import numpy as np
import osmnx
from pyproj import Transformer
from shapely import MultiPolygon, Polygon

from routing.arrays import FloatArray, IntArray
from routing.network import lengths_m
from routing.osm_filter import bound_key, write_usable
from routing.profiles import BICYCLE, PROFILES, WALKING, Binding, Profile

# OSMnx otherwise leaves a folder ``cache`` wherever the program was started.
osmnx.settings.use_cache = False
# Each way once, along its nodes, with all tags that bind anybody: who may go back is decided here.
osmnx.settings.all_oneway = True
osmnx.settings.useful_tags_way = [
    *("highway", "name", "access", "area", "motorroad", "junction", "conveying", "oneway"),
    *("foot", "foot:forward", "foot:backward", "oneway:foot", "bicycle", "oneway:bicycle"),
    *("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"),
    *(bound_key(profile.name) for profile in PROFILES),
]
# OSMnx turns the nodes of such ways around.
TURNED = frozenset({"-1", "reverse", "T"})
OPPOSITE = {Binding.ALONG: Binding.AGAINST, Binding.AGAINST: Binding.ALONG}
# Marks the nodes at which it changes who may go on.
SPLIT = "bound otherwise"


@dataclass(frozen=True)
class Streets:
    """Street segments in WGS 84, ready to be stored; one row for each segment that anybody may use.

    Attributes:
        node_lon_lat: Nodes, degrees, shape (n, 2).
        edge_from: Node at the first vertex of the line, shape (e,).
        edge_to: Node at the last vertex of the line, shape (e,).
        lines: Vertices of each segment, degrees, e arrays of shape (k, 2).
        length_m: Length of the line in the metric CRS that was asked for, shape (e,).
        on_foot: How each segment binds people on foot, e of them; never ``AGAINST``.
        by_bicycle: How each segment binds people who ride, e of them.
        highway: OSM class of each segment.
        name: Street name of each segment, empty if it has none.
        dated: Day of the newest edit of the streets in the extract, if the file says it.
    """

    node_lon_lat: FloatArray
    edge_from: IntArray
    edge_to: IntArray
    lines: tuple[FloatArray, ...]
    length_m: FloatArray
    on_foot: tuple[Binding, ...]
    by_bicycle: tuple[Binding, ...]
    highway: tuple[str, ...]
    name: tuple[str, ...]
    dated: date | None


def read_streets(path: Path, metric_crs: str) -> Streets:
    """Read the streets that can be walked or ridden from an OSM extract.

    Args:
        path: ``.osm``, ``.osm.bz2``, ``.osm.gz`` or ``.pbf``; the ending names the format.
        metric_crs: Where lengths are measured, such as ``EPSG:32651``.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is not OSM data, is cut off, or has no street to walk on.
    """
    path.stat()
    with TemporaryDirectory() as folder:
        usable = Path(folder) / "usable.osm"
        dated = write_usable(path, usable)
        graph = osmnx.graph_from_xml(usable, simplify=False, retain_all=True)
    return _streets(graph, metric_crs, dated)


def fetch_streets(polygon_lon_lat: Polygon | MultiPolygon, metric_crs: str) -> Streets:
    """Fetch the streets that can be walked or ridden inside a polygon (degrees) from the Overpass service.

    Raises:
        ValueError: If there is no street to walk on.
        OSError: If the service cannot be reached.
    """
    graph = osmnx.graph_from_polygon(
        polygon_lon_lat, custom_filter='["highway"]["area"!~"yes"]', simplify=False, retain_all=True
    )
    return _streets(graph, metric_crs, None)


def metric_lines(lines: Sequence[FloatArray], metric_crs: str) -> list[FloatArray]:
    """Project lines in degrees, each of shape (k, 2), to metres in ``metric_crs``."""
    at = np.cumsum([0, *map(len, lines)])
    xy_m = _project(np.concatenate([np.zeros((0, 2)), *lines]), metric_crs)
    return [xy_m[first:last] for first, last in pairwise(at)]


def _project(lon_lat: FloatArray, metric_crs: str) -> FloatArray:
    to_metres = Transformer.from_crs("EPSG:4326", metric_crs, always_xy=True)
    return np.column_stack(to_metres.transform(lon_lat[:, 0], lon_lat[:, 1]))


# Who may go along an edge of a graph in its direction, by profile in the order of ``PROFILES``.
Open = tuple[bool, ...]
# A directed edge by its OSM node numbers and its vertices in order.
Course = tuple[int, int, tuple[tuple[float, float], ...]]


@dataclass(frozen=True, order=True)
class _Segment:
    """A segment by its OSM node numbers; the order of rows follows from the fields."""

    from_node: int
    to_node: int
    vertices: tuple[tuple[float, float], ...]
    highway: str
    name: str
    on_foot: Binding
    by_bicycle: Binding


def _streets(ways: nx.MultiDiGraph, metric_crs: str, dated: date | None) -> Streets:
    """One row for each segment of an unsimplified OSMnx graph that has each way once, along its nodes."""
    graph = _both_directions(ways)
    # Segments end where the name, the class or who may go on changes, so that a row has one of each.
    simple = osmnx.simplify_graph(graph, node_attrs_include=[SPLIT], edge_attrs_differ=["name", "highway"])
    segments = sorted(set(_segments(simple)))
    if all(row.on_foot == Binding.CLOSED for row in segments):
        raise ValueError("no street to walk on in the extract")
    nodes = sorted({node for row in segments for node in (row.from_node, row.to_node)})
    index = {node: at for at, node in enumerate(nodes)}
    lines = tuple(np.array(row.vertices, dtype=np.float64) for row in segments)
    shape_at = np.cumsum([0, *map(len, lines)])
    return Streets(
        node_lon_lat=np.array([(simple.nodes[node]["x"], simple.nodes[node]["y"]) for node in nodes]),
        edge_from=np.array([index[row.from_node] for row in segments]),
        edge_to=np.array([index[row.to_node] for row in segments]),
        lines=lines,
        length_m=lengths_m(_project(np.concatenate(lines), metric_crs), shape_at),
        on_foot=tuple(row.on_foot for row in segments),
        by_bicycle=tuple(row.by_bicycle for row in segments),
        highway=tuple(row.highway for row in segments),
        name=tuple(row.name for row in segments),
        dated=dated,
    )


def _both_directions(ways: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The ways that anybody may use, as an edge for each direction that knows who may take it."""
    graph = nx.MultiDiGraph(**ways.graph)
    for from_node, to_node, tags in ways.edges(data=True):
        bindings = [_binding(profile, tags) for profile in PROFILES]
        if set(bindings) == {Binding.CLOSED}:
            continue
        plain = {key: tags[key] for key in ("highway", "name") if key in tags}
        ahead = tuple(one in {Binding.BOTH, Binding.ALONG} for one in bindings)
        back = tuple(one in {Binding.BOTH, Binding.AGAINST} for one in bindings)
        graph.add_edge(from_node, to_node, **plain, open=ahead)
        graph.add_edge(to_node, from_node, **plain, open=back)
    graph.add_nodes_from((node, ways.nodes[node]) for node in list(graph))
    for node in graph:
        if _binds_otherwise(graph, node):
            graph.nodes[node][SPLIT] = True
    return graph


def _binding(profile: Profile, tags: Mapping[str, str]) -> Binding:
    """How an edge of OSMnx binds people in its direction."""
    if (kept := tags.get(bound_key(profile.name))) is not None:
        return Binding(kept)
    binding = profile.binding(tags)
    return OPPOSITE.get(binding, binding) if tags.get("oneway") in TURNED else binding


def _binds_otherwise(graph: nx.MultiDiGraph, node: int) -> bool:
    """Whether those who come to a node between two streets are bound differently on the second."""
    if len(graph.succ[node]) != 2:
        return False
    one, other = graph.succ[node]
    return any(
        _open(graph, first, node) != _open(graph, node, last) for first, last in ((one, other), (other, one))
    )


def _open(graph: nx.MultiDiGraph, from_node: int, to_node: int) -> Open:
    (first, *_) = graph.get_edge_data(from_node, to_node).values()
    found: Open = first["open"]
    return found


def _segments(graph: nx.MultiDiGraph) -> Iterator[_Segment]:
    """The segments of a simplified graph, each as often as it has edges."""
    courses: dict[tuple[Course, str, str], Open] = {}
    for from_node, to_node, data in graph.edges(data=True):
        ends = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (from_node, to_node)]
        vertices = tuple(data["geometry"].coords) if "geometry" in data else tuple(ends)
        key = ((from_node, to_node, vertices), _text(data.get("highway")), _text(data.get("name")))
        # Of two like ways on the same nodes, people take the one that lets them pass.
        known = courses.get(key, data["open"])
        courses[key] = tuple(one or other for one, other in zip(known, data["open"], strict=True))
    for (course, highway, name), ahead in courses.items():
        mirror = (course[1], course[0], course[2][::-1])
        back = courses[mirror, highway, name]
        if _turned(course, mirror, ahead, back):
            course, ahead, back = mirror, back, ahead
        bound = [_bound(there, again) for there, again in zip(ahead, back, strict=True)]
        yield _Segment(*course, highway, name, bound[PROFILES.index(WALKING)], bound[PROFILES.index(BICYCLE)])


def _turned(course: Course, mirror: Course, ahead: Open, back: Open) -> bool:
    """Whether the mirror image is drawn: where the street binds walkers, in the direction that they take."""
    walk_ahead, walk_back = (one[PROFILES.index(WALKING)] for one in (ahead, back))
    return mirror < course if walk_ahead == walk_back else walk_back


def _bound(ahead: bool, back: bool) -> Binding:
    if ahead and back:
        return Binding.BOTH
    return Binding.ALONG if ahead else Binding.AGAINST if back else Binding.CLOSED


def _text(tag: str | list[str] | None) -> str:
    """One text of a tag; OSMnx gives a list where it merged several ways."""
    return min(tag) if isinstance(tag, list) else tag or ""
