"""The best whole roster among the pairs worth keeping, by the HiGHS solver that comes with OR-Tools."""

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
    model: Model, kept: BoolArray, *, relative_gap: float, seed: int, time_limit_s: float
) -> Choice:
    """Solve the programme over the kept pairs, shape (allowed pairs,), to within the relative gap."""
    columns = np.concatenate([np.flatnonzero(kept), np.arange(len(kept), len(model.cost))])
    solver = helper.ModelSolverHelper("highs")
    solver.enable_output(False)
    solver.set_time_limit_in_seconds(time_limit_s)
    solver.set_solver_specific_parameters(
        f"threads=1\nrandom_seed={seed}\nmip_rel_gap={relative_gap}\nmip_abs_gap=0.5\noutput_flag=false"
    )
    solver.solve(_programme(model, columns))
    optimal = solver.status() == helper.SolveStatus.OPTIMAL
    if not solver.has_solution():
        return Choice(np.empty(0, dtype=np.int64), out_of_time=not optimal)
    goes = np.array(solver.variable_values())[: int(kept.sum())] > 0.5
    return Choice(model.pairs[columns[: len(goes)][goes]], out_of_time=not optimal)


def _programme(model: Model, columns: IntArray) -> helper.ModelBuilderHelper:
    programme = helper.ModelBuilderHelper()
    # Without it the relative gap would be of a number that has nothing to do with the roster's cost
    programme.set_objective_offset(float(model.constant))
    programme.set_maximize(False)
    for at, column in enumerate(columns.tolist()):
        programme.add_var()
        programme.set_var_lower_bound(at, float(model.lower[column]))
        programme.set_var_upper_bound(at, float(model.upper[column]))
        programme.set_var_objective_coefficient(at, float(model.cost[column]))
        programme.set_var_integrality(at, bool(model.integer[column]))
    for row, (lower, upper) in enumerate(zip(model.row_lower, model.row_upper, strict=True)):
        programme.add_linear_constraint()
        programme.set_constraint_lower_bound(row, float(lower))
        programme.set_constraint_upper_bound(row, float(upper))
    entries = model.matrix[:, columns].tocoo()
    for row, at, value in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True):
        programme.add_term_to_constraint(row, at, value)
    return programme
