"""The certificate of a roster that was changed after it was solved: old prices, new sums."""

from dataclasses import replace

from scheduling.problem import Certificate, Problem, Roster, TierProof
from scheduling.tiers import cost_up_to, first_tiers
from scheduling.verify import bound_from_duals, cost


def recertified(problem: Problem, roster: Roster, certificate: Certificate) -> Certificate:
    """Recompute cost, bound and gaps of a roster as it is now.

    Any prices prove some bound of any problem, so those of the solved one are kept; the further the problem
    has moved from it, the wider the gap that they leave.
    """
    tiers = cost(problem, roster)
    total = tiers.pop("total")
    bound = bound_from_duals(problem, certificate.duals)
    return replace(
        certificate,
        cost=total,
        bound=bound,
        gap=proven_gap(total, bound),
        tiers=tiers,
        pairs=len(problem.pairs),
        tier_proofs=tuple(_of_tier(problem, tiers, proof) for proof in certificate.tier_proofs),
    )


def _of_tier(problem: Problem, tiers: dict[str, int], proof: TierProof) -> TierProof:
    spent = cost_up_to(tiers, proof.tier)
    bound = bound_from_duals(first_tiers(problem, proof.tier), proof.duals)
    return replace(proof, cost=spent, bound=bound, gap=proven_gap(spent, bound))


def proven_gap(cost: int, bound: float) -> float:
    """Share of the cost that a better roster could save at most."""
    return max(0.0, (cost - bound) / cost) if cost > 0 else 0.0
