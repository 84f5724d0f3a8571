"""Choosing trips for the teams from a pool, so that all that couples the teams holds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model


@dataclass(frozen=True, slots=True)
class Presence:
    """A visit's time at a physical place that several stops share."""

    stop: int
    group: int
    arrives_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip that any team of its kind can make.

    Attributes:
        kind: Kind of team.
        stops: Numbers of the stops in order.
        value: What the trip collects.
        presences: Where another team may not be at the same time.
    """

    kind: int
    stops: tuple[int, ...]
    value: int
    presences: tuple[Presence, ...] = ()


def choose_trips(
    trips: Sequence[Trip],
    teams_of_kind: dict[int, int],
    incumbent: Sequence[int],
    *,
    seed: int,
    effort: float = 0.3,
) -> list[int]:
    """Choose the trips of highest total value: each stop once, each kind at most as often as it has teams.

    Args:
        trips: What there is to choose from.
        teams_of_kind: Number of teams of each kind.
        incumbent: Indices of trips that can be made together, which the answer is at least as good as.
        seed: Of the solver.
        effort: Deterministic time limit; one unit is about a second.

    Returns:
        Rising indices of ``trips``.
    """
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in trips]
    _each_stop_once(model, chosen, trips)
    _as_many_as_teams(model, chosen, trips, teams_of_kind)
    _one_team_at_a_place(model, chosen, trips)
    model.maximize(sum(trip.value * variable for trip, variable in zip(trips, chosen, strict=True)))
    kept = set(incumbent)
    for index, variable in enumerate(chosen):
        model.add_hint(variable, index in kept)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % (1 << 31)
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return sorted(kept)
    found = [index for index, variable in enumerate(chosen) if solver.boolean_value(variable)]
    better = sum(trips[i].value for i in found) > sum(trips[i].value for i in kept)
    return found if better else sorted(kept)


def clashes(first: Trip, second: Trip) -> Iterator[tuple[Presence, Presence]]:
    """Presences of two trips at one place at one time."""
    for one in first.presences:
        for other in second.presences:
            if one.group == other.group and _together(one, other):
                yield one, other


def _together(one: Presence, other: Presence) -> bool:
    return one.arrives_s < other.leaves_s and other.arrives_s < one.leaves_s


def _each_stop_once(
    model: cp_model.CpModel, chosen: Sequence[cp_model.IntVar], trips: Sequence[Trip]
) -> None:
    visiting = defaultdict(list)
    for variable, trip in zip(chosen, trips, strict=True):
        for stop in trip.stops:
            visiting[stop].append(variable)
    for variables in visiting.values():
        model.add_at_most_one(variables)


def _as_many_as_teams(
    model: cp_model.CpModel,
    chosen: Sequence[cp_model.IntVar],
    trips: Sequence[Trip],
    teams_of_kind: dict[int, int],
) -> None:
    for kind, teams in teams_of_kind.items():
        of_kind = [variable for variable, trip in zip(chosen, trips, strict=True) if trip.kind == kind]
        model.add(sum(of_kind) <= teams)


def _one_team_at_a_place(
    model: cp_model.CpModel, chosen: Sequence[cp_model.IntVar], trips: Sequence[Trip]
) -> None:
    at_place = defaultdict(list)
    for index, trip in enumerate(trips):
        for presence in trip.presences:
            at_place[presence.group].append((index, presence))
    pairs = {
        (i, j)
        for visits in at_place.values()
        for (i, one), (j, other) in combinations(visits, 2)
        # Two trips with the same stop exclude each other already; one trip may visit a place twice.
        if i != j and one.stop != other.stop and _together(one, other)
    }
    for i, j in sorted(pairs):
        model.add_at_most_one(chosen[i], chosen[j])
