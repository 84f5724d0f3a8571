"""Prices of the rules, and the lower bound on the cost of any roster that they prove.

Take any price for each row, of the sign that its limits allow. No roster can then cost less than
constant + Σ price·limit + Σ over columns of the smallest value of (reduced cost · column) in its box,
because the rows it must satisfy are worth at least Σ price·limit. Good prices come from PDLP; that
they are only nearly optimal costs tightness, never truth.

Source: Applegate et al. (2021), Practical large-scale linear programming using primal-dual hybrid
gradient; Neumaier and Shcherbina (2004), Safe bounds in linear and mixed-integer programming.
"""

from typing import NamedTuple

import numpy as np
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp

from scheduling.model import Model, Programme
from scheduling.problem import Dual, FloatArray, IntArray

# On a month of 4,972 people twice as much lowers the bound by 0.06 %; half of it takes ever longer
RELATIVE_TOLERANCE = 1e-4
ABSOLUTE_TOLERANCE = 1e-6
# A week of 4,972 people takes some 1,500 iterations; more means trouble, and any prices still give a bound. A
# city would take ever more for little, so it ends after so many iterations times columns
ITERATION_LIMIT = 20_000
MOST_COLUMN_ITERATIONS = 4_000_000_000
# Sums are taken shard by shard, so that any number of threads gives the same bytes
SHARDS = 16


class Relaxation(NamedTuple):
    """The relaxation's price for each row, in thousandths and unrounded, and value of each column."""

    milli: IntArray
    price: FloatArray
    value: FloatArray


def price_rows(model: Model) -> IntArray:
    """Solve the linear relaxation and return a price for each row, in thousandths, shape (rows,)."""
    return solve_relaxation(model).milli


def solve_relaxation(
    model: Programme,
    *,
    tolerance: float = RELATIVE_TOLERANCE,
    threads: int = 1,
    start: Relaxation | None = None,
) -> Relaxation:
    """Solve the programme in fractions of people; shapes (rows,) and (columns,).

    Args:
        model: The programme.
        tolerance: Relative tolerance; the prices prove a bound at any.
        threads: They change the time, never the result.
        start: Where to begin.
    """
    rows, count = model.matrix.shape
    if 0 in (rows, count):
        return Relaxation(np.zeros(rows, dtype=np.int64), np.zeros(rows), np.zeros(count))
    programme = pdlp.QuadraticProgram()
    programme.objective_vector = model.cost.astype(np.float64)
    programme.objective_offset = float(model.constant)
    programme.constraint_matrix = model.matrix
    programme.constraint_lower_bounds = model.row_lower
    programme.constraint_upper_bounds = model.row_upper
    programme.variable_lower_bounds = model.lower.astype(np.float64)
    programme.variable_upper_bounds = model.upper.astype(np.float64)
    begin = pdlp.PrimalAndDualSolution()
    if start is not None:
        begin.primal_solution = start.value
        begin.dual_solution = start.price
    result = pdlp.primal_dual_hybrid_gradient(
        programme, _parameters(tolerance, count, threads), begin if start else None
    )
    price = np.array(result.dual_solution, dtype=np.float64)
    value = np.array(result.primal_solution, dtype=np.float64)
    return rounded(model, price, value)


def rounded(model: Programme, price: FloatArray, value: FloatArray) -> Relaxation:
    """Round the prices to thousandths and drop those of a sign that the row's limits do not allow."""
    milli = np.rint(price * 1000).astype(np.int64)
    wrong = ((milli > 0) & np.isinf(model.row_lower)) | ((milli < 0) & np.isinf(model.row_upper))
    return Relaxation(np.where(wrong, 0, milli), price, value)


def _parameters(
    tolerance: float, columns: int, threads: int
) -> solvers_pb2.PrimalDualHybridGradientParams:
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = threads
    parameters.num_shards = SHARDS
    # These take half the time of the default rules on a week of 4,972 people
    parameters.restart_strategy = parameters.ADAPTIVE_DISTANCE_BASED
    parameters.linesearch_rule = parameters.MALITSKY_POCK_LINESEARCH_RULE
    criteria = parameters.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    criteria.simple_optimality_criteria.eps_optimal_absolute = ABSOLUTE_TOLERANCE
    criteria.iteration_limit = min(ITERATION_LIMIT, MOST_COLUMN_ITERATIONS // columns)
    return parameters


def reduced_costs(model: Model, milli: IntArray) -> IntArray:
    """Cost of each column less what its rows pay for it, in thousandths, shape (columns,)."""
    paid: IntArray = model.matrix.astype(np.int64).T @ milli
    reduced: IntArray = 1000 * model.cost - paid
    return reduced


def box_bound_milli(model: Model, milli: IntArray) -> int:
    """The lower bound that these prices prove, in thousandths; exact, because all of it is integers."""
    limit = np.where(milli > 0, model.row_lower, model.row_upper)
    rows = int((milli * np.where(milli == 0, 0, limit).astype(np.int64)).sum())
    reduced = reduced_costs(model, milli)
    boxes = int((reduced * np.where(reduced > 0, model.lower, model.upper)).sum())
    return 1000 * model.constant + rows + boxes


def named_duals(model: Model, milli: IntArray) -> tuple[Dual, ...]:
    """The prices that are not zero, under the names of their rows, in the order of the rows."""
    return tuple(
        Dual(model.rules[i], int(model.row_of[i]), int(model.row_at[i]), int(milli[i]))
        for i in np.flatnonzero(milli)
    )
