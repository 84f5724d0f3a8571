"""What keeps a result from being saved: a rule that an independent verifier finds broken."""

from collections.abc import Sequence

from scheduling import verify as roster_verifier
from scheduling.problem import Problem, Solution


class InvalidPlan(Exception):
    """An independent verifier found a broken rule; nothing was saved."""


def refuse(broken: Sequence[object], what: str) -> None:
    """Go on only if nothing is broken.

    Raises:
        InvalidPlan: Else; it names the first.
    """
    if broken:
        raise InvalidPlan(f"{len(broken)} rules broken in {what}, the first: {broken[0]}")


def check_certificate(problem: Problem, solution: Solution) -> None:
    """Recompute the cost from the roster and the bound from the duals, without the solver.

    Raises:
        InvalidPlan: If the certificate says otherwise.
    """
    certificate = solution.certificate
    cost = roster_verifier.cost(problem, solution.roster)["total"]
    bound = roster_verifier.bound_from_duals(problem, certificate.duals)
    if cost != certificate.cost or bound < certificate.bound - 0.01:
        raise InvalidPlan(
            f"the certificate says cost {certificate.cost} and bound {certificate.bound}, "
            f"but they are {cost} and {bound}"
        )
