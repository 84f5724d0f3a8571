"""Streets from OpenStreetMap: the only module that reads files, asks the network or knows OSMnx."""

from collections.abc import Sequence
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

from routing.arrays import BoolArray, FloatArray, IntArray
from routing.network import lengths_m
from routing.osm_filter import write_usable
from routing.profiles import WALKING, Profile

# OSMnx otherwise leaves a folder ``cache`` wherever the program was started.
osmnx.settings.use_cache = False


@dataclass(frozen=True)
class Streets:
    """Street segments on foot in WGS 84, ready to be stored; one row for each segment.

    Attributes:
        node_lon_lat: Nodes, degrees, shape (n, 2).
        edge_from: Node at the first vertex of the line, shape (e,).
        edge_to: Node at the last vertex of the line, shape (e,).
        lines: Vertices of each segment, degrees, e arrays of shape (k, 2).
        length_m: Length of the line in the metric CRS that was asked for, shape (e,).
        both_ways: False where people on foot are bound to the direction of the line, shape (e,).
        highway: OSM class of each segment.
        name: Street name of each segment, empty if it has none.
        dated: Day of the newest edit of the streets in the extract, if the file says it.
    """

    node_lon_lat: FloatArray
    edge_from: IntArray
    edge_to: IntArray
    lines: tuple[FloatArray, ...]
    length_m: FloatArray
    both_ways: BoolArray
    highway: tuple[str, ...]
    name: tuple[str, ...]
    dated: date | None


def read_streets(path: Path, metric_crs: str, profile: Profile = WALKING) -> Streets:
    """Read the streets that can be walked, or used by another profile, from an OSM extract.

    Args:
        path: ``.osm``, ``.osm.bz2``, ``.osm.gz`` or ``.pbf``; the ending names the format.
        metric_crs: Where lengths are measured, such as ``EPSG:32651``.
        profile: Who uses them; ``both_ways`` is then False where a street binds these people.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is not OSM data, is cut off, or has no street to walk on.
    """
    path.stat()
    with TemporaryDirectory() as folder:
        usable = Path(folder) / "usable.osm"
        dated = write_usable(path, usable, profile)
        graph = osmnx.graph_from_xml(usable, simplify=False, retain_all=True)
    return _streets(graph, metric_crs, dated)


def fetch_streets(polygon_lon_lat: Polygon | MultiPolygon, metric_crs: str) -> Streets:
    """Fetch the streets that can be walked inside a polygon (degrees) from the Overpass service.

    Raises:
        ValueError: If there is no street to walk on.
        OSError: If the service cannot be reached.
    """
    graph = osmnx.graph_from_polygon(polygon_lon_lat, network_type="walk", simplify=False, retain_all=True)
    return _streets(graph, metric_crs, None)


def metric_lines(lines: Sequence[FloatArray], metric_crs: str) -> list[FloatArray]:
    """Project lines in degrees, each of shape (k, 2), to metres in ``metric_crs``."""
    at = np.cumsum([0, *map(len, lines)])
    xy_m = _project(np.concatenate([np.zeros((0, 2)), *lines]), metric_crs)
    return [xy_m[first:last] for first, last in pairwise(at)]


def _project(lon_lat: FloatArray, metric_crs: str) -> FloatArray:
    to_metres = Transformer.from_crs("EPSG:4326", metric_crs, always_xy=True)
    return np.column_stack(to_metres.transform(lon_lat[:, 0], lon_lat[:, 1]))


@dataclass(frozen=True, order=True)
class _Segment:
    """A segment by its OSM node numbers; the order of rows follows from the fields."""

    from_node: int
    to_node: int
    vertices: tuple[tuple[float, float], ...]
    highway: str
    name: str
    both_ways: bool


def _streets(graph: nx.MultiDiGraph, metric_crs: str, dated: date | None) -> Streets:
    """Merge the two directions of each segment of an unsimplified OSMnx graph into one row."""
    # Segments end where the name or the class changes, so that a row has one of each.
    simple = osmnx.simplify_graph(graph, edge_attrs_differ=["name", "highway"])
    segments = sorted(_segments(simple))
    if not segments:
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
        both_ways=np.array([row.both_ways for row in segments]),
        highway=tuple(row.highway for row in segments),
        name=tuple(row.name for row in segments),
        dated=dated,
    )


def _segments(graph: nx.MultiDiGraph) -> set[_Segment]:
    """Rows of the graph; the two directions of a segment fall together in the set."""
    rows = set()
    for from_node, to_node, data in graph.edges(data=True):
        ends = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (from_node, to_node)]
        vertices = tuple(data["geometry"].coords) if "geometry" in data else tuple(ends)
        both_ways = data["oneway"] is not True
        if both_ways and (to_node, vertices[::-1]) < (from_node, vertices):
            from_node, to_node, vertices = to_node, from_node, vertices[::-1]
        rows.add(
            _Segment(
                from_node, to_node, vertices, _text(data.get("highway")), _text(data.get("name")), both_ways
            )
        )
    return rows


def _text(tag: str | list[str] | None) -> str:
    """One text of a tag; OSMnx gives a list where it merged several ways."""
    return min(tag) if isinstance(tag, list) else tag or ""
