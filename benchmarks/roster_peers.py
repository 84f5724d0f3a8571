"""Other ways to fill the same rosters, for comparison: CP-SAT, a greedy, and HiGHS on the whole model."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from scheduling.edit import roster_of_pairs, sorted_roster
from scheduling.integer import choose_pairs
from scheduling.model import Model, build_model
from scheduling.problem import Assignment, Patrol, Problem, Roster, Volunteer, least_people
from scheduling.served import Served

Peer = Callable[[Problem, int, float], Roster]


def greedy(problem: Problem, _seed: int, _time_limit_s: float) -> Roster:
    """Highest risk first: a leader, a second kind, then whoever walks least; skills only break ties."""
    desk = Served(problem, ())
    offers: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    pairs = problem.pairs
    for v, p, walk_m in zip(
        pairs.volunteer.tolist(), pairs.patrol.tolist(), pairs.walk_m.tolist(), strict=True
    ):
        offers[p].append((walk_m, v))
    order = sorted(range(len(problem.patrols)), key=lambda p: (-problem.patrols[p].risk, p))
    for p in order:
        patrol = problem.patrols[p]
        free = [
            problem.volunteers[v]
            for _, v in sorted(offers[p])
            if not any(desk.broken_rules(problem.volunteers[v], patrol))
        ]
        for volunteer in _crew(problem, patrol, free):
            desk.people[patrol.id].add(volunteer.id)
            desk.patrols[volunteer.id].append(patrol)
    return sorted_roster([Assignment(v, p) for p, people in desk.people.items() for v in people])


def _crew(problem: Problem, patrol: Patrol, free: list[Volunteer]) -> list[Volunteer]:
    if patrol.standby:
        return free[: patrol.seats_desired]
    crew = [one for one in free if one.leader][:1] if problem.rules.leader_required else []
    for one in free:
        if len({person.kind for person in crew}) < problem.rules.min_kinds and one.kind not in {
            person.kind for person in crew
        }:
            crew.append(one)
    wanted = {skill for skill in patrol.skills if not any(skill in one.skills for one in crew)}
    rest = sorted((one for one in free if one not in crew), key=lambda one: not wanted & one.skills)
    crew = [*crew, *rest][: patrol.seats_desired]
    led = not problem.rules.leader_required or any(one.leader for one in crew)
    mixed = len({one.kind for one in crew}) >= problem.rules.min_kinds
    return crew if led and mixed and len(crew) >= least_people(patrol, problem.rules) else []


def highs(problem: Problem, seed: int, time_limit_s: float) -> Roster:
    """HiGHS on every pair."""
    model = build_model(problem)
    choice = choose_pairs(model, relative_gap=0.003, seed=seed, time_limit_s=time_limit_s)
    return roster_of_pairs(problem, choice.pairs)


def cp_sat(problem: Problem, seed: int, time_limit_s: float) -> Roster:
    """CP-SAT with two workers on every pair, starting from the empty roster."""
    model = build_model(problem)
    programme, columns = _whole_programme(model)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = time_limit_s
    status = solver.solve(programme)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    goes = [solver.value(column) == 1 for column in columns[: len(model.pairs)]]
    return roster_of_pairs(problem, model.pairs[np.array(goes, dtype=np.bool_)])


def _whole_programme(model: Model) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    programme = cp_model.CpModel()
    columns = [
        programme.new_int_var(int(low), int(high), "")
        for low, high in zip(model.lower, model.upper, strict=True)
    ]
    rows = model.matrix.tocsr()
    for r in range(rows.shape[0]):
        here = slice(rows.indptr[r], rows.indptr[r + 1])
        terms = [columns[c] for c in rows.indices[here].tolist()]
        row = cp_model.LinearExpr.weighted_sum(terms, [int(value) for value in rows.data[here]])
        if np.isfinite(model.row_lower[r]):
            programme.add(row >= int(model.row_lower[r]))
        if np.isfinite(model.row_upper[r]):
            programme.add(row <= int(model.row_upper[r]))
    for column in columns[: len(model.pairs)]:
        programme.add_hint(column, 0)
    programme.minimize(cp_model.LinearExpr.weighted_sum(columns, [int(cost) for cost in model.cost]))
    return programme, columns


PEERS: dict[str, Peer] = {"greedy": greedy, "highs-whole": highs, "cp-sat-whole": cp_sat}
