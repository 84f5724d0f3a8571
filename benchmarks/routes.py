"""Route planning on public instances, or on patrol shifts on real streets.

``python -m benchmarks.routes --instances DIR --format top --named --seconds 10 --seeds 1-3 [--peers]``
``python -m benchmarks.routes --patrols --streets FILE --seconds 10 --seeds 1-3 [--peers]``

Prints a JSON line for each run, and on the error output at the end one for each engine. ``gap`` is (reference
− reward) ÷ reference in per cent, below 0 where the plan is better than the published reference;
``gap_to_best`` is the same to the best reward known from anywhere, this run's engines included. ``verified``
says that the plan breaks no rule, and by the instance file's own figures earns its reward. With ``--patrols``
the engine "replan" remakes each plan after 50 minutes, and its reward is what is still collected.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.route_engines import ENGINES
from benchmarks.route_instances import DISTANCES, Instance, read_instances, read_references
from benchmarks.route_named import BEST_KNOWN
from benchmarks.route_shifts import positions_after, read_network, shifts
from routing.plan import warm_up
from routing.problem import RoutePlan, RouteProblem
from routing.replan import replan
from routing.verify import violations

Line = dict[str, object]

UNDER_WAY_S = 50 * 60


@dataclass(frozen=True)
class Case:
    """A problem with its name, its paths and, for a public instance, what is known about it."""

    name: str
    problem: RouteProblem
    reference: float | None = None
    best_known: float | None = None
    instance: Instance | None = None

    def verified(self, plan: RoutePlan) -> bool:
        """Whether the plan breaks no rule and earns its reward by the file's own figures."""
        if violations(self.problem, plan):
            return False
        if self.instance is None:
            return True
        visits = [[visit.stop_id for visit in route.stops] for route in plan.routes]
        return self.instance.checked_reward(visits) == _reward(plan)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every case with every seed and engine."""
    options = _options(arguments)
    engines = list(ENGINES) if options.peers else ["patrolgrid"]
    warm_up()
    lines: list[Line] = []
    best_known: dict[object, float] = {}
    for seed in options.seeds:
        for case in _shift_cases(options, seed) if options.patrols else _public_cases(options):
            for line in run(case, engines, seed, options.seconds):
                print(json.dumps(line), flush=True)
                lines.append(line)
                best_known[_key(line)] = case.best_known or 0.0
    for line in _summary(lines, best_known):
        print(json.dumps(line), file=sys.stderr, flush=True)


def run(case: Case, engines: Sequence[str], seed: int, seconds: float) -> Iterator[Line]:
    """One line for each engine; the planner's own comes first and tells the peers what a route collects."""
    route_reward = (case.reference or 0.0) / len(case.problem.teams)
    for engine in engines:
        plan, cpu_s = ENGINES[engine](case.problem, seed, seconds, route_reward)
        reward = _reward(plan)
        route_reward = route_reward or reward / len(case.problem.teams)
        yield _line(engine, case, seed, seconds, reward, case.reference, cpu_s, case.verified(plan))
        if engine == "patrolgrid" and case.instance is None:
            yield _replanned(case, plan, seed, seconds)


def _replanned(case: Case, plan: RoutePlan, seed: int, seconds: float) -> Line:
    """All teams say where they are after 50 minutes, and go on with what is best from there."""
    positions = positions_after(case.problem, plan, UNDER_WAY_S)
    began_s = time.process_time()
    again = replan(case.problem, plan, UNDER_WAY_S, positions, seed=seed)
    cpu_s = time.process_time() - began_s
    verified = not violations(again.problem, again.plan)
    return _line("replan", case, seed, seconds, _reward(again.plan), None, cpu_s, verified)


def _line(
    engine: str, case: Case, seed: int, seconds: float, reward: float, reference: float | None, cpu_s: float,
    verified: bool,
) -> Line:  # fmt: skip
    return {
        "engine": engine,
        "instance": case.name,
        "paths": len(case.problem.teams),
        "seed": seed,
        "seconds": seconds,
        "reward": reward,
        "reference": reference,
        "gap": _gap(reward, reference),
        "cpu_s": round(cpu_s, 2),
        "verified": verified,
    }


