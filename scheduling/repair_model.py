"""The cheapest change of a small neighbourhood, exactly, by CP-SAT with one worker."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from scheduling.model import Model, build_model
from scheduling.neighbourhood import Neighbourhood
from scheduling.problem import BoolArray


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """Costs of changing people's plans, and how long the search may take in CP-SAT's deterministic time.

    ``disturbed`` is paid for each person whose patrols change, ``called`` for standby people who get to go
    or leave.
    """

    disturbed: int = 700
    called: int = 200
    deterministic_s: float = 1.0
    seed: int = 1


@dataclass(frozen=True)
class Choice:
    """Which pairs of the neighbourhood hold afterwards, shape (k,), and whether nothing better exists."""

    goes: BoolArray
    proven: bool


def choose_repair(
    near: Neighbourhood, hurt: Collection[int], limits: RepairLimits, at_least: dict[int, int] | None = None
) -> Choice | None:
    """Find the cheapest valid change; None where ``at_least`` (people by patrol id) cannot be met."""
    model = build_model(near.problem)
    programme = cp_model.CpModel()
    columns = [
        programme.new_int_var(int(low), int(high), "")
        for low, high in zip(model.lower, model.upper, strict=True)
    ]
    _add_rows(programme, model, columns)
    goes = dict(zip(model.pairs.tolist(), columns, strict=False))
    _add_people(programme, near, goes, hurt, at_least or {})
    disturbed = _add_disturbed(programme, near, goes, limits)
    for pair, column in goes.items():
        programme.add_hint(column, bool(near.now[pair]))
    costs = [int(cost) for cost in model.cost]
    programme.minimize(cp_model.LinearExpr.weighted_sum(columns, costs) + sum(disturbed))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_deterministic_time = limits.deterministic_s
    status = solver.solve(programme)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = np.zeros(len(near.now), dtype=np.bool_)
    for pair, column in goes.items():
        chosen[pair] = solver.value(column) == 1
    return Choice(chosen, status == cp_model.OPTIMAL)


def _add_rows(programme: cp_model.CpModel, model: Model, columns: list[cp_model.IntVar]) -> None:
    rows = model.matrix.tocsr()
    for r in range(rows.shape[0]):
        here = slice(rows.indptr[r], rows.indptr[r + 1])
        terms = [columns[c] for c in rows.indices[here].tolist()]
        row = cp_model.LinearExpr.weighted_sum(terms, [int(value) for value in rows.data[here]])
        if np.isfinite(model.row_lower[r]):
            programme.add(row >= int(model.row_lower[r]))
        if np.isfinite(model.row_upper[r]):
            programme.add(row <= int(model.row_upper[r]))


def _add_people(
    programme: cp_model.CpModel,
    near: Neighbourhood,
    goes: dict[int, cp_model.IntVar],
    hurt: Collection[int],
    at_least: dict[int, int],
) -> None:
    """Patrols that are not hurt get no better than they are: that is no reason to disturb anybody."""
    for p, patrol in enumerate(near.problem.patrols):
        of_patrol = near.problem.pairs.patrol == p
        crew = sum(goes[pair] for pair in np.flatnonzero(of_patrol).tolist() if pair in goes)
        if patrol.id not in hurt:
            programme.add(crew <= int(near.now[of_patrol].sum()))
        elif patrol.id in at_least:
            programme.add(crew >= at_least[patrol.id])


def _add_disturbed(
    programme: cp_model.CpModel,
    near: Neighbourhood,
    goes: dict[int, cp_model.IntVar],
    limits: RepairLimits,
) -> list[cp_model.LinearExpr]:
    """Each person's price if a pair of theirs changes: less if only a standby seat or its call does."""
    pairs, patrols = near.problem.pairs, near.problem.patrols
    on_call = {int(pairs.volunteer[k]) for k in np.flatnonzero(near.now) if patrols[pairs.patrol[k]].standby}
    changes: defaultdict[tuple[int, bool], list[cp_model.LinearExpr]] = defaultdict(list)
    for pair, column in goes.items():
        volunteer, patrol = int(pairs.volunteer[pair]), patrols[int(pairs.patrol[pair])]
        is_call = patrol.standby or (volunteer in on_call and not near.now[pair])
        changes[volunteer, is_call].append(1 - column if near.now[pair] else column + 0)
    prices = []
    for (_, is_call), changed in sorted(changes.items(), key=lambda item: item[0]):
        one = programme.new_bool_var("")
        for change in changed:
            programme.add(one >= change)
        prices.append((limits.called if is_call else limits.disturbed) * one)
    return prices
