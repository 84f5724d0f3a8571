"""The same work in several processes; the result does not depend on how many."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from django.conf import settings

from geoapp.progress import Progress
from routing.day import plan_day
from routing.plan import warm_up
from routing.problem import RoutePlan, RouteProblem

Result = TypeVar("Result")


def each(
    work: Callable[..., Result], items: Sequence[tuple[object, ...]], step: str, progress: Progress
) -> list[Result]:
    """Results of ``work(*item)`` for all items, in their order."""
    if settings.WORKERS == 1 or len(items) < 2:
        return [work(*item) for item in items]
    # Spawned, not forked: a child must not share the parent's database connection or solver threads.
    with ProcessPoolExecutor(settings.WORKERS, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(work, *item) for item in items]
        for done, _ in enumerate(as_completed(futures), start=1):
            progress(step, done / len(futures))
        return [future.result() for future in futures]


def plan_days(
    days: list[list[RouteProblem]], seed: int, iterations: int, progress: Progress
) -> list[list[RoutePlan]]:
    """Plan each list of problems with ``plan_day``; the seeds depend on the position in the list alone."""
    # Here, so that the processes find the compiled search in the cache instead of each compiling it.
    warm_up()
    return each(
        _plan_day, [(day, seed + 1000 * n, iterations) for n, day in enumerate(days)], "routes", progress
    )


def _plan_day(problems: list[RouteProblem], seed: int, iterations: int) -> list[RoutePlan]:
    return plan_day(problems, seed=seed, iterations=iterations)
