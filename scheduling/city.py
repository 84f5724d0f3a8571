"""A roster of more people or weeks than one job can solve: price, cut, allot, choose, join, polish, prove.

The whole is priced at once, which takes little; the choice among whole people, which takes much, is cut
into jobs. They are plain functions of values that can be sent to other processes or machines; ``run``
decides where they run and must give the results in the order of the jobs. Nothing depends on who ran what.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduling.allot import allot, beside, duties_of
from scheduling.certify import certified, prove_tiers
from scheduling.contradictions import check_rules
from scheduling.cut import MOST_PEOPLE, Part, cut
from scheduling.edit import sorted_roster, without_pairs
from scheduling.jobs import Job as Job
from scheduling.jobs import Result as Result
from scheduling.jobs import Run, do_job, in_turn
from scheduling.limits import int_array
from scheduling.polish import polish
from scheduling.pricing import FEW_PAIRS, Prices, price, reduced_of_pairs
from scheduling.problem import Assignment, FloatArray, IntArray, Problem, Roster, Solution
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
        run: Applies ``do_job`` to jobs and gives the results in their order, as ``map`` does.
        threads: For the prices of the whole; they change the time, never the result.
        most_people: People a part should not exceed; only areas are put together, never cut.
        limits: How near the choice in each part must come to the best, and how long it may take.
        progress: Told the name of each step and the share of the steps that is done.
        found: Told the bound once it is proven, and the best cost whenever it falls.

    Raises:
        ContradictoryRulesError: If the rules contradict each other; the text names them.
        BrokenRosterError: If the joined roster fails its independent check.
    """
    check_rules(problem)
    limits, say, tell = limits or Limits(), progress or _nobody, found or _nobody
    say("prices", 0.0)
    prices = price(problem, threads=threads)
    bound = prices.bound_milli / 1000
    tell(bound, None)
    say("cut", 0.4)
    parts = cut(problem, most_people=most_people)
    # Prices of many people or weeks are looser than those of one week
    thinned, use = _thinned(problem, parts, prices, limits.kept_costs[-1])
    own = allot(problem, thinned, use)
    roster, late = _choose_weeks(problem, thinned, own, use, run, seed, limits, say)
    tell(bound, cost(problem, roster)["total"])
    say("polish", 0.9)
    roster = polish(problem, roster, parts, run, seed=seed, time_limit_s=limits.time_limit_s)
    say("verify", 0.95)
    notes = ("choice: time limit hit",) if late else ()
    kept_pairs = sum(len(part.pairs) for part in thinned)
    proofs = tuple(prove_tiers(problem, cost(problem, roster), threads)) if limits.prove_tiers else ()
    solution = certified(
        problem, roster, prices, seed=seed, kept_pairs=kept_pairs, notes=notes, tier_proofs=proofs
    )
    tell(bound, solution.certificate.cost)
    return solution


def _nobody(*_what: object) -> None:
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


def _choose_weeks(
    problem: Problem, parts: Sequence[Part], own: Sequence[Problem], use: Sequence[FloatArray],
    run: Run, seed: int, limits: Limits, say: Progress,
) -> tuple[Roster, bool]:  # fmt: skip
    """Every other week first; the weeks between keep their rest from what is then fixed on both sides."""
    weeks = sorted({part.week for part in parts})
    index = {volunteer.id: v for v, volunteer in enumerate(problem.volunteers)}
    # Patrols of each volunteer in each part: expected at first, then known
    loads = [
        _patrols_of(problem.pairs.volunteer[part.pairs], mass, index)
        for part, mass in zip(parts, use, strict=True)
    ]
    roster: list[Assignment] = []
    late = False
    for turn in (weeks[0::2], weeks[1::2]):
        of_turn = [k for k, part in enumerate(parts) if part.week in turn]
        duties, total = duties_of(problem, roster), np.sum(loads, axis=0)
        jobs = []
        for k in of_turn:
            part = beside(own[k], duties, (total - loads[k])[parts[k].volunteers])
            jobs.append(Job(part, seed, limits.choice_gap, limits.time_limit_s))
        for done, (k, found) in enumerate(zip(of_turn, run(do_job, jobs), strict=True)):
            roster += found.roster
            late |= found.out_of_time
            served = int_array(index[one.volunteer_id] for one in found.roster)
            loads[k] = _patrols_of(served, np.ones(len(served)), index)
            say("choice", 0.45 + 0.45 * (done + 1) / len(of_turn))
    return sorted_roster(roster), late


def _patrols_of(volunteer: IntArray, share: FloatArray, index: dict[int, int]) -> FloatArray:
    patrols: FloatArray = np.bincount(volunteer, weights=share, minlength=len(index)).astype(np.float64)
    return patrols
