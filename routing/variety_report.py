"""What variation costs and gives over some days, against the same best plan every day."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from routing.problem import RoutePlan, RouteProblem
from routing.variety import jaccard, legs_walked, reward_of

Ways = Callable[[RoutePlan], Set[object]]


@dataclass(frozen=True, slots=True)
class VarietyReport:
    """Figures of plans on days one after the other.

    Attributes:
        reward_kept: Mean share of the best plan's reward.
        legs_overlap: Mean Jaccard index of the legs of a day and of the next, 1 for the same plan.
        ways_overlap: The same of what the caller counts, such as streets; None if nothing was asked for.
        hotspots_share: Share of the stops with a reward that somebody visits on any of the days.
        best_hotspots_share: The same if the best plan is walked each day.
        entropy_bits: Mean uncertainty of the draws.
    """

    reward_kept: float
    legs_overlap: float
    ways_overlap: float | None
    hotspots_share: float
    best_hotspots_share: float
    entropy_bits: float


def variety_report(
    problem: RouteProblem,
    best: RoutePlan,
    days: Sequence[RoutePlan],
    entropies_bits: Sequence[float],
    ways: Ways | None = None,
) -> VarietyReport:
    """Sum up the plans of at least one day, drawn for the same problem.

    Args:
        problem: Stops and teams of a day.
        best: Its best plan.
        days: The plan that was drawn for each day.
        entropies_bits: Of each draw.
        ways: What of a plan is compared from day to day, such as the streets that it walks.
    """
    best_reward = reward_of(problem, best)
    return VarietyReport(
        reward_kept=fmean(reward_of(problem, plan) / best_reward for plan in days) if best_reward else 1.0,
        legs_overlap=_overlap([legs_walked(problem, plan) for plan in days]),
        ways_overlap=None if ways is None else _overlap([ways(plan) for plan in days]),
        hotspots_share=_hotspots_share(problem, days),
        best_hotspots_share=_hotspots_share(problem, [best]),
        entropy_bits=fmean(entropies_bits),
    )


def _overlap(days: Sequence[Set[object]]) -> float:
    return fmean(jaccard(day, after) for day, after in pairwise(days)) if len(days) > 1 else 0.0


def _hotspots_share(problem: RouteProblem, days: Sequence[RoutePlan]) -> float:
    wanted = {stop.id for stop in problem.stops if stop.reward > 0}
    visited = {visit.stop_id for plan in days for route in plan.routes for visit in route.stops}
    return len(wanted & visited) / len(wanted) if wanted else 1.0
