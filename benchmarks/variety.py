"""A week of patrol shifts on real streets, varied on purpose, against the same best plan each day.

``python -m benchmarks.variety --streets FILE [--days 7] [--seeds 1-3] [--iterations 3000]``

Prints a JSON line for each size of shift and seed. Overlaps are Jaccard indices of a day and the next:
of legs (pairs of stops), of streets (segments that any team walks on), and of streets at a time (segment
and half hour of the shift in which the leg begins).
"""

import argparse
import json
import time
from collections.abc import Iterator, Set
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.route_shifts import network_places, read_network, shifts
from benchmarks.routes import numbers
from routing.network import Network
from routing.plan import plan_routes, warm_up
from routing.problem import RoutePlan, RouteProblem
from routing.travel import Places, streets_walked
from routing.variety import Variation, draw, entropy_bits, jaccard, mixture, reward_of, varied_plans
from routing.variety_report import variety_report
from routing.verify import violations

HALF_HOUR_S = 1800


def main() -> None:
    """Run every size with every seed."""
    options = _options()
    warm_up()
    network = read_network(options.streets)
    for seed in options.seeds:
        for name, problem in shifts(network, seed):
            places = network_places(network, problem, seed)
            print(
                json.dumps({"shift": name, "seed": seed, **week(network, places, problem, seed, options)}),
                flush=True,
            )


def week(
    network: Network, places: Places, problem: RouteProblem, seed: int, options: argparse.Namespace
) -> dict[str, object]:
    """Figures of a week of draws for the same problem."""
    variation, ways = Variation(plans=options.plans), _Ways(network, places, problem)
    best = plan_routes(problem, seed=seed, iterations=30_000)
    days, bits, spent_s = [best], [], []
    for day in range(options.days):
        began_s = time.process_time()
        plans = varied_plans(
            problem,
            best,
            seed=1000 * seed + day,
            iterations=options.iterations,
            lately=days[-3:],
            variation=variation,
        )
        before = ways.streets(days[-1])
        overlap = np.array([jaccard(ways.streets(plan), before) for plan in plans])
        rewards = np.array([reward_of(problem, plan) for plan in plans])
        least = (1 - variation.loss) * rewards[0]
        share = mixture(rewards, overlap, cap=variation.cap, least=least)
        days.append(plans[draw(share, 1000 * seed + day)])
        bits.append(entropy_bits(share))
        spent_s.append(time.process_time() - began_s)
    streets = variety_report(problem, best, days[1:], bits, ways.streets)
    timed = variety_report(problem, best, days[1:], bits, ways.timed_streets)
    return {
        "reward_kept": round(streets.reward_kept, 4),
        "legs_overlap": round(streets.legs_overlap, 3),
        "streets_overlap": round(streets.ways_overlap or 0.0, 3),
        "timed_streets_overlap": round(timed.ways_overlap or 0.0, 3),
        "hotspots_share": round(streets.hotspots_share, 3),
        "best_hotspots_share": round(streets.best_hotspots_share, 3),
        "entropy_bits": round(streets.entropy_bits, 2),
        "cpu_s_a_day": round(float(np.mean(spent_s)), 2),
        "verified": not any(violations(problem, plan) for plan in days),
    }


class _Ways:
    """Streets of plans, each leg searched for once."""

    def __init__(self, network: Network, places: Places, problem: RouteProblem) -> None:
        self.network, self.places, self.problem = network, places, problem
        self.known: dict[tuple[int, int], frozenset[int]] = {}

    def streets(self, plan: RoutePlan) -> Set[object]:
        """Segments that any team walks on."""
        return {edge for edge, _ in self._walked(plan)}

    def timed_streets(self, plan: RoutePlan) -> Set[object]:
        """Segments, each with the half hour."""
        return {(edge, began_s // HALF_HOUR_S) for edge, began_s in self._walked(plan)}

    def _walked(self, plan: RoutePlan) -> Iterator[tuple[int, int]]:
        legs = list(self._legs(plan))
        missing = sorted({leg for leg, _ in legs} - self.known.keys())
        found = streets_walked(self.network, self.places, missing)
        self.known.update(zip(missing, found, strict=True))
        for leg, began_s in legs:
            for edge in self.known[leg]:
                yield edge, began_s

    def _legs(self, plan: RoutePlan) -> Iterator[tuple[tuple[int, int], int]]:
        place_of = {stop.id: stop.place for stop in self.problem.stops}
        for team, route in zip(self.problem.teams, plan.routes, strict=True):
            if route.stops:
                at = [team.place, *[place_of[visit.stop_id] for visit in route.stops], team.place]
                leaves_s = [team.starts_s, *[visit.leaves_s for visit in route.stops]]
                yield from zip(pairwise(at), leaves_s, strict=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streets", type=Path, required=True, help="OSM extract")
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--plans", type=int, default=Variation().plans)
    parser.add_argument("--iterations", type=int, default=3000, help="of each search for a plan")
    parser.add_argument("--seeds", type=numbers, default=[1], help="such as 1-3")
    return parser.parse_args()


if __name__ == "__main__":
    main()
