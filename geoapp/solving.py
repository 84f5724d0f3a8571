"""One roster problem of any size: solved in one piece, or cut and solved on many processors."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.conf import settings

from geoapp import parallel
from geoapp.progress import Progress
from scheduling.city import solve_city
from scheduling.cut import MOST_PEOPLE
from scheduling.problem import Problem, Solution
from scheduling.solve import Limits, solve

One = TypeVar("One")
Done = TypeVar("Done")


def solve_any(problem: Problem, seed: int, progress: Progress) -> Solution:
    """Solve in one piece up to some 5,000 people and one week; cut beyond."""

    def found(bound: float, best: float | None) -> None:
        progress("choice", None, bound=bound, best=best)

    def run(work: Callable[[One], Done], jobs: Sequence[One], /) -> list[Done]:
        return parallel.each(work, [(job,) for job in jobs], "parts", progress, anywhere=True)

    threads = settings.WORKERS
    limits = Limits(prove_tiers=True)
    if not is_large(problem):
        return solve(problem, seed=seed, progress=progress, found=found, limits=limits, threads=threads)
    return solve_city(
        problem, seed=seed, run=run, progress=progress, found=found, limits=limits, threads=threads
    )


def is_large(problem: Problem) -> bool:
    """Whether a problem is more than one job should solve."""
    weeks = {patrol.day.toordinal() - patrol.day.weekday() for patrol in problem.patrols}
    return len(problem.volunteers) > MOST_PEOPLE or len(weeks) > 1
