"""The first few tiers of a roster's cost by themselves, so that each can have a proof of its own."""

from dataclasses import fields, replace

from scheduling.problem import Problem, Weights

# The tiers that people notice, in their strict order, and the weights that count up to each
FIRST_TIERS: dict[str, tuple[str, ...]] = {"run": ("run",), "seats": ("run", "seat")}


def first_tiers(problem: Problem, last: str) -> Problem:
    """The same problem, in which nothing after the tier ``last`` costs anything."""
    counting = FIRST_TIERS[last]
    weights = {
        field.name: getattr(problem.weights, field.name) if field.name in counting else 0
        for field in fields(Weights)
    }
    return replace(problem, weights=Weights(**weights))


def cost_up_to(tiers: dict[str, int], last: str) -> int:
    """Cost of the tiers up to and with ``last``."""
    names = list(FIRST_TIERS)
    return sum(tiers[name] for name in names[: names.index(last) + 1])
