"""How good and how fast the roster is: ``python -m benchmarks.roster --people 4972 --days 7 --seeds 1-5``.

Prints one JSON line a run, each in a process of its own so that its memory is its own. More than a week
or than one job's people is cut into parts, which ``--workers`` processes solve. ``--peers`` fills the same
rosters in other ways, checked by the same verifier and measured against the same bound. ``--kill`` solves
in parts twice, the second time with a worker killed, and says whether both rosters are the same.
``--district demo`` takes the latest roster of the database instead of drawn problems.
"""

import argparse
import hashlib
import json
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

from benchmarks.repairs import repair_figures
from benchmarks.roster_district import district_problem
from benchmarks.roster_instances import roster_instance
from benchmarks.roster_peers import PEERS
from benchmarks.roster_workers import Workers
from scheduling.city import solve_city
from scheduling.cut import MOST_PEOPLE
from scheduling.explain import empty_seats
from scheduling.jobs import in_turn
from scheduling.problem import Problem, Roster, Solution
from scheduling.solve import Limits, solve
from scheduling.verify import bound_from_duals, cost, violations

Figures = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Case:
    """What to draw and how to solve it; a ``district`` is loaded instead of drawn."""

    people: int
    days: int
    seed: int
    workers: int
    peer_time_s: float | None = None
    repairs: int = 0
    district: bool = False
    tiers: bool = False
    kill: bool = False
    most_people: int = MOST_PEOPLE


def run(case: Case) -> list[Figures]:
    """Solve one problem and measure it; drawing or loading it and checking the roster are not timed."""
    problem = district_problem() if case.district else roster_instance(case.people, case.days, case.seed)
    ours, solution = _ours(problem, case)
    lines = [ours]
    if case.kill:
        undisturbed, _ = _ours(problem, replace(case, kill=False))
        lines.append(undisturbed | {"identical": int(undisturbed["sha256"] == ours["sha256"])})
    if case.peer_time_s is not None:
        lines += _peers(problem, case, solution.certificate.bound, case.peer_time_s)
    if case.repairs:
        lines.append(repair_figures(problem, solution.roster, case.repairs, case.seed))
    return lines


def _ours(problem: Problem, case: Case) -> tuple[Figures, Solution]:
    start = _Stopwatch()
    solution, more = _solved(problem, case)
    spent, certificate = start.read(), solution.certificate
    if bound_from_duals(problem, certificate.duals) != certificate.bound:
        raise ValueError("the duals do not prove the bound")
    tiers: Figures = {f"gap_{proof.tier}": round(proof.gap, 5) for proof in certificate.tier_proofs}
    return {
        **_head("patrolgrid", case, problem),
        "cost": certificate.cost,
        "bound": round(certificate.bound, 3),
        "gap": round(certificate.gap, 5),
        **spent,
        **_checked(problem, solution.roster),
        "workers": case.workers,
        "sha256": hashlib.sha256(repr((solution.roster, certificate.duals)).encode()).hexdigest()[:16],
        **more,
        **tiers,
    }, solution


def _solved(problem: Problem, case: Case) -> tuple[Solution, Figures]:
    weeks = {patrol.day.isocalendar()[:2] for patrol in problem.patrols}
    limits = Limits(prove_tiers=case.tiers)
    if len(weeks) == 1 and len(problem.volunteers) <= case.most_people:
        return solve(problem, seed=case.seed, limits=limits, threads=case.workers), {}
    if case.workers == 1:
        return solve_city(
            problem, seed=case.seed, run=in_turn, most_people=case.most_people, limits=limits
        ), {}
    workers = Workers(case.workers, kill=case.kill)
    solution = solve_city(
        problem, seed=case.seed, run=workers.run, threads=case.workers, most_people=case.most_people,
        limits=limits,
    )  # fmt: skip
    workers.close()
    return solution, {"killed": workers.killed, "taken_up": workers.taken_up}


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
    days = {patrol.day for patrol in problem.patrols}
    head: Figures = {
        "engine": engine,
        "people": len(problem.volunteers),
        "days": len(days),
        "seed": case.seed,
    }
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
    parser.add_argument("--workers", type=int, default=2, help="processes for parts, threads for prices")
    parser.add_argument("--most-people", type=int, default=MOST_PEOPLE, help="people of one part")
    parser.add_argument("--tiers", action="store_true", help="prove the first tiers by themselves, too")
    parser.add_argument("--kill", action="store_true", help="kill a worker in mid-run, and compare")
    parser.add_argument("--district", choices=["demo"], help="take the latest roster of the database")
    parser.add_argument("--peers", action="store_true", help="fill the same rosters in other ways, too")
    parser.add_argument("--peer-time-s", type=float, default=60.0, help="time limit of each of them")
    parser.add_argument("--repairs", type=int, default=0, help="draw so many drop-outs and mend them")
    options = parser.parse_args(arguments)
    for seed in options.seeds:
        case = Case(
            people=options.people,
            days=options.days,
            seed=seed,
            workers=options.workers,
            peer_time_s=options.peer_time_s if options.peers else None,
            repairs=options.repairs,
            district=options.district is not None,
            tiers=options.tiers,
            kill=options.kill,
            most_people=options.most_people,
        )
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            for line in pool.submit(run, case).result():
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