def _summary(lines: Sequence[Line], best_known: Mapping[object, float]) -> Iterator[Line]:
    """Means over all runs of an engine, after the best reward of each case is known."""
    best: dict[object, float] = defaultdict(float)
    for line in lines:
        best[_key(line)] = max(best[_key(line)], float(line["reward"]), best_known[_key(line)])
    own = {_key(line): line["reward"] for line in lines if line["engine"] == "patrolgrid"}
    for engine in dict.fromkeys(line["engine"] for line in lines):
        of_engine = [line for line in lines if line["engine"] == engine]
        gaps = [line["gap"] for line in of_engine if line["gap"] is not None]
        to_best = [100 * (1 - line["reward"] / best[_key(line)]) for line in of_engine if best[_key(line)]]
        ratios = [
            own[_key(line)] / line["reward"] for line in of_engine if own.get(_key(line)) and line["reward"]
        ]
        yield {
            "engine": engine,
            "runs": len(of_engine),
            "mean_gap": round(fmean(gaps), 3) if gaps else None,
            "worst_gap": max(gaps, default=None),
            "mean_gap_to_best": round(fmean(to_best), 3) if to_best else None,
            "worst_gap_to_best": round(max(to_best, default=0.0), 3),
            "patrolgrid_over_engine": round(fmean(ratios), 4) if ratios else None,
            "least_over_engine": round(min(ratios), 4) if ratios else None,
            "mean_cpu_s": round(fmean(line["cpu_s"] for line in of_engine), 2),
            "most_cpu_s": max(line["cpu_s"] for line in of_engine),
            "verified": all(line["verified"] for line in of_engine),
        }


def _key(line: Line) -> tuple[object, ...]:
    # The seed too, because a shift is drawn from it; what is left of a shift under way is another problem.
    return line["instance"], line["paths"], line["seed"], line["engine"] == "replan"


def _gap(reward: float, reference: float | None) -> float | None:
    return round(100 * (1 - reward / reference), 3) if reference else None


def _reward(plan: RoutePlan) -> float:
    return sum(route.reward for route in plan.routes)


def _public_cases(options: argparse.Namespace) -> Iterator[Case]:
    references = read_references(options.instances, options.format)
    for instance in read_instances(options.instances, options.format, options.distance, options.paths):
        key = instance.name, instance.paths
        if options.only and instance.name not in options.only:
            continue
        if options.named and key not in BEST_KNOWN:
            continue
        reference = references.get(key)
        best = max(reference or 0.0, BEST_KNOWN.get(key) or 0.0) or None
        yield Case(instance.name, instance.problem(), reference, best, instance)


def _shift_cases(options: argparse.Namespace, seed: int) -> Iterator[Case]:
    for name, problem in shifts(read_network(options.streets), seed):
        yield Case(name, problem)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=Path, help="folder of the instance files")
    parser.add_argument("--format", choices=("top", "toptw"))
    parser.add_argument("--paths", type=numbers, default=[1, 2, 3, 4], help="such as 1,2 or 1-4")
    parser.add_argument("--distance", choices=DISTANCES, default="literature")
    parser.add_argument("--named", action="store_true", help="only the instances of route_named.py")
    parser.add_argument("--only", type=lambda text: set(text.split(",")), help="names of instances")
    parser.add_argument("--patrols", action="store_true", help="patrol shifts instead of instances")
    parser.add_argument("--streets", type=Path, help="OSM extract for the patrol shifts")
    parser.add_argument("--peers", action="store_true", help="run PyVRP and OR-Tools routing too")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=numbers, default=[1], help="such as 1-3")
    options = parser.parse_args(arguments)
    if options.patrols and not options.streets:
        parser.error("--patrols needs --streets")
    if not options.patrols and not (options.instances and options.format):
        parser.error("--instances and --format are needed without --patrols")
    return options


def numbers(text: str) -> list[int]:
    """Numbers of a list such as "1,3-5"."""
    parts = [part.partition("-") for part in text.split(",")]
    return [number for low, _, high in parts for number in range(int(low), int(high or low) + 1)]


if __name__ == "__main__":
    main()
