"""How long risk surfaces and the coverage of a week take, as JSON lines.

python -m benchmarks.hotspot_speed [--peers]
"""

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from maps.analysis.cells import Lattice
from maps.analysis.coverage import coverage, dose, patrolled_minutes
from maps.analysis.equity import equity
from maps.analysis.hotspots import Incidents, estimate_risk
from maps.analysis.presence import TimedLine, presence_of_routes

AS_OF = np.datetime64("2024-01-01T00:00", "s")
# 6,000 cells of 250 m: 20 x 18.75 km.
NX, NY, CELL_M = 80, 75, 250.0
RUNS = 7
# A district week: 133 teams, five slots a day.
TEAMS, PATROLS, VERTICES = 133, 2500, 100


def make_lattice_of(nx: int, ny: int) -> Lattice:
    """A full rectangle."""
    return Lattice(0.0, 0.0, CELL_M, nx, ny, np.ones((ny, nx), dtype=np.bool_))


def draw_incidents(n: int, unknown_share: float, seed: int = 1) -> Incidents:
    """Three years around 200 places; a share of the times is known to some hours only."""
    rng = np.random.default_rng(seed)
    places_m = rng.uniform(0, 1, (200, 2)) * (NX * CELL_M, NY * CELL_M)
    xy_m = places_m[rng.integers(0, 200, n)] + rng.normal(0, 800, (n, 2))
    xy_m = np.clip(xy_m, 0, np.array([NX, NY]) * CELL_M - 1)
    starts = AS_OF - rng.integers(12 * 3600, 156 * 7 * 86400, n).astype("timedelta64[s]")
    lengths_s = np.where(rng.random(n) < unknown_share, rng.integers(0, 12 * 3600, n), 0)
    return Incidents(xy_m, starts, starts + lengths_s.astype("timedelta64[s]"), np.ones(n))


def draw_routes(seed: int = 1) -> list[TimedLine]:
    """A week of two-hour walks in a district of 8 x 5 km."""
    rng = np.random.default_rng(seed)
    routes = []
    for _ in range(PATROLS):
        times_s = rng.integers(0, 82 * 7200) + np.sort(rng.uniform(0, 7200, VERTICES))
        steps_m = rng.normal(0, 60, (VERTICES, 2))
        routes.append(TimedLine(times_s, rng.uniform(1000, 4000, 2) + np.cumsum(steps_m, axis=0)))
    return routes


def measure_coverage(routes: list[TimedLine], lattice: Lattice, risk: np.ndarray) -> float:
    """From the routes to coverage, minutes and equity."""
    presence = presence_of_routes(routes, lattice)
    doses, minutes = (work(presence, *risk.shape) for work in (dose, patrolled_minutes))
    equity(risk, doses, minutes, np.arange(lattice.n_cells) % 80)
    return coverage(risk, doses).share


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Median CPU and wall seconds of several runs after one that warms up."""
    work()
    cpu_s, wall_s = [], []
    for _ in range(RUNS):
        started = time.process_time(), time.perf_counter()
        work()
        cpu_s.append(time.process_time() - started[0])
        wall_s.append(time.perf_counter() - started[1])
    return {"cpu_s": round(float(np.median(cpu_s)), 4), "wall_s": round(float(np.median(wall_s)), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="also time scikit-learn and esda")
    with_peers = parser.parse_args().peers
    lattice = make_lattice_of(NX, NY)
    for n in (100_000, 1_000_000):
        for unknown_share in (0.3, 1.0):
            incidents = draw_incidents(n, unknown_share)
            seconds = timed(lambda rows=incidents: estimate_risk(rows, lattice, AS_OF))
            size = {"incidents": n, "unknown_times": unknown_share, "cells": lattice.n_cells}
            print(json.dumps({"work": "risk surface", **size, **seconds}))
    district, routes = make_lattice_of(32, 20), draw_routes()
    risk = np.random.default_rng(2).gamma(1.0, 0.01, (district.n_cells, 84))
    seconds = timed(lambda: measure_coverage(routes, district, risk))
    print(json.dumps({"work": "coverage of a week", "teams": TEAMS, "patrols": PATROLS, **seconds}))
    if with_peers:
        from benchmarks.hotspot_peers import time_peers

        for row in time_peers(draw_incidents(100_000, 0.0).xy_m, lattice):
            print(json.dumps(row))


if __name__ == "__main__":
    main()
