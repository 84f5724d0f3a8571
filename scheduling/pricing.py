"""Good prices for the rules of a whole problem, however big: loosely first, then tighter where it counts.

A loose relaxation says which pairs are in question. A second one, begun where the first ended, has for
each of them the row that nobody goes on a patrol that does not run, so that its prices are closer to
whole people.
"""

from dataclasses import dataclass

import numpy as np

from scheduling.bound import ITERATION_LIMIT, Relaxation, box_bound_milli, reduced_costs, solve_relaxation
from scheduling.model import Model, build_model, tightened
from scheduling.problem import FloatArray, IntArray, Problem

# Up to so many pairs nothing is gained by leaving any out
FEW_PAIRS = 6000
# The first relaxation; on a week of 4,972 people it takes a fifth of the iterations of the second
LOOSE = 1e-3
# The second one takes some 1,300 on such a week and some thousands on a month; a city's would take ever
# more for little, so it ends after so many iterations times pairs
MOST_PAIR_ITERATIONS = 3_000_000_000
# Reduced cost, in cost units, up to which a pair gets its row in the second relaxation
TIGHT_COST = 5.0


@dataclass(frozen=True)
class Prices:
    """Prices of the programme's rows in thousandths, and the bound that they prove, in thousandths.

    ``use`` is the share of each allowed pair in the relaxation and ``reduced_milli`` its reduced cost in
    thousandths, shape (allowed pairs,).
    """

    model: Model
    milli: IntArray
    bound_milli: int
    use: FloatArray
    reduced_milli: IntArray


def price(problem: Problem, *, threads: int = 1) -> Prices:
    """Price every rule of the problem; ``threads`` change the time, never the prices."""
    model = build_model(problem)
    if len(model.pairs) <= FEW_PAIRS:
        return _priced_once(model, threads)
    loose = solve_relaxation(model, tolerance=LOOSE, threads=threads)
    first = _of(model, loose)
    tight = tightened(model, first.reduced_milli <= 1000 * TIGHT_COST)
    closer = solve_relaxation(tight, iterations=_most_iterations(model), threads=threads, start=loose)
    second = _of(tight, closer)
    return max(first, second, key=lambda prices: prices.bound_milli)


def price_once(problem: Problem, *, threads: int = 1) -> Prices:
    """Price every rule by one relaxation: a fair bound in a third of the time, but a poorer guide."""
    return _priced_once(build_model(problem), threads)


def _priced_once(model: Model, threads: int) -> Prices:
    return _of(model, solve_relaxation(model, iterations=_most_iterations(model), threads=threads))


def _most_iterations(model: Model) -> int:
    return min(ITERATION_LIMIT, MOST_PAIR_ITERATIONS // max(len(model.pairs), 1))


def _of(model: Model, relaxed: Relaxation) -> Prices:
    count = len(model.pairs)
    reduced = reduced_costs(model, relaxed.milli)
    return Prices(
        model,
        relaxed.milli,
        box_bound_milli(model, relaxed.milli),
        np.clip(relaxed.value[:count], 0, 1),
        reduced[:count],
    )


def reduced_of_pairs(problem: Problem, prices: Prices) -> IntArray:
    """Reduced cost of each pair in thousandths; one that no roster may contain has the largest number."""
    reduced = np.full(len(problem.pairs), np.iinfo(np.int64).max, dtype=np.int64)
    reduced[prices.model.pairs] = prices.reduced_milli
    return reduced
