"""A roster of more people or weeks than one job can solve: price, cut, allot, choose, join, polish, prove.

The whole is priced at once, but loosely; better prices and the choice among whole people, which take much,
are cut into jobs. They are plain functions of values that can be sent to other processes or machines; ``run``
decides where they run and must give the results in the order of the jobs. Nothing depends on who ran what.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduling.allot import allot, beside
from scheduling.certify import certified, prove_tiers
from scheduling.contradictions import check_rules
from scheduling.cut import MOST_PEOPLE, Part, cut
from scheduling.edit import sorted_roster, without_pairs
from scheduling.jobs import Job, Run, do_job, in_turn
from scheduling.polish import polish
from scheduling.pricing import FEW_PAIRS, Prices, price, reduced_of_pairs
from scheduling.problem import Assignment, FloatArray, Problem, Roster, Solution
from scheduling.solve import Found, Limits, Progress
from scheduling.verify import cost


def solve_city(
    problem: Problem,
    *,
    seed: int = 1,
    run: Run = in_turn,
    threads: int = 1,
    most_people: int = MOST_PEOPLE,
    limits: Limits | None = None,
    progress: Progress | None = None,
    found: Found | None = None,
) -> Solution:
    """Make a roster of any size out of parts, with a bound for the whole; any ``run`` gives the same.

    Args:
        problem: The whole problem.
        seed: Breaks ties in the search.
        run: Applies a function to the parts and gives the results in their order, as ``map`` does.
        threads: For the first prices; they change the time, never the result.
        most_people: People a part should not exceed; only areas are put together, never cut.
        limits: How near the choice in each part must come to the best, and how long it may take.
        progress: Told the name of each step and the share of the steps that is done.
        found: Told the bound once it is proven, and the best cost whenever it falls.

    Raises:
        ContradictoryRulesError: If the rules contradict each other; the text names them.
        BrokenRosterError: If the joined roster fails its independent check.
    """
    check_rules(problem)
    limits, say = limits or Limits(), progress or _nobody
    say("prices", 0.0)
    prices = price(problem, run=run, threads=threads)
    bound = prices.bound_milli / 1000
    if found:
        found(bound, None)
    say("cut", 0.4)
    parts = cut(problem, most_people=most_people)
    # Prices of many people or weeks are looser than those of one week
    thinned, use = _thinned(problem, parts, prices, limits.kept_costs[-1])
    own = allot(problem, thinned, use)
    roster, late = _choose(problem, thinned, own, use, run, seed, limits, say)
    if found:
        found(bound, cost(problem, roster)["total"])
    say("polish", 0.9)
    roster = polish(problem, roster, parts, run, seed=seed, time_limit_s=limits.time_limit_s)
    say("verify", 0.95)
    notes = ("choice: time limit hit",) if late else ()
    kept_pairs = sum(len(part.pairs) for part in thinned)
    proofs = tuple(prove_tiers(problem, cost(problem, roster), threads)) if limits.prove_tiers else ()
    solution = certified(
        problem, roster, prices, seed=seed, kept_pairs=kept_pairs, notes=notes, tier_proofs=proofs
    )
    if found:
        found(bound, solution.certificate.cost)
    return solution


def _nobody(_step: str, _share: float | None) -> None:
    """Listen to nothing."""


def _thinned(
    problem: Problem, parts: Sequence[Part], prices: Prices, kept_cost: float
) -> tuple[list[Part], list[FloatArray]]:
    """The parts with the pairs worth keeping, and how much the relaxation uses each of those."""
    use = np.zeros(len(problem.pairs), dtype=np.float64)
    use[prices.model.pairs] = prices.use
    kept = reduced_of_pairs(problem, prices) <= 1000 * kept_cost
    if len(prices.model.pairs) <= FEW_PAIRS:
        kept[:] = True
    thinned = [
        replace(
            part, problem=without_pairs(part.problem, ~kept[part.pairs]), pairs=part.pairs[kept[part.pairs]]
        )
        for part in parts
    ]
    return thinned, [use[part.pairs] for part in thinned]


def _choose(
    problem: Problem, parts: Sequence[Part], own: Sequence[Problem], use: Sequence[FloatArray],
    run: Run, seed: int, limits: Limits, say: Progress,
) -> tuple[Roster, bool]:  # fmt: skip
    """The crews of every part, beside the patrols that its people may expect in the others."""
    count = len(problem.volunteers)
    loads = [
        np.bincount(problem.pairs.volunteer[part.pairs], weights=share, minlength=count)
        for part, share in zip(parts, use, strict=True)
    ]
    total = np.sum(loads, axis=0)
    # The longest jobs first, so that the processors end together
    order = sorted(range(len(parts)), key=lambda k: (-len(own[k].pairs), k))
    jobs = [
        Job(
            beside(own[k], {}, (total - loads[k])[parts[k].volunteers]),
            seed,
            limits.choice_gap,
            limits.time_limit_s,
        )
        for k in order
    ]
    roster: list[Assignment] = []
    late = False
    for done, found in enumerate(run(do_job, jobs)):
        roster += found.roster
        late |= found.out_of_time
        say("choice", 0.45 + 0.45 * (done + 1) / len(jobs))
    return sorted_roster(roster), late
