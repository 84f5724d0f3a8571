"""Good prices for the rules of a whole problem, however big: loosely first, then tighter where it counts.

A loose relaxation says which pairs are in question. Each of them then gets the row that nobody goes on a
patrol that does not run, so that prices are closer to whole people, and every piece of the problem, some
areas in one week, is priced anew from where the first relaxation ended.
"""

from dataclasses import dataclass

import numpy as np

from scheduling.bound import Relaxation, box_bound_milli, reduced_costs, solve_relaxation
from scheduling.cut import parts_of_patrols
from scheduling.jobs import Run, in_turn
from scheduling.model import Model, build_model, tightened
from scheduling.pieces import price_pieces
from scheduling.problem import FloatArray, IntArray, Problem

# Up to so many pairs nothing is gained by leaving any out
FEW_PAIRS = 6000
# Looser, what the pieces share gets poorer prices; tighter, a month of 4,972 people takes longer for little
LOOSE = 2e-3
# Pieces of so many people take two thirds of the time of those twice as big; the bound of a month of the
# benchmark is 0.03 % lower, of the demo district, where more people offer in several, 0.4 %
PIECE_PEOPLE = 2500
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


def price(problem: Problem, *, run: Run | None = None, threads: int = 1) -> Prices:
    """Price every rule of the problem.

    Args:
        problem: The whole problem.
        run: Where the pieces are priced; anywhere they get the same prices.
        threads: For all that is priced here; they change the time, never the prices.
    """
    model = build_model(problem)
    if len(model.pairs) <= FEW_PAIRS:
        return _priced_once(model, threads)
    loose = solve_relaxation(model, tolerance=LOOSE, threads=threads)
    first = _of(model, loose)
    tight = tightened(model, first.reduced_milli <= 1000 * TIGHT_COST)
    _, _, piece_of = parts_of_patrols(problem, PIECE_PEOPLE)
    closer = price_pieces(tight, loose, piece_of, run=run or in_turn, threads=1 if run else threads)
    second = _of(tight, closer)
    return max(first, second, key=lambda prices: prices.bound_milli)


def price_once(problem: Problem, *, threads: int = 1) -> Prices:
    """Price every rule by one relaxation: a fair bound in less time, but a poorer guide."""
    return _priced_once(build_model(problem), threads)


def _priced_once(model: Model, threads: int) -> Prices:
    return _of(model, solve_relaxation(model, threads=threads))


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
