"""Import a million incidents into a database of their own, locate them, and estimate the risk from it.

python -m benchmarks.incidents [--rows 1000000] [--seed 1]

The incidents are made up, a third of them with an unknown time, in the demo district with its streets. The
database is made for the run beside the one of ``PATROLGRID_DB`` and removed after it. Prints JSON lines with
seconds by the clock and the CPU seconds of this process; PostgreSQL's own are not in these.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import django
import numpy as np
import pandas as pd

Result = TypeVar("Result")

AS_OF = datetime(2026, 11, 22, 16, tzinfo=UTC)
FIRST = np.datetime64("2021-11-22T00:00", "s")
DAYS = 5 * 365
CENTRES = 60


def write_incidents(path: Path, rows: int, seed: int) -> None:
    """Write a CSV of incidents, most of them around some centres, the others anywhere."""
    from geoapp.importing.district import load_ground

    rng = np.random.default_rng(seed)
    ground = load_ground(0)
    west, south, east, north = ground.outline_lon_lat().bounds
    spare = 2 * rows
    centre = rng.uniform((west, south), (east, north), (CENTRES, 2))
    place = centre[rng.integers(0, CENTRES, spare)] + rng.normal(0, (0.004, 0.003), (spare, 2))
    anywhere = rng.random(spare) < 0.3
    place[anywhere] = rng.uniform((west, south), (east, north), (int(anywhere.sum()), 2))
    lon, lat = place[ground.contains(*place.T)][:rows].T
    starts = FIRST + rng.integers(0, DAYS * 24 * 60, len(lon)) * np.timedelta64(1, "m")
    known = rng.random(len(lon)) < 0.7
    ends = starts + rng.integers(30, 1440, len(lon)) * np.timedelta64(1, "m")
    frame = pd.DataFrame(
        {
            "ref": [f"M{k:07}" for k in range(len(lon))],
            "category": rng.choice(["theft", "burglary", "vehicle", "assault", "disorder"], len(lon)),
            "time_from": _written(starts),
            "time_to": np.where(known, "", _written(ends)),
            "lon": np.round(lon, 6),
            "lat": np.round(lat, 6),
            "source": rng.choice(["resident-report", "open-record"], len(lon)),
        }
    )
    frame.to_csv(path, index=False)


def _written(moments: np.ndarray) -> np.ndarray:
    return np.char.replace(np.datetime_as_string(moments, unit="m"), "T", " ")


@contextmanager
def own_database() -> Iterator[None]:
    """A database beside the configured one, with the demo district and its streets."""
    from django.core.management import call_command
    from django.db import connection

    fixtures = Path(__file__).parents[1] / "fixtures"
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{before}_incidents"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("import_areas", str(fixtures / "areas.geojson"), synthetic=True, verbosity=0)
        call_command("import_areas", str(fixtures / "grids.gpkg"), verbosity=0)
        call_command("import_streets", str(fixtures / "streets.osm.bz2"), attribution="CC0", verbosity=0)
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def timed(work: str, do: Callable[[], Result]) -> Result:
    """Do something and print how long it took."""
    started, started_cpu = time.perf_counter(), time.process_time()
    result = do()
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - started_cpu
    print(json.dumps({"work": work, "wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2)}), flush=True)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
    django.setup()
    with own_database(), TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.csv"
        write_incidents(path, options.rows, options.seed)
        measure(path)


def measure(path: Path) -> None:
    """Import the file, import it again, and estimate the risk."""
    from django.core.management import call_command

    from geoapp.convert.risk import clock64, load_incidents, load_lattice
    from geoapp.models import District, Incident
    from maps.analysis.hotspots import estimate_risk

    timed("import and locate", lambda: call_command("import_incidents", str(path), verbosity=0))
    district = District.objects.get()
    lattice = load_lattice(district, AS_OF.date())
    incidents = timed("read for the risk", lambda: load_incidents(district, AS_OF))
    moment = clock64(district, AS_OF)
    estimate_risk(incidents, lattice, moment)  # compiles the loops
    timed("estimate the risk", lambda: estimate_risk(incidents, lattice, moment))
    located = Incident.objects.exclude(cell_x=None).exclude(block=None).count()
    print(json.dumps({"incidents": len(incidents), "located": located, "cells": lattice.n_cells}))
    timed("import again, nothing new", lambda: call_command("import_incidents", str(path), verbosity=0))


if __name__ == "__main__":
    main()
