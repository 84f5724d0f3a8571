"""A day of one zone: its slots one after the other, and the mandatory stops that wait for the next."""

from collections.abc import Sequence
from dataclasses import replace

from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem


def plan_day(problems: Sequence[RouteProblem], *, seed: int, iterations: int) -> list[RoutePlan]:
    """Plan the problems in order; a mandatory stop that one of them makes is dropped from those after it.

    A stop has the same id in every problem. It is unmet only if the last problem that holds it cannot
    make it, so the ``unmet`` of earlier plans is emptied of what comes later.

    Args:
        problems: In order of time.
        seed: The nth problem is planned with ``seed + n``.
        iterations: Of the search, for each problem.
    """
    made: set[int] = set()
    plans = []
    for number, problem in enumerate(problems):
        left = tuple(stop for stop in problem.stops if stop.id not in made)
        plan = plan_routes(replace(problem, stops=left), seed=seed + number, iterations=iterations)
        made |= _mandatory([problem]) & {stop.stop_id for route in plan.routes for stop in route.stops}
        plans.append(plan)
    settled = [made | _mandatory(problems[n + 1 :]) for n in range(len(problems))]
    return [
        replace(plan, unmet=tuple(unmet for unmet in plan.unmet if unmet.stop_id not in done_or_later))
        for plan, done_or_later in zip(plans, settled, strict=True)
    ]


def _mandatory(problems: Sequence[RouteProblem]) -> set[int]:
    return {stop.id for problem in problems for stop in problem.stops if stop.mandatory}
