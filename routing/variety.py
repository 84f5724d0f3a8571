"""Plans that are varied on purpose: nearly as good as the best, and nobody can tell which one is walked.

Stackelberg patrolling draws the day's plan from a mixture, so that watching the past tells little about
today. Here the mixture is over plans that keep most of the reward, no plan has more than a capped share
of it, and it leans away from what was walked lately. The seed of the draw is the only thing that tells.

Source: Pita et al. (2008), Deployed ARMOR protection, AAMAS.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

from routing.arrays import FloatArray
from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem, Stop
from routing.verify import violations

# A plan that loses too much is tried again with half the variation, so many times.
ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Variation:
    """How far plans may go from the best.

    Attributes:
        plans: How many to look for.
        loss: Share of the best plan's reward that a plan may lose.
        noise: Standard deviation of the logarithm of the rewards that the search sees.
        discount: Share of the reward that the search does not see at places visited lately.
        cap: Highest probability of a plan.
    """

    plans: int = 24
    loss: float = 0.03
    noise: float = 0.2
    discount: float = 0.1
    cap: float = 0.125


def varied_plans(
    problem: RouteProblem,
    best: RoutePlan,
    *,
    seed: int,
    iterations: int,
    lately: Sequence[Set[int]] = (),
    least: float | None = None,
    variation: Variation = Variation(),
) -> tuple[RoutePlan, ...]:
    """Look for plans that lose at most ``variation.loss`` of the reward of the best, and differ.

    Each plan obeys every rule of the problem and leaves out no mandatory stop that the best plan makes.

    Args:
        problem: Stops and teams.
        best: Its plan, which comes first in the answer.
        seed: Of the noise and the searches.
        iterations: Of each search, which begins with the best plan; some hundreds are enough.
        lately: Ids of the stops of each of the days before, which count for less.
        least: Reward to keep, if not that of the best plan less the loss.
        variation: How far plans may go.

    Returns:
        Different plans, fewer than asked for if the problem leaves no choice.
    """
    random = np.random.default_rng(seed)
    if least is None:
        least = (1 - variation.loss) * reward_of(problem, best)
    missed = {unmet.stop_id for unmet in best.unmet}
    visited = frozenset[int]().union(*lately)
    found: dict[tuple[tuple[int, ...], ...], RoutePlan] = {_visits(best): best}
    # Some searches end where others did.
    for _ in range(2 * variation.plans):
        if len(found) >= variation.plans:
            break
        number, strength = int(random.integers(1 << 31)), 1.0
        for _ in range(ATTEMPTS):
            seen = _disguised(problem, random, visited, variation, strength)
            plan = _as_it_is(
                problem, plan_routes(seen, seed=number, iterations=iterations, start=best, choice=False)
            )
            left_out = {unmet.stop_id for unmet in plan.unmet}
            if reward_of(problem, plan) >= least and left_out <= missed and not violations(problem, plan):
                found.setdefault(_visits(plan), plan)
                break
            strength /= 2
    return tuple(found.values())


def _disguised(
    problem: RouteProblem,
    random: np.random.Generator,
    visited: Collection[int],
    variation: Variation,
    strength: float,
) -> RouteProblem:
    """The problem as the search sees it, with other rewards."""
    factor = np.exp(random.normal(0.0, strength * variation.noise, len(problem.stops)))
    unseen = 1 - strength * variation.discount
    stops = tuple(
        replace(stop, reward=stop.reward * float(one) * (unseen if stop.id in visited else 1.0))
        for stop, one in zip(problem.stops, factor, strict=True)
    )
    return replace(problem, stops=stops)


def _as_it_is(problem: RouteProblem, plan: RoutePlan) -> RoutePlan:
    """The same visits with true rewards."""
    reward_of_stop = {stop.id: stop.reward for stop in problem.stops}
    routes = tuple(
        replace(route, reward=float(sum(reward_of_stop[visit.stop_id] for visit in route.stops)))
        for route in plan.routes
    )
    return replace(plan, routes=routes)


def mixture(rewards: FloatArray, overlap: FloatArray, *, cap: float, least: float) -> FloatArray:
    """Probabilities of plans that overlap least with what was walked lately, shape (k,).

    Args:
        rewards: Of each plan, shape (k,).
        overlap: Of each plan with what was walked lately, 0..1, shape (k,).
        cap: Highest probability of a plan; with fewer than 1 / cap plans, all are equally likely.
        least: Mean reward to keep, if the cap allows it.
    """
    if len(rewards) * cap <= 1.0:
        return np.full(len(rewards), 1.0 / len(rewards))
    scale = max(1.0, float(np.abs(rewards).max()))
    kept = _least_overlap(overlap, cap, -rewards[None] / scale, np.array([-least / scale]))
    share = kept if kept is not None else _least_overlap(overlap, cap, None, None)
    return np.full(len(rewards), 1.0 / len(rewards)) if share is None else share


def _least_overlap(
    overlap: FloatArray, cap: float, above: FloatArray | None, limit: FloatArray | None
) -> FloatArray | None:
    """Capped probabilities with ``above @ probabilities <= limit``; None if there are none."""
    answer = linprog(
        overlap, above, limit, np.ones((1, len(overlap))), np.ones(1), bounds=(0.0, cap), method="highs"
    )
    if not answer.success:
        return None
    share = np.clip(np.asarray(answer.x, dtype=np.float64), 0.0, cap)
    total: float = share.sum()
    return share / total


def draw(probability: FloatArray, seed: int | Sequence[int]) -> int:
    """Number of a plan drawn from a mixture; the seed may be of several numbers and of any size."""
    return int(np.random.default_rng(seed).choice(len(probability), p=probability))


def entropy_bits(probability: FloatArray) -> float:
    """Uncertainty of the draw; three bits are as good as eight plans that are equally likely."""
    some = probability[probability > 0]
    return float(-(some * np.log2(some)).sum())


def jaccard(one: Set[object], other: Set[object]) -> float:
    """Share of what is in either that is in both, 0 where there is nothing."""
    return len(one & other) / len(one | other) if one or other else 0.0


def reward_of(problem: RouteProblem, plan: RoutePlan) -> float:
    """What the plan collects by the true rewards."""
    stop_of: Mapping[int, Stop] = _stops(problem)
    return float(sum(stop_of[visit.stop_id].reward for route in plan.routes for visit in route.stops))


def _stops(problem: RouteProblem) -> dict[int, Stop]:
    return {stop.id: stop for stop in problem.stops}


def _visits(plan: RoutePlan) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(visit.stop_id for visit in route.stops) for route in plan.routes)
