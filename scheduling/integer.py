"""The best whole roster of a programme, by the HiGHS solver that comes with OR-Tools."""

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver.python import model_builder_helper as helper

from scheduling.model import Model
from scheduling.problem import BoolArray, IntArray


@dataclass(frozen=True)
class Choice:
    """Chosen pairs as indices into the problem's pairs, and whether the time limit cut the search."""

    pairs: IntArray
    out_of_time: bool


def choose_pairs(
    model: Model,
    *,
    relative_gap: float,
    seed: int,
    time_limit_s: float,
    sure: BoolArray | None = None,
) -> Choice:
    """Solve the programme to within the relative gap.

    Patrols that are ``sure``, shape (patrols,), are taken as running, unless no roster runs them all.
    """
    parameters = (
        f"threads=1\nrandom_seed={seed}\nmip_rel_gap={relative_gap}\nmip_abs_gap=0.5\noutput_flag=false"
    )
    lower = model.lower.copy()
    if sure is not None:
        lower[model.columns.runs[sure]] = 1
    solver = helper.ModelSolverHelper("highs")
    solver.enable_output(False)
    solver.set_time_limit_in_seconds(time_limit_s)
    solver.set_solver_specific_parameters(parameters)
    solver.solve(_programme(model, lower))
    optimal = solver.status() == helper.SolveStatus.OPTIMAL
    if solver.has_solution():
        goes = np.array(solver.variable_values())[: len(model.pairs)] > 0.5
        return Choice(model.pairs[goes], out_of_time=not optimal)
    if sure is not None and sure.any():
        return choose_pairs(model, relative_gap=relative_gap, seed=seed, time_limit_s=time_limit_s)
    return Choice(np.empty(0, dtype=np.int64), out_of_time=not optimal)


def _programme(model: Model, least: IntArray) -> helper.ModelBuilderHelper:
    programme = helper.ModelBuilderHelper()
    # Without it the relative gap would be of a number that has nothing to do with the roster's cost
    programme.set_objective_offset(float(model.constant))
    programme.set_maximize(False)
    columns = zip(
        least.tolist(), model.upper.tolist(), model.cost.tolist(), model.integer.tolist(), strict=True
    )
    for at, (lower, upper, cost, integer) in enumerate(columns):
        programme.add_var()
        programme.set_var_lower_bound(at, lower)
        programme.set_var_upper_bound(at, upper)
        programme.set_var_objective_coefficient(at, cost)
        programme.set_var_integrality(at, integer)
    for row, (lower, upper) in enumerate(zip(model.row_lower, model.row_upper, strict=True)):
        programme.add_linear_constraint()
        programme.set_constraint_lower_bound(row, float(lower))
        programme.set_constraint_upper_bound(row, float(upper))
    entries = model.matrix.tocoo()
    for row, at, value in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True):
        programme.add_term_to_constraint(row, at, value)
    return programme
