"""A roster of more people or weeks than one job can solve: cut, price, allot, choose, join, prove.

The jobs are plain functions of values that can be sent to other processes or machines; ``run`` decides
where they run and must give the results in the order of the jobs. Nothing depends on who ran what.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
import scipy

from scheduling.allot import allot
from scheduling.bound import named_duals, reduced_costs, solve_relaxation
from scheduling.contradictions import check_rules
from scheduling.cut import MOST_PEOPLE, Part, cut, expected_patrols, fairness_slopes
from scheduling.edit import roster_of_pairs, sorted_roster, without_pairs
from scheduling.integer import choose_pairs
from scheduling.model import build_model
from scheduling.polish import polish
from scheduling.problem import (
    Assignment,
    BoolArray,
    Certificate,
    Dual,
    Duty,
    FloatArray,
    IntArray,
    Problem,
    Roster,
    Solution,
)
from scheduling.solve import FEW_PAIRS, BrokenRosterError, Found, Limits, Progress
from scheduling.verify import bound_from_duals, cost, violations

# Rules about one volunteer; parts that price the same row are joined by the dearest price
OF_VOLUNTEERS = frozenset({"one-patrol-a-day", "weekly-cap", "enough-rest"})
# A pair outside this reduced cost, in cost units, is hardly ever chosen
KEPT_COST = 1.0
# A part of 5,000 people takes some 20 CPU s; this net is for a machine that is shared by many
TIME_LIMIT_S = 600.0


@dataclass(frozen=True)
class PriceJob:
    """A part to price."""

    problem: Problem


@dataclass(frozen=True)
class Prices:
    """What ``price_part`` found: duals, and for each pair its use in the relaxation and reduced cost."""

    duals: tuple[Dual, ...]
    use: FloatArray
    reduced_milli: IntArray


@dataclass(frozen=True)
class ChoiceJob:
    """A part to choose from, its pairs already thinned out."""

    problem: Problem
    seed: int
    limits: Limits


@dataclass(frozen=True)
class PartRoster:
    """What ``choose_part`` found, and whether a time limit cut the search."""

    roster: Roster
    out_of_time: bool


Job = PriceJob | ChoiceJob
Result = Prices | PartRoster
Run = Callable[[Callable[[Job], Result], Sequence[Job]], Iterable[Result]]


def do_job(job: Job) -> Result:
    """Do either kind of job; the same job gives the same result anywhere."""
    return price_part(job) if isinstance(job, PriceJob) else choose_part(job)


def price_part(job: PriceJob) -> Prices:
    """Solve the linear relaxation of a part."""
    model = build_model(job.problem)
    relaxed = solve_relaxation(model)
    count = len(model.pairs)
    use = np.zeros(len(job.problem.pairs), dtype=np.float64)
    use[model.pairs] = np.clip(relaxed.value[:count], 0, 1)
    # A pair that no valid roster may contain is never kept
    reduced = np.full(len(job.problem.pairs), np.iinfo(np.int64).max, dtype=np.int64)
    reduced[model.pairs] = reduced_costs(model, relaxed.milli)[:count]
    return Prices(named_duals(model, relaxed.milli), use, reduced)


def choose_part(job: ChoiceJob) -> PartRoster:
    """Find the best whole roster of a part."""
    model = build_model(job.problem)
    kept = np.ones(len(model.pairs), dtype=np.bool_)
    choice = choose_pairs(
        model,
        kept,
        relative_gap=job.limits.choice_gap,
        seed=job.seed,
        time_limit_s=job.limits.time_limit_s,
    )
    return PartRoster(roster_of_pairs(job.problem, choice.pairs), choice.out_of_time)


def in_turn(function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
    """Run the jobs here, one after the other."""
    return map(function, jobs)


def solve_city(
    problem: Problem,
    *,
    seed: int = 1,
    run: Run = in_turn,
    most_people: int = MOST_PEOPLE,
    limits: Limits | None = None,
    progress: Progress | None = None,
    found: Found | None = None,
) -> Solution:
    """Make a roster of any size out of parts, with a bound for the whole; any ``run`` gives the same.

    Args:
        problem: The whole problem.
        seed: Breaks ties in the search.
        run: Applies ``do_job`` to jobs and gives the results in their order, as ``map`` does.
        most_people: People a part should not exceed; only areas are put together, never cut.
        limits: How near the choice in each part must come to the best, and how long it may take.
        progress: Told the name of each step and the share of the steps that is done.
        found: Told the bound once it is proven, and the best cost whenever it falls.

    Raises:
        ContradictoryRulesError: If the rules contradict each other; the text names them.
        BrokenRosterError: If the joined roster fails its independent check.
    """
    check_rules(problem)
    limits, say = limits or Limits(time_limit_s=TIME_LIMIT_S), progress or _nobody
    say("cut", 0.0)
    expected = expected_patrols(problem)
    slopes = fairness_slopes(problem, expected)
    parts = cut(problem, slopes, most_people=most_people)
    say("prices", 0.05)
    prices = [
        one for one in run(do_job, [PriceJob(part.problem) for part in parts]) if isinstance(one, Prices)
    ]
    duals = joined_duals(problem, slopes, parts, prices)
    bound = bound_from_duals(problem, duals)
    if found:
        found(bound, None)
    say("choice", 0.5)
    thinned = [_thinned(part, price) for part, price in zip(parts, prices, strict=True)]
    use = [price.use[kept] for price, kept in zip(prices, (kept for _, kept in thinned), strict=True)]
    own = allot(problem, [part for part, _ in thinned], use, expected)
    roster, late = _choose_weeks(problem, parts, own, run, seed, limits)
    if found:
        found(bound, cost(problem, roster)["total"])
    say("polish", 0.9)
    roster = polish(problem, roster, parts, seed=seed, time_limit_s=limits.time_limit_s)
    say("verify", 0.95)
    solution = _proven(problem, roster, duals, bound, seed, sum(int(kept.sum()) for _, kept in thinned), late)
    if found:
        found(bound, solution.certificate.cost)
    return solution


def _nobody(_step: str, _share: float | None) -> None:
    """Listen to no progress."""


def _thinned(part: Part, prices: Prices) -> tuple[Part, BoolArray]:
    """The part with the pairs worth keeping."""
    kept = np.ones(len(prices.use), dtype=np.bool_)
    if len(prices.use) > FEW_PAIRS:
        kept = prices.reduced_milli <= 1000 * KEPT_COST
    return replace(part, problem=without_pairs(part.problem, ~kept), pairs=part.pairs[kept]), kept


def _choose_weeks(
    problem: Problem, parts: Sequence[Part], own: Sequence[Problem], run: Run, seed: int, limits: Limits
) -> tuple[Roster, bool]:
    """Every other week first; the weeks between keep their rest from what is then fixed on both sides."""
    weeks = sorted({part.week for part in parts})
    roster: list[Assignment] = []
    late = False
    for turn in (weeks[0::2], weeks[1::2]):
        fixed = _as_duties(problem, roster)
        jobs: list[Job] = [
            ChoiceJob(_beside(one, fixed), seed, limits)
            for part, one in zip(parts, own, strict=True)
            if part.week in turn
        ]
        for found in run(do_job, jobs):
            if isinstance(found, PartRoster):
                roster += found.roster
                late |= found.out_of_time
    return sorted_roster(roster), late


def _as_duties(problem: Problem, roster: Sequence[Assignment]) -> dict[int, list[Duty]]:
    patrols = {patrol.id: patrol for patrol in problem.patrols}
    duties: defaultdict[int, list[Duty]] = defaultdict(list)
    for one in roster:
        patrol = patrols[one.patrol_id]
        duties[one.volunteer_id].append(Duty(one.volunteer_id, patrol.starts_at, patrol.ends_at, patrol.day))
    return duties


def _beside(own: Problem, fixed: dict[int, list[Duty]]) -> Problem:
    more = [duty for volunteer in own.volunteers for duty in fixed.get(volunteer.id, ())]
    return replace(own, fixed=(*own.fixed, *more))


def joined_duals(
    problem: Problem, slopes: IntArray, parts: Sequence[Part], prices: Sequence[Prices]
) -> tuple[Dual, ...]:
    """Prices for the whole problem that prove at least the sum of what the parts' prices prove.

    A row about a volunteer that several parts price takes the dearest price: it is charged once instead
    of several times. A part's price for the fair share beyond the slope becomes one for its weekly cap,
    which has the same limit, and the whole gets the slope itself.
    """
    slope = {volunteer.id: int(s) for volunteer, s in zip(problem.volunteers, slopes, strict=True)}
    found: dict[tuple[str, int, int], int] = {}
    for part, price in zip(parts, prices, strict=True):
        own: defaultdict[tuple[str, int, int], int] = defaultdict(int)
        for dual in price.duals:
            if dual.rule == "fair-share":
                own["weekly-cap", dual.of, part.week] += min(0, dual.milli + 1000 * slope[dual.of])
            else:
                own[dual.rule, dual.of, dual.at] += dual.milli
        for key, milli in own.items():
            found[key] = min(milli, found.get(key, 0)) if key[0] in OF_VOLUNTEERS else milli
    shares = [
        Dual("fair-share", volunteer_id, 0, -1000 * s) for volunteer_id, s in sorted(slope.items()) if s
    ]
    rest = [Dual(*key, milli) for key, milli in sorted(found.items()) if milli]
    return (*rest, *shares)


def _proven(
    problem: Problem,
    roster: Roster,
    duals: tuple[Dual, ...],
    bound: float,
    seed: int,
    kept_pairs: int,
    late: bool,
) -> Solution:
    if broken := violations(problem, roster):
        raise BrokenRosterError(f"{len(broken)} violations, the first is {broken[0]}")
    tiers = cost(problem, roster)
    total = tiers.pop("total")
    certificate = Certificate(
        cost=total,
        bound=bound,
        gap=max(0.0, (total - bound) / total) if total > 0 else 0.0,
        tiers=tiers,
        seed=seed,
        pairs=len(problem.pairs),
        kept_pairs=kept_pairs,
        duals=duals,
        versions={"ortools": version("ortools"), "numpy": np.__version__, "scipy": scipy.__version__},
        steps_s={},
        notes=("choice: time limit hit",) if late else (),
    )
    return Solution(roster, certificate)
