"""From a roster and the prices to a checked solution; both ways to a roster end here."""

from collections.abc import Iterator
from importlib.metadata import version

import numpy as np
import scipy

from scheduling.bound import named_duals
from scheduling.pricing import Prices, price_once
from scheduling.problem import Certificate, Problem, Roster, Solution, TierProof
from scheduling.tiers import FIRST_TIERS, cost_up_to, first_tiers
from scheduling.verify import cost, violations


class BrokenRosterError(RuntimeError):
    """The solver's roster breaks a rule: a defect in the model, never a lack of people."""


def certified(
    problem: Problem,
    roster: Roster,
    prices: Prices,
    *,
    seed: int,
    kept_pairs: int,
    notes: tuple[str, ...] = (),
    steps_s: dict[str, float] | None = None,
    tier_proofs: tuple[TierProof, ...] = (),
) -> Solution:
    """Check the roster by the independent verifier and put its proof beside it.

    Raises:
        BrokenRosterError: If the roster breaks a rule.
    """
    tiers = checked_cost(problem, roster)
    total = tiers.pop("total")
    bound = prices.bound_milli / 1000
    certificate = Certificate(
        cost=total,
        bound=bound,
        gap=gap(total, bound),
        tiers=tiers,
        seed=seed,
        pairs=len(problem.pairs),
        kept_pairs=kept_pairs,
        duals=named_duals(prices.model, prices.milli),
        versions={"ortools": version("ortools"), "numpy": np.__version__, "scipy": scipy.__version__},
        steps_s=steps_s or {},
        notes=notes,
        tier_proofs=tier_proofs,
    )
    return Solution(roster, certificate)


def prove_tiers(problem: Problem, tiers: dict[str, int], threads: int) -> Iterator[TierProof]:
    """Price the rules anew for each of the first tiers, as if nothing after it mattered.

    Args:
        problem: The whole problem.
        tiers: Cost of the roster by tier.
        threads: They change the time, never the proofs.
    """
    for tier in FIRST_TIERS:
        prices = price_once(first_tiers(problem, tier), threads=threads)
        bound, spent = prices.bound_milli / 1000, cost_up_to(tiers, tier)
        yield TierProof(tier, spent, bound, gap(spent, bound), named_duals(prices.model, prices.milli))


def checked_cost(problem: Problem, roster: Roster) -> dict[str, int]:
    """Cost of a roster by tier and in total.

    Raises:
        BrokenRosterError: If the roster breaks a rule.
    """
    if broken := violations(problem, roster):
        raise BrokenRosterError(f"{len(broken)} violations, the first is {broken[0]}")
    return cost(problem, roster)


def gap(roster_cost: int, bound: float) -> float:
    """Share of the cost that a better roster might save at most."""
    return max(0.0, (roster_cost - bound) / roster_cost) if roster_cost > 0 else 0.0
