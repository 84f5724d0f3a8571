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

from maps.analysis.backtest import backtest, rolling_origins
from maps.analysis.cells import Lattice, make_lattice
from maps.analysis.hotspots import Incidents


def read_incidents(path: Path, columns: tuple[str, str, str], source_crs: str, metric_crs: str) -> Incidents:
    """Read positions and local times from a CSV, in the columns (lon, lat, time); incomplete rows go."""
    lon, lat, moment = columns
    rows = pd.read_csv(path, usecols=list(columns)).dropna()
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
    parser.add_argument("--cell", type=float, default=250.0, help="side of a cell in metres")
    parser.add_argument("--origins", type=int, default=26)
    parser.add_argument("--horizon", type=int, default=28, help="days forecast from each origin")
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    columns = (options.lon, options.lat, options.time)
    incidents = read_incidents(options.incidents, columns, options.source_crs, options.metric_crs)
    lattice = lattice_of(options.area, incidents, options.metric_crs, options.cell)
    until = incidents.ends.max().astype("datetime64[D]") + np.timedelta64(1, "D")
    origins = rolling_origins(incidents, until, options.origins, options.horizon, options.horizon)
    started = time.perf_counter()
    result = backtest(incidents, lattice, origins, options.horizon)
    for score in result.scores:
        print(json.dumps(asdict(score)))
    about = {"incidents": len(incidents), "cells": lattice.n_cells, "note": result.note}
    span = {"first_origin": str(origins.min()), "last_origin": str(origins.max())} if len(origins) else {}
    seconds = round(time.perf_counter() - started, 2)
    print(json.dumps({**about, "origins": len(origins), **span, "seconds": seconds}))


if __name__ == "__main__":
    main()
