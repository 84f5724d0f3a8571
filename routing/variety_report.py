"""What variation costs and gives over some days, against the same best plan every day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from routing.detours import legs_in_order, streets_of
from routing.drawing import DrawnPlan
from routing.variety import jaccard


@dataclass(frozen=True, slots=True)
class VarietyReport:
    """Figures of plans for the same hours of days one after the other.

    An overlap is the mean Jaccard index of what is walked on a day and on the next: 1 for the same plan.

    Attributes:
        reward_kept: Share of the best plans' reward.
        streets_overlap: Of the streets that any team of the zone walks on.
        post_streets_overlap: Of the streets that the teams of one post walk on.
        legs_overlap: Of the legs, pairs of places.
        hotspots_share: Share of the stops with a reward that somebody visits on any of the days.
        best_hotspots_share: The same if the first day's best plan is walked each day.
        entropy_bits: Mean uncertainty of the draws.
        plans: Mean number of plans to draw from.
    """

    reward_kept: float
    streets_overlap: float
    post_streets_overlap: float
    legs_overlap: float
    hotspots_share: float
    best_hotspots_share: float
    entropy_bits: float
    plans: float


def variety_report(series: Sequence[Sequence[DrawnPlan]]) -> VarietyReport:
    """Sum up the plans of any number of zones and hours, each on days one after the other."""
    drawn = [one for days in series for one in days]
    best = sum(one.best_reward for one in drawn)
    hotspots = [_hotspots(days) for days in series]
    seen = [wanted & _visited(days) for wanted, days in zip(hotspots, series, strict=True)]
    by_best = [wanted & days[0].best_stops for wanted, days in zip(hotspots, series, strict=True) if days]
    return VarietyReport(
        reward_kept=sum(one.reward for one in drawn) / best if best else 1.0,
        streets_overlap=_mean(jaccard(day.streets, after.streets) for day, after in _pairs(series)),
        post_streets_overlap=_mean(
            jaccard(streets, after_of[post])
            for day, after in _pairs(series)
            for after_of in [_streets_of_posts(after)]
            for post, streets in _streets_of_posts(day).items()
            if post in after_of
        ),
        legs_overlap=_mean(jaccard(set(day.ways), set(after.ways)) for day, after in _pairs(series)),
        hotspots_share=_share(seen, hotspots),
        best_hotspots_share=_share(by_best, hotspots),
        entropy_bits=_mean(one.entropy_bits for one in drawn),
        plans=_mean(one.plans for one in drawn),
    )


def _pairs(series: Sequence[Sequence[DrawnPlan]]) -> Iterator[tuple[DrawnPlan, DrawnPlan]]:
    for days in series:
        yield from pairwise(days)


def _streets_of_posts(drawn: DrawnPlan) -> dict[int, set[int]]:
    streets: dict[int, set[int]] = defaultdict(set)
    for team, legs in zip(drawn.problem.teams, legs_in_order(drawn.problem, drawn.plan), strict=True):
        streets[team.place] |= streets_of(drawn.ways, legs)
    return streets


def _hotspots(days: Sequence[DrawnPlan]) -> set[int]:
    return {stop.id for one in days for stop in one.problem.stops if stop.reward > 0}


def _visited(days: Sequence[DrawnPlan]) -> set[int]:
    return {visit.stop_id for one in days for route in one.plan.routes for visit in route.stops}


def _share(parts: Sequence[Set[int]], wholes: Sequence[Set[int]]) -> float:
    whole = sum(map(len, wholes))
    return sum(map(len, parts)) / whole if whole else 1.0


def _mean(values: Iterator[float]) -> float:
    known = list(values)
    return fmean(known) if known else 0.0
