"""Score the default risk and its rivals on a file of incidents, as JSON lines.

python -m benchmarks.hotspots --incidents FILE --lon COL --lat COL --time COL --metric-crs EPSG:n
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from maps.analysis.backtest import METHODS, Method, backtest, rolling_origins
from maps.analysis.backtest_blocks import backtest_blocks
from maps.analysis.cells import Lattice, make_lattice
from maps.analysis.hotspots import Incidents
from maps.analysis.screening import SENTENCES, screen
from maps.analysis.skill import advantage, skill

FIRST_DAY = np.datetime64("1900-01-01", "s")
# Findings after which there is no pattern to test.
NOTHING_TO_TEST = frozenset({"no-incidents", "one-incident", "one-point", "degrees"})


class BadInput(Exception):
    """The file or an option cannot be used; the text says why."""


def read_incidents(
    path: Path,
    columns: tuple[str, str, str],
    source_crs: str,
    metric_crs: str,
    category: tuple[str, frozenset[str]] | None = None,
) -> Incidents:
    """Read positions and local times from a CSV, in the columns (lon, lat, time); unreadable rows go.

    Args:
        path: The file, may be compressed.
        columns: Names of those of the longitude, latitude and time.
        source_crs: Of the positions.
        metric_crs: To work in.
        category: A column and the values to keep; all rows if not given.

    Raises:
        BadInput: If the file or a column is missing, or the system is not one of metres.
    """
    lon, lat, moment = columns
    to_metric = metric_transformer(source_crs, metric_crs)
    rows = _table(path, [*columns, *([category[0]] if category else [])])
    if category:
        rows = rows[rows[category[0]].astype(str).isin(category[1])]
    times = pd.to_datetime(rows[moment], format="mixed", errors="coerce", utc=False)
    places = [pd.to_numeric(rows[name], errors="coerce") for name in (lon, lat)]
    readable = times.notna() & places[0].notna() & places[1].notna()
    if unreadable := int((~readable).sum()):
        _say(
            "unreadable", f"{unreadable} rows lack a number for {lon} or {lat}, or a time; they are left out."
        )
    # 0, 0 stands for an unknown place; projected, it would be any far place.
    unknown = readable & (places[0] == 0) & (places[1] == 0)
    if nowhere := int(unknown.sum()):
        _say("null-point", SENTENCES["null-point"].format(rows=nowhere))
    kept = (readable & ~unknown).to_numpy()
    xy_m = np.column_stack(to_metric.transform(*(place.to_numpy(float)[kept] for place in places)))
    moments = times[kept].to_numpy().astype("datetime64[s]")
    return Incidents(xy_m, moments, moments, np.ones(len(moments)))


def metric_transformer(source_crs: str, metric_crs: str) -> Transformer:
    """Project to metres.

    Raises:
        BadInput: If a system is unknown, or the second is not one of metres.
    """
    try:
        metric = CRS.from_user_input(metric_crs)
        transformer = Transformer.from_crs(source_crs, metric, always_xy=True)
    except CRSError as error:
        raise BadInput(f"unknown coordinate system: {error}") from error
    if not metric.is_projected or metric.axis_info[0].unit_name != "metre":
        raise BadInput(f"--metric-crs must be a projected system in metres, and {metric_crs} is none")
    return transformer


def _table(path: Path, wanted: list[str]) -> pd.DataFrame:
    try:
        found = pd.read_csv(path, nrows=0).columns
    except (OSError, pd.errors.EmptyDataError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    if missing := [name for name in wanted if name not in found]:
        raise BadInput(f"no column {', '.join(missing)}; the file has {', '.join(found)}")
    return pd.read_csv(path, usecols=wanted)


def _say(code: str, sentence: str) -> None:
    print(json.dumps({"finding": code, "sentence": sentence}))


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
    try:
        run(options)
    except BadInput as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error


def run(options: argparse.Namespace) -> None:
    """Read, screen, test, and print everything.

    Raises:
        BadInput: If there is nothing to test.
    """
    columns = (options.lon, options.lat, options.time)
    read = read_incidents(
        options.incidents, columns, options.source_crs, options.metric_crs, options.category
    )
    # A slip of the pen in a year must not move the end of the record.
    today = np.datetime64("now", "D").astype("datetime64[s]")
    past = read.where(read.ends <= today)
    until = past.ends.max(initial=FIRST_DAY).astype("datetime64[D]") + np.timedelta64(1, "D")
    screened = screen(read, until.astype("datetime64[s]"))
    for finding in screened.findings:
        _say(finding.code, finding.sentence)
    if fatal := [finding for finding in screened.findings if finding.code in NOTHING_TO_TEST]:
        raise BadInput(fatal[0].sentence)
    incidents = screened.incidents
    try:
        lattice = lattice_of(options.area, incidents, options.metric_crs, options.cell)
    except ValueError as error:
        raise BadInput(str(error)) from error
    test(options, incidents, lattice, until)


def test(options: argparse.Namespace, incidents: Incidents, lattice: Lattice, until: np.datetime64) -> None:
    """Print the scores of each method, what the hours add, and the verdict."""
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
