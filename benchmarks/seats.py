"""How long the best people for a seat, a drop-out and an undo take from the database.

    PATROLGRID_DB=copy_of_the_demo .venv/bin/python -m benchmarks.seats --draws 30 --seed 1

Takes the roster made last and draws patrols of it; every drop-out is undone. Prints one JSON line a kind of
work: draws, refused, wall and CPU seconds of this process (median, 95th percentile), people disturbed.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from statistics import mean

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
django.setup()

from geoapp import mending  # noqa: E402
from geoapp.models import Assignment, EmptySeats, Patrol, Roster, RosterEdit  # noqa: E402


def timed(work: Callable[[], object]) -> tuple[object, float, float]:
    """What the work returns, and its wall and CPU seconds; None if it was refused."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        found = work()
    except mending.MendingError:
        found = None
    return found, time.perf_counter() - wall, time.process_time() - cpu


def line(work: str, seed: int, taken: list[tuple[object, float, float]], **more: object) -> str:
    """One kind of work as JSON."""
    walls, cpus = sorted(one[1] for one in taken), sorted(one[2] for one in taken)
    middle, high = len(taken) // 2, int(0.95 * (len(taken) - 1))
    return json.dumps(
        {
            "work": work,
            "seed": seed,
            "draws": len(taken),
            "refused": sum(one[0] is None for one in taken),
            "wall_s": round(walls[middle], 3),
            "wall_p95_s": round(walls[high], 3),
            "cpu_s": round(cpus[middle], 3),
            "cpu_p95_s": round(cpus[high], 3),
            **more,
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    roster = Roster.objects.order_by("pk").last()
    if roster is None:
        parser.error("this database has no roster: load the demo first")
    rng = random.Random(options.seed)
    empty = EmptySeats.objects.filter(patrol__roster=roster, patrol__kind=Patrol.Kind.PATROL)
    short = list(empty.order_by("patrol").values_list("patrol", flat=True))
    seats = list(
        Assignment.objects.filter(roster=roster, patrol__kind=Patrol.Kind.PATROL)
        .order_by("patrol", "volunteer")
        .values_list("volunteer", "patrol")
    )
    patrols = Patrol.objects.select_related("roster").in_bulk(
        rng.sample(short, min(options.draws, len(short)))
    )
    # The first call connects and loads what all others share.
    mending.best_for_seat(next(iter(patrols.values())))
    best = [timed(lambda patrol=patrol: mending.best_for_seat(patrol)) for patrol in patrols.values()]
    print(line("best-for-seat", options.seed, best))

    dropped, undone, disturbed = [], [], []
    for volunteer_id, patrol_id in rng.sample(seats, min(options.draws, len(seats))):
        done = timed(lambda v=volunteer_id, p=patrol_id: mending.drop_out(roster.pk, v, [p]))
        dropped.append(done)
        edit = done[0]
        if isinstance(edit, RosterEdit):
            people = {row[0] for row in (*edit.added, *edit.removed)} - {volunteer_id}
            disturbed.append(len(people))
            undone.append(timed(lambda pk=edit.pk: mending.undo(pk)))
    print(line("drop-out", options.seed, dropped, disturbed=round(mean(disturbed), 2)))
    print(line("undo", options.seed, undone))


if __name__ == "__main__":
    main()
