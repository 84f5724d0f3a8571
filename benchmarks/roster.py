"""How good and how fast the roster is: ``python -m benchmarks.roster --people 4972 --days 7 --seeds 1-5``.

Prints one JSON line a run, each in a process of its own so that its memory is its own.
"""

import argparse
import json
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.roster_instances import roster_instance
from scheduling.explain import empty_seats
from scheduling.solve import solve
from scheduling.verify import violations

Figures = dict[str, str | int | float]


def run(people: int, days: int, seed: int) -> Figures:
    """Solve one drawn problem and measure it; the drawing itself is not timed."""
    problem = roster_instance(people, days, seed)
    wall, cpu = time.perf_counter(), time.process_time()
    solution = solve(problem, seed=seed)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    certificate = solution.certificate
    return {
        "engine": "patrolgrid",
        "people": people,
        "days": days,
        "seed": seed,
        "pairs": certificate.pairs,
        "cost": certificate.cost,
        "bound": round(certificate.bound, 3),
        "gap": round(certificate.gap, 5),
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "violations": len(violations(problem, solution.roster)),
        "unrun": sum(seat.not_run for seat in empty_seats(problem, solution.roster)),
    }


def seed_range(text: str) -> range:
    """Read "3" or "1-5"."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4972)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument(
        "--seeds", type=seed_range, default=range(1, 2), help="one seed or a range such as 1-5"
    )
    options = parser.parse_args(arguments)
    for seed in options.seeds:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            print(json.dumps(pool.submit(run, options.people, options.days, seed).result()), flush=True)


if __name__ == "__main__":
    main()
