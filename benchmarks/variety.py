"""A week of patrol shifts on real streets, varied on purpose, against the same best plan each day.

``python -m benchmarks.variety --streets FILE [--days 7] [--seeds 1-3] [--iterations 12000]``

Prints a JSON line for each size of shift and seed. Overlaps are Jaccard indices of a day and the next, 1 for
the same plan: of the streets (segments that any team of the shift walks on), of the streets of the teams of
one post, and of the legs (pairs of places). The reward is that of the best plan of 30,000 iterations.
"""

import argparse
import json
import time
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

from benchmarks.route_shifts import network_places, read_network, shifts
from benchmarks.routes import numbers
from routing.drawing import warm_up
from routing.network import Network
from routing.plan import plan_routes
from routing.problem import RouteProblem
from routing.travel import Places
from routing.variety import Variation, reward_of
from routing.variety_report import variety_report
from routing.verify import violations
from routing.verify_ways import violations as way_violations
from routing.week import ON_FOOT, Ground, Hours, plan_week

MONDAY = date(2026, 11, 30)


def main() -> None:
    """Run every size with every seed."""
    options = _options()
    warm_up()
    network = read_network(options.streets)
    for seed in options.seeds:
        for name, problem in shifts(network, seed):
            places = network_places(network, problem, seed)
            line = {"shift": name, "seed": seed, **week(network, places, problem, seed, options)}
            print(json.dumps(line), flush=True)


def week(
    network: Network, places: Places, problem: RouteProblem, seed: int, options: argparse.Namespace
) -> dict[str, object]:
    """Figures of a week of draws for the same problem."""
    best = reward_of(problem, plan_routes(problem, seed=seed, iterations=30_000))
    days = [[Hours(MONDAY + timedelta(days=day), "day", problem)] for day in range(options.days)]
    began_s = time.process_time()
    variation = Variation(plans=options.plans)
    drawn = plan_week({ON_FOOT: Ground(network, places)}, days, seed, (seed,), options.iterations, variation)
    spent_s = time.process_time() - began_s
    series = [one for (one,) in drawn]
    report = asdict(variety_report([series])) | {"reward_kept": fmean(one.reward for one in series) / best}
    return {
        **{name: round(value, 4) for name, value in report.items()},
        "cpu_s_a_day": round(spent_s / options.days, 2),
        "verified": not any(
            violations(one.problem, one.plan) or way_violations(network, places, one.ways) for one in series
        ),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streets", type=Path, required=True, help="OSM extract")
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--plans", type=int, default=Variation().plans)
    parser.add_argument("--iterations", type=int, default=12_000, help="of the search for each best plan")
    parser.add_argument("--seeds", type=numbers, default=[1], help="such as 1-3")
    return parser.parse_args()


if __name__ == "__main__":
    main()
