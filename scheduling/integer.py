"""The best whole roster of a programme, by the HiGHS solver that comes with OR-Tools."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver.python import model_builder_helper as helper

from scheduling.model import Model
from scheduling.problem import FloatArray, IntArray


@dataclass(frozen=True)
class Choice:
    """Chosen pairs as indices into the problem's pairs, and whether the time limit cut the search."""

    pairs: IntArray
    out_of_time: bool


@dataclass(frozen=True)
class Found:
    """Value of each column, shape (columns,), their cost, and whether it is as near to the best as asked."""

    value: FloatArray
    cost: float
    optimal: bool


def choose_pairs(model: Model, *, relative_gap: float, seed: int, time_limit_s: float) -> Choice:
    """Solve the programme to within the relative gap."""
    found = search(
        model, model.lower, model.upper, relative_gap=relative_gap, seed=seed, time_limit_s=time_limit_s
    )
    # The empty roster is always possible
    return chosen(model, found) if found else Choice(np.empty(0, dtype=np.int64), out_of_time=True)


def chosen(model: Model, found: Found) -> Choice:
    """The pairs that these values choose."""
    return Choice(model.pairs[found.value[: len(model.pairs)] > 0.5], out_of_time=not found.optimal)


def search(
    model: Model,
    lower: IntArray,
    upper: IntArray,
    *,
    relative_gap: float,
    seed: int,
    time_limit_s: float,
    fractions: bool = False,
) -> Found | None:
    """Solve the programme between these values of its columns, shapes (columns,); None if nothing was found.

    Args:
        model: The programme.
        lower: Smallest values.
        upper: Largest values.
        relative_gap: How far above the best the cost may stay.
        seed: Breaks ties.
        time_limit_s: Wall seconds after which the best so far is taken.
        fractions: Allow fractions of people; the values then are a corner of the relaxation.
    """
    programme = helper.ModelBuilderHelper()
    # The stubs ask for a type of array that numpy does not have
    rows: Any = (model.row_lower, model.row_upper, model.matrix.tocsr())
    columns: Any = [values.astype(np.float64) for values in (lower, upper, model.cost)]
    programme.fill_model_from_sparse_data(*columns, *rows)
    # Without it the relative gap would be of a number that has nothing to do with the roster's cost
    programme.set_objective_offset(float(model.constant))
    programme.set_maximize(False)
    if not fractions:
        for at in np.flatnonzero(model.integer).tolist():
            programme.set_var_integrality(at, True)
    solver = helper.ModelSolverHelper("highs")
    solver.enable_output(False)
    solver.set_time_limit_in_seconds(time_limit_s)
    solver.set_solver_specific_parameters(
        f"threads=1\nrandom_seed={seed}\nmip_rel_gap={relative_gap}\nmip_abs_gap=0.5\noutput_flag=false"
    )
    solver.solve(programme)
    if not solver.has_solution():
        return None
    optimal = solver.status() == helper.SolveStatus.OPTIMAL
    return Found(np.array(solver.variable_values()), float(solver.objective_value()), optimal)
