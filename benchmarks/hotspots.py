"""Score the default risk and its rivals on a file of incidents, as JSON lines.

python -m benchmarks.hotspots --incidents FILE --lon COL --lat COL --time COL --metric-crs EPSG:n
"""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from maps.analysis.backtest import METHODS, Method, backtest, rolling_origins
from maps.analysis.backtest_blocks import backtest_blocks
from maps.analysis.cells import Lattice, make_lattice
from maps.analysis.hotspots import Incidents
from maps.analysis.screening import screen
from maps.analysis.skill import advantage, skill


def read_incidents(
    path: Path,
    columns: tuple[str, str, str],
    source_crs: str,
    metric_crs: str,
    category: tuple[str, frozenset[str]] | None = None,
) -> Incidents:
    """Read positions and local times from a CSV, in the columns (lon, lat, time); incomplete rows go.

    Args:
        path: The file, may be compressed.
        columns: Names of those of the longitude, latitude and time.
        source_crs: Of the positions.
        metric_crs: To work in.
        category: A column and the values to keep; all rows if not given.
    """
    lon, lat, moment = columns
    wanted = [*columns, *([category[0]] if category else [])]
    rows = pd.read_csv(path, usecols=wanted).dropna(subset=list(columns))
    if category:
        rows = rows[rows[category[0]].astype(str).isin(category[1])]
    to_metric = Transformer.from_crs(source_crs, metric_crs, always_xy=True)
    xy_m = np.column_stack(to_metric.transform(rows[lon].to_numpy(), rows[lat].to_numpy()))
    times = pd.to_datetime(rows[moment]).to_numpy().astype("datetime64[s]")
    return Incidents(xy_m, times, times, np.ones(len(rows)))


def lattice_of(area: Path | None, incidents: Incidents, metric_crs: str, cell_m: float) -> Lattice:
    """Cover the polygons of a file, or without one the convex hull of the incidents."""
    if area is None:
        return make_lattice(shapely.MultiPoint(incidents.xy_m).convex_hull, cell_m)
    polygons = gpd.read_file(area).to_crs(metric_crs).geometry
    return make_lattice(shapely.union_all(shapely.make_valid(polygons.values)), cell_m)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--incidents", type=Path, required=True, help="CSV, may be compressed")
    for column in ("lon", "lat", "time"):
        parser.add_argument(f"--{column}", required=True, help=f"column of the {column}")
    parser.add_argument("--source-crs", default="EPSG:4326")
    parser.add_argument("--metric-crs", required=True)
    parser.add_argument("--area", type=Path, help="polygons; the hull of the incidents if not given")
    parser.add_argument("--category", type=parse_category, help="COL=VALUE,... to keep; all if not given")
    parser.add_argument("--cell", type=float, default=250.0, help="side of a cell in metres")
    parser.add_argument("--origins", type=int, default=26)
    parser.add_argument("--horizon", type=int, default=28, help="days forecast from each origin")
    parser.add_argument("--peers", action="store_true", help="also score KDE, Gi* and gradient boosting")
    return parser.parse_args()


def parse_category(text: str) -> tuple[str, frozenset[str]]:
    column, found, values = text.partition("=")
    if not found or not values:
        raise argparse.ArgumentTypeError(f"must be COL=VALUE,..., got {text}")
    return column, frozenset(values.split(","))


def choose_methods(horizon_days: int, peers: bool) -> dict[str, Method]:
    """Our methods, and on request the rivals, which need libraries of their own."""
    if not peers:
        return dict(METHODS)
    from benchmarks.hotspot_peers import peer_methods

    return {**METHODS, **peer_methods(horizon_days)}


def print_blocks(incidents: Incidents, lattice: Lattice, origins: np.ndarray, horizon_days: int) -> None:
    """What the times of the week add, by cell and four-hour block."""
    trials = backtest_blocks(incidents, lattice, origins, horizon_days)
    for share in trials.area_shares:
        gained = advantage(trials, "default", "flat", share)
        print(json.dumps({"work": "cell x 4 h blocks", **asdict(gained)}))


def main() -> None:
    options = parse_arguments()
    columns = (options.lon, options.lat, options.time)
    read = read_incidents(
        options.incidents, columns, options.source_crs, options.metric_crs, options.category
    )
    until = read.ends.max().astype("datetime64[D]") + np.timedelta64(1, "D")
    screened = screen(read, until)
    for finding in screened.findings:
        print(json.dumps({"finding": finding.code, "sentence": finding.sentence}))
    incidents = screened.incidents
    lattice = lattice_of(options.area, incidents, options.metric_crs, options.cell)
    origins = rolling_origins(incidents, until, options.origins, options.horizon, options.horizon)
    started = time.perf_counter()
    methods = choose_methods(options.horizon, options.peers)
    result = backtest(incidents, lattice, origins, options.horizon, methods=methods)
    for score in result.scores:
        print(json.dumps(asdict(score)))
    if len(origins) and options.horizon % 7 == 0:
        print_blocks(incidents, lattice, origins, options.horizon)
    about = {"incidents": len(incidents), "cells": lattice.n_cells, "note": result.note}
    span = {"first_origin": str(origins.min()), "last_origin": str(origins.max())} if len(origins) else {}
    about |= {"verdict": skill(result.trials).verdict}
    seconds = round(time.perf_counter() - started, 2)
    print(json.dumps({**about, "origins": len(origins), **span, "seconds": seconds}))


if __name__ == "__main__":
    main()
