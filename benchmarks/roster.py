"""How good and how fast the roster is: ``python -m benchmarks.roster --people 4972 --days 7 --seeds 1-5``.

Prints one JSON line a run, each in a process of its own so that its memory is its own. More than a week
or than one job's people is cut into parts, which ``--workers`` processes solve. ``--peers`` fills the same
rosters in other ways, checked by the same verifier and measured against the same bound.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from benchmarks.repairs import repair_figures
from benchmarks.roster_instances import roster_instance
from benchmarks.roster_peers import PEERS
from scheduling.city import solve_city
from scheduling.cut import MOST_PEOPLE
from scheduling.explain import empty_seats
from scheduling.jobs import Job, Result, in_turn
from scheduling.problem import Problem, Roster, Solution
from scheduling.solve import solve
from scheduling.verify import cost, violations

Figures = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Case:
    """What to draw and how to solve it."""

    people: int
    days: int
    seed: int
    workers: int
    peer_time_s: float | None
    repairs: int


def run(case: Case) -> list[Figures]:
    """Solve one drawn problem and measure it; the drawing itself is not timed."""
    problem = roster_instance(case.people, case.days, case.seed)
    start = _Stopwatch()
    solution = _solved(problem, case)
    certificate = solution.certificate
    ours: Figures = {
        **_head("patrolgrid", case, problem),
        "cost": certificate.cost,
        "bound": round(certificate.bound, 3),
        "gap": round(certificate.gap, 5),
        **start.read(),
        **_checked(problem, solution.roster),
        "workers": case.workers,
    }
    lines = [ours]
    if case.peer_time_s is not None:
        lines += _peers(problem, case, certificate.bound, case.peer_time_s)
    if case.repairs:
        lines.append(repair_figures(problem, solution.roster, case.repairs, case.seed))
    return lines


def _solved(problem: Problem, case: Case) -> Solution:
    if case.days == 7 and case.people <= MOST_PEOPLE:
        return solve(problem, seed=case.seed, threads=case.workers)
    if case.workers == 1:
        return solve_city(problem, seed=case.seed, run=in_turn)
    with ProcessPoolExecutor(case.workers, mp_context=get_context("spawn")) as pool:

        def spread(function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
            return pool.map(function, jobs)

        return solve_city(problem, seed=case.seed, run=spread, threads=case.workers)


def _peers(problem: Problem, case: Case, bound: float, time_s: float) -> Iterator[Figures]:
    for name, peer in PEERS.items():
        start = _Stopwatch()
        roster = peer(problem, case.seed, time_s)
        spent, found = start.read(), cost(problem, roster)["total"]
        yield {
            **_head(name, case, problem),
            "cost": found,
            "bound": round(bound, 3),
            "gap": round((found - bound) / found, 5),
            **spent,
            **_checked(problem, roster),
        }


def _head(engine: str, case: Case, problem: Problem) -> Figures:
    head: Figures = {"engine": engine, "people": case.people, "days": case.days, "seed": case.seed}
    return {**head, "pairs": len(problem.pairs)}


def _checked(problem: Problem, roster: Roster) -> Figures:
    return {
        "violations": len(violations(problem, roster)),
        "unrun": sum(seat.not_run for seat in empty_seats(problem, roster)),
    }


class _Stopwatch:
    """Wall and CPU seconds, those of child processes that have ended included, and the most memory."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), _cpu_s()

    def read(self) -> Figures:
        both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return {
            "wall_s": round(time.perf_counter() - self.wall, 2),
            "cpu_s": round(_cpu_s() - self.cpu, 2),
            "rss_mb": max(resource.getrusage(who).ru_maxrss for who in both) // 1024,
        }


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


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
    parser.add_argument("--workers", type=int, default=2, help="processes for the parts of a big roster")
    parser.add_argument("--peers", action="store_true", help="fill the same rosters in other ways, too")
    parser.add_argument("--peer-time-s", type=float, default=60.0, help="time limit of each of them")
    parser.add_argument("--repairs", type=int, default=0, help="draw so many drop-outs and mend them")
    options = parser.parse_args(arguments)
    for seed in options.seeds:
        peer_time_s = options.peer_time_s if options.peers else None
        case = Case(options.people, options.days, seed, options.workers, peer_time_s, options.repairs)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            for line in pool.submit(run, case).result():
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
