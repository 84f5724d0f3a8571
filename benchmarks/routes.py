"""Route planning on public instances: ``python -m benchmarks.routes --instances DIR --format top``.

Prints a JSON line for each run. ``gap`` is in per cent of the published reference, below 0 where the plan
is better. ``verified`` says that the plan breaks no rule, and by the file's own figures earns its reward.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.route_instances import DECIMALS, Instance, read_instances, read_references
from routing.plan import plan_routes, warm_up
from routing.problem import RouteProblem
from routing.verify import violations

# Iterations of the run that measures how many fit into the time.
TRIAL = 3000


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every instance with every seed."""
    options = _options(arguments)
    references = read_references(options.instances, options.format)
    warm_up()
    for instance in read_instances(options.instances, options.format, options.distance, options.paths):
        if options.only and instance.name not in options.only:
            continue
        for seed in options.seeds:
            line = run(instance, seed, options.seconds)
            reference = references.get((instance.name, instance.paths))
            if reference:
                line |= {"reference": reference, "gap": round(100 * (1 - line["reward"] / reference), 3)}
            print(json.dumps(line), flush=True)


def run(instance: Instance, seed: int, seconds: float) -> dict[str, object]:
    """Plan one instance in about the time given, on one thread."""
    problem = instance.problem()
    iterations = _iterations(problem, seconds)
    began_s = time.process_time()
    plan = plan_routes(problem, seed=seed, iterations=iterations)
    cpu_s = time.process_time() - began_s
    reward = sum(route.reward for route in plan.routes)
    checked = instance.checked_reward([[visit.stop_id for visit in route.stops] for route in plan.routes])
    return {
        "engine": "patrolgrid",
        "instance": instance.name,
        "paths": instance.paths,
        "seed": seed,
        "seconds": seconds,
        "iterations": iterations,
        "reward": reward,
        "reference": None,
        "gap": None,
        "cpu_s": round(cpu_s, 2),
        "verified": not violations(problem, plan) and checked == reward,
    }


def _iterations(problem: RouteProblem, seconds: float) -> int:
    """Iterations that take about so many seconds; the time of the choice, which is limited, left out."""
    spent_s = []
    for iterations in (TRIAL, 2 * TRIAL):
        began_s = time.process_time()
        plan_routes(problem, seed=1, iterations=iterations)
        spent_s.append(time.process_time() - began_s)
    # The choice takes its own time, so the difference alone can be noise: at least half the mean.
    for_trial_s = max(spent_s[1] - spent_s[0], spent_s[1] / 4, 1e-3)
    return max(1, int(TRIAL * seconds / for_trial_s))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=Path, required=True, help="folder of the instance files")
    parser.add_argument("--format", choices=("top", "toptw"), required=True)
    parser.add_argument("--paths", type=_numbers, default=[1, 2, 3, 4], help="such as 1,2 or 1-4")
    parser.add_argument("--distance", choices=tuple(DECIMALS), default="exact")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=_numbers, default=[1], help="such as 1-3")
    parser.add_argument("--only", type=lambda text: set(text.split(",")), help="names of instances")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    """Numbers of a list such as "1,3-5"."""
    parts = [part.partition("-") for part in text.split(",")]
    return [number for low, _, high in parts for number in range(int(low), int(high or low) + 1)]


if __name__ == "__main__":
    main()
