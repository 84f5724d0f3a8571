"""Many coordinators edit one roster at once: is anybody booked twice, any edit lost, how long do they wait?

    PATROLGRID_DB=copy_of_the_demo .venv/bin/python -m benchmarks.edits --edits 100 --seed 1

Takes the roster made last, lets every editor change it once at the same moment, compares the roster with the
log of edits, and undoes the edits in the end; the roster's version stays raised. Prints one JSON line.
"""

import argparse
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Barrier

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
django.setup()

from django.db import connection, connections  # noqa: E402

from geoapp import mending  # noqa: E402
from geoapp.models import Assignment, Patrol, Roster, RosterEdit  # noqa: E402
from geoapp.queries.rosters import double_bookings  # noqa: E402


@dataclass(frozen=True)
class Outcome:
    """What came of the edits; ``lost`` are seats in which the roster differs from its log."""

    edits: int
    made: int
    refused: int
    stale: int
    double_bookings: int
    lost: int
    wall_s: float
    cpu_s: float
    p50_s: float
    p95_s: float


def edit_at_once(roster_id: int, editors: int, seed: int) -> Outcome:
    """Let so many editors, each on a connection of its own, change one roster at the same moment."""
    before = seats(roster_id)
    version = Roster.objects.get(pk=roster_id).version
    plans = [random_change(roster_id, random.Random(f"{seed}-{k}"), version) for k in range(editors)]
    # PostgreSQL admits a hundred connections by default, and others want some too.
    at_once = min(editors, 50)
    start = Barrier(at_once)

    def edit(k: int) -> tuple[str, float]:
        if k < at_once:
            start.wait()
        begun = time.perf_counter()
        try:
            # Whoever had left that patrol already needs no replacement
            state = "made" if plans[k]() else "stale"
            return state, time.perf_counter() - begun
        except mending.StaleRoster:
            return "stale", time.perf_counter() - begun
        except mending.MendingError:
            return "refused", time.perf_counter() - begun
        finally:
            connections.close_all()

    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(edit, range(editors)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    counted = Counter(state for state, _ in results)
    waits = sorted(seconds for _, seconds in results)
    return Outcome(
        edits=editors,
        made=counted["made"],
        refused=counted["refused"],
        stale=counted["stale"],
        double_bookings=double_bookings(roster_id),
        lost=len(replayed(before, roster_id, version) ^ seats(roster_id))
        + counted["made"] - RosterEdit.objects.filter(roster=roster_id, version__gt=version).count(),
        wall_s=round(wall, 3),
        cpu_s=round(cpu, 3),
        p50_s=round(waits[len(waits) // 2], 3),
        p95_s=round(waits[int(0.95 * (len(waits) - 1))], 3),
    )  # fmt: skip


def random_change(roster_id: int, rng: random.Random, seen: int) -> Callable[[], RosterEdit | None]:
    """One of the changes that coordinators make, on one of the first patrols, so that they meet."""
    patrols = list(
        Patrol.objects.filter(roster=roster_id, kind="patrol")
        .order_by("starts_at", "pk")
        .values_list("pk", flat=True)
    )
    patrol_id = rng.choice(patrols[: max(20, len(patrols) // 40)])
    crew = list(
        Assignment.objects.filter(patrol=patrol_id).order_by("pk").values_list("volunteer", flat=True)
    )
    if not crew or rng.random() < 0.4:
        patrol = Patrol.objects.select_related("roster").get(pk=patrol_id)
        best = mending.best_for_seat(patrol)
        if best:
            chosen = rng.choice(best).volunteer_id
            return lambda: mending.assign(roster_id, chosen, patrol_id, seen=seen)
        return lambda: mending.mend(roster_id, patrol_id, seen=seen)
    gone = rng.choice(crew)
    if rng.random() < 0.5:
        return lambda: mending.drop_out(roster_id, gone, [patrol_id])
    return lambda: mending.take_off(roster_id, gone, patrol_id, seen=seen)


def seats(roster_id: int) -> set[tuple[int, int]]:
    """Who is where."""
    return set(Assignment.objects.filter(roster=roster_id).values_list("volunteer", "patrol"))


def replayed(before: set[tuple[int, int]], roster_id: int, version: int) -> set[tuple[int, int]]:
    """Where everybody is by the log of the edits after a version."""
    now = set(before)
    for edit in RosterEdit.objects.filter(roster=roster_id, version__gt=version).order_by("version"):
        now -= {tuple(row) for row in edit.removed}
        now |= {tuple(row) for row in edit.added}
    return now


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    roster = Roster.objects.order_by("pk").last()
    if roster is None:
        parser.error("this database has no roster: load the demo first")
    version = roster.version
    outcome = edit_at_once(roster.pk, options.edits, options.seed)
    print(json.dumps({"database": connection.settings_dict["NAME"], "seed": options.seed, **asdict(outcome)}))
    for edit in RosterEdit.objects.filter(roster=roster, version__gt=version).order_by("-version"):
        mending.undo(edit.pk)


if __name__ == "__main__":
    main()
