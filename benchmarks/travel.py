"""Walking distances between 300 places, against networkx, igraph and scipy, and the street cache.

``python -m benchmarks.travel --streets FILE [--places 300] [--repeat 3]``, or ``--grid 534`` for a made-up
network of about 570,000 segments. Every peer gets a graph in which the places are nodes of their own, and
building it is not counted; the planner's time counts all that ``walk_m`` does. CPU seconds, medians.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.route_shifts import draw_places, read_network
from routing.arrays import FloatArray, IntArray
from routing.network import Network, build_network
from routing.network_file import network_bytes, network_from_bytes, network_key
from routing.travel import Places, walk_m

Matrix = Callable[[], FloatArray]


def main() -> None:
    """Print a JSON line for each engine and one for the cache."""
    options = _options()
    network = read_network(options.streets) if options.streets else make_grid(options.grid)
    print(json.dumps(cache_line(network, options.repeat)), flush=True)
    places = draw_places(network, options.places, np.random.default_rng(1))
    expected = walk_m(network, places)
    own_s = _median_s(lambda: walk_m(network, places), options.repeat)
    print(
        json.dumps({**_sizes(network, places), "engine": "patrolgrid", "cpu_s": round(own_s, 4)}), flush=True
    )
    for engine, matrix in _peers(network, places, options.without.split(",")):
        spent_s = _median_s(matrix, options.repeat)
        line = {
            **_sizes(network, places),
            "engine": engine,
            "cpu_s": round(spent_s, 4),
            "over_patrolgrid": round(spent_s / own_s, 1),
            "farthest_off_m": round(float(np.abs(matrix() - expected).max()), 6),
        }
        print(json.dumps(line), flush=True)


def cache_line(network: Network, repeat: int) -> dict[str, object]:
    """How long the cached network takes to load."""
    key = network_key("0" * 64, "walking", 32651)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "network.npz"
        file.write_bytes(network_bytes(network, key))
        load_s = _median_s(lambda: network_from_bytes(file.read_bytes(), key), repeat)
        size_mb = round(file.stat().st_size / 1e6, 1)
    return {
        "engine": "cache",
        "edges": len(network.edge_from),
        "vertices": len(network.shape_xy_m),
        "cpu_s": round(load_s, 4),
        "size_mb": size_mb,
    }


def make_grid(side: int, block_m: float = 80.0) -> Network:
    """``side`` × ``side`` crossings; each segment has a vertex between its ends, a little off the line."""
    random = np.random.default_rng(1)
    at = np.arange(side * side).reshape(side, side)
    first = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    last = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    xy_m = np.stack(np.divmod(np.arange(side * side), side), axis=1) * block_m
    xy_m += random.uniform(-20, 20, xy_m.shape)
    middle_m = (xy_m[first] + xy_m[last]) / 2 + random.uniform(-5, 5, (len(first), 2))
    lines_m = list(np.stack([xy_m[first], middle_m, xy_m[last]], axis=1))
    return build_network(lines_m, first, last, np.ones(len(first), dtype=np.bool_))


def _sizes(network: Network, places: Places) -> dict[str, object]:
    return {"engine": None, "edges": len(network.edge_from), "places": len(places.edge)}


def _peers(network: Network, places: Places, without: Sequence[str]) -> Iterator[tuple[str, Matrix]]:
    """Engines with their graphs ready; only streets that bind nobody on foot are asked of them."""
    graph = _split(network, places)
    for engine, prepare in (("scipy", _scipy), ("igraph", _igraph), ("networkx", _networkx)):
        if engine not in without:
            yield engine, prepare(*graph)


def _scipy(rows: IntArray, columns: IntArray, length_m: FloatArray, sources: IntArray) -> Matrix:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    order = np.lexsort((length_m, columns, rows))
    pair = (rows * (columns.max() + 1) + columns)[order]
    kept = order[np.concatenate([[True], pair[1:] != pair[:-1]])]
    size = int(max(rows.max(), columns.max())) + 1
    graph = csr_array((length_m[kept], (rows[kept], columns[kept])), shape=(size, size))

    def matrix() -> FloatArray:
        # One source at a time: a matrix of sources x nodes would not fit for a large network.
        return np.stack([dijkstra(graph, directed=False, indices=one)[sources] for one in sources])

    return matrix


def _igraph(rows: IntArray, columns: IntArray, length_m: FloatArray, sources: IntArray) -> Matrix:
    import igraph

    size = int(max(rows.max(), columns.max())) + 1
    graph = igraph.Graph(n=size, edges=np.stack([rows, columns], axis=1).tolist())
    graph.es["m"] = length_m.tolist()
    nodes = sources.tolist()
    return lambda: np.array(graph.distances(nodes, nodes, weights="m"))


def _networkx(rows: IntArray, columns: IntArray, length_m: FloatArray, sources: IntArray) -> Matrix:
    import networkx

    graph = networkx.Graph()
    for row, column, m in zip(rows.tolist(), columns.tolist(), length_m.tolist(), strict=True):
        if not graph.has_edge(row, column) or graph[row][column]["weight"] > m:
            graph.add_edge(row, column, weight=m)
    nodes = sources.tolist()

    def matrix() -> FloatArray:
        found = (networkx.single_source_dijkstra_path_length(graph, one) for one in nodes)
        return np.array([[length_of.get(other, np.inf) for other in nodes] for length_of in found])

    return matrix


def _split(network: Network, places: Places) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Ends and lengths of the segments with the places as nodes, and the numbers of these nodes."""
    nodes = len(network.node_xy_m)
    rows, columns = network.edge_from.tolist(), network.edge_to.tolist()
    length_m = np.maximum(network.edge_length_m, 1e-3).tolist()
    order = np.lexsort((places.fraction, places.edge))
    for edge in np.unique(places.edge).tolist():
        inside = [place for place in order.tolist() if places.edge[place] == edge]
        chain = [rows[edge], *[nodes + place for place in inside], columns[edge]]
        cuts = np.diff([0.0, *places.fraction[inside], 1.0]) * network.edge_length_m[edge]
        rows[edge], columns[edge], length_m[edge] = chain[0], chain[1], float(cuts[0])
        rows += chain[1:-1]
        columns += chain[2:]
        length_m += cuts[1:].tolist()
    sources = nodes + np.arange(len(places.edge))
    return np.array(rows), np.array(columns), np.array(length_m), sources


def _median_s(work: Callable[[], object], repeat: int) -> float:
    spent_s = []
    for _ in range(repeat):
        began_s = time.process_time()
        work()
        spent_s.append(time.process_time() - began_s)
    return median(spent_s)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--streets", type=Path, help="OSM extract")
    source.add_argument("--grid", type=int, help="crossings along each side of a made-up network")
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--without", default="", help="engines to leave out, such as networkx,igraph")
    return parser.parse_args()


if __name__ == "__main__":
    main()
