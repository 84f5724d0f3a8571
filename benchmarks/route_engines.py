"""Route engines for the benchmark: the planner, and two peers that solve the same problem.

An engine gets a problem, a seed, seconds of CPU time on one thread, and what a full route collects, which
sets the scale of the prizes of a peer that minimises costs. The peers know neither groups, skills,
mandatory stops nor several paces; the benchmark asks for none of them.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from routing.arrays import IntArray
from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem
from routing.timing import timetable, walking_s

# The plan, and the CPU seconds that the search took.
Engine = Callable[[RouteProblem, int, float, float], tuple[RoutePlan, float]]

# Iterations of the two runs that measure how many fit into the time.
TRIALS = (5_000, 20_000)
# Runs at most for one that keeps to the time, and the share of it that is still in time.
RUNS = 4
LATEST = 1.05
# Cost of a full route in shares of its reward: with much more or less, PyVRP is 2 to 27 % worse.
KAPPA = 0.3
FULL_ROUTE_COST = 10_000


def patrolgrid(
    problem: RouteProblem, seed: int, seconds: float, _route_reward: float
) -> tuple[RoutePlan, float]:
    """The planner, with as many iterations as fit; the measuring of them is not counted.

    A run that took too long all the same, because its choice among many trips did, is done again with fewer.
    """
    iterations = _iterations(problem, seconds)
    for _ in range(RUNS):
        plan, cpu_s = _timed(partial(plan_routes, problem, seed=seed, iterations=iterations))
        if cpu_s <= LATEST * seconds:
            break
        iterations = max(1, int(iterations * max(0.2, 1 - (cpu_s - 0.98 * seconds) / seconds)))
    return plan, cpu_s


def pyvrp(problem: RouteProblem, seed: int, seconds: float, route_reward: float) -> tuple[RoutePlan, float]:
    """PyVRP's iterated local search; building its model is not counted."""
    from pyvrp import Model, solve

    travel_s, costs = _travel(problem)
    model, stops = Model(), problem.stops
    at = [model.add_location(i, 0) for i in range(len(travel_s))]
    depots = [model.add_depot(location) for location in at[len(stops) :]]
    prize = _prize(route_reward)
    for stop, location in zip(stops, at, strict=False):
        model.add_client(
            location,
            service_duration=stop.dwell_s,
            tw_early=stop.opens_s,
            tw_late=stop.closes_s,
            prize=round(stop.reward * prize),
            required=False,
        )
    kinds = _kinds(problem)
    for (*_, starts_s, ends_s), alike in kinds.items():
        model.add_vehicle_type(
            num_available=len(alike),
            start_depot=depots[2 * alike[0]],
            end_depot=depots[2 * alike[0] + 1],
            tw_early=starts_s,
            tw_late=ends_s,
        )
    for i, j in np.ndindex(travel_s.shape):
        if i != j:
            model.add_edge(at[i], at[j], distance=int(costs[i, j]), duration=int(travel_s[i, j]))
    data, began_s = model.data(), time.process_time()

    def search() -> RoutePlan:
        result = solve(
            data, lambda _best: time.process_time() - began_s > seconds, seed=seed, collect_stats=False
        )
        visits: list[list[int]] = [[] for _ in problem.teams]
        waiting = [list(alike) for alike in kinds.values()]
        for route in result.best.routes():
            team = waiting[route.vehicle_type()].pop()
            visits[team] = [visit.idx for visit in route if visit.is_client()]
        return _plan(problem, visits, seed)

    return _timed(search)


def ortools(problem: RouteProblem, seed: int, seconds: float, route_reward: float) -> tuple[RoutePlan, float]:
    """OR-Tools routing with guided local search, in the best of twenty set-ups that were tried."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    travel_s, costs = _travel(problem)
    first, stops, teams = len(problem.stops), problem.stops, problem.teams
    starts, ends = [first + 2 * k for k in range(len(teams))], [first + 2 * k + 1 for k in range(len(teams))]
    manager = pywrapcp.RoutingIndexManager(len(travel_s), len(teams), starts, ends)
    model = pywrapcp.RoutingModel(manager)
    dwell_s = np.array([stop.dwell_s for stop in stops] + [0] * (2 * len(teams)))
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(costs.tolist()))
    longest_s = max(team.ends_s for team in teams)
    transit = model.RegisterTransitMatrix((travel_s + dwell_s[:, None]).tolist())
    model.AddDimension(transit, longest_s, longest_s, False, "time")
    clock, prize = model.GetDimensionOrDie("time"), _prize(route_reward)
    for number, stop in enumerate(stops):
        index = manager.NodeToIndex(number)
        model.AddDisjunction([index], round(stop.reward * prize))
        clock.CumulVar(index).SetRange(stop.opens_s, min(stop.closes_s, longest_s))
    for number, team in enumerate(teams):
        clock.CumulVar(model.Start(number)).SetRange(team.starts_s, team.starts_s)
        clock.CumulVar(model.End(number)).SetRange(team.starts_s, team.ends_s)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.guided_local_search_lambda_coefficient = 1.0
    parameters.guided_local_search_reset_penalties_on_new_best_solution = True
    # Its limit is in wall time, which runs ahead of CPU time on a shared machine; CPU time ends it.
    parameters.time_limit.FromMilliseconds(int(seconds * 10_000))
    model.CloseModelWithParameters(parameters)
    best = _Best()
    began_s = time.process_time()

    def on_solution() -> None:
        visits = [_ortools_visits(model, manager, number) for number in range(len(teams))]
        best.offer(visits, sum(stops[stop].reward for route in visits for stop in route))
        if time.process_time() - began_s > seconds:
            model.solver().FinishCurrentSearch()

    model.AddAtSolutionCallback(on_solution)

    def search() -> RoutePlan:
        model.SolveWithParameters(parameters)
        return _plan(problem, best.visits or [[] for _ in teams], seed)

    return _timed(search)


ENGINES: dict[str, Engine] = {"patrolgrid": patrolgrid, "pyvrp": pyvrp, "ortools": ortools}


class _Best:
    """The visits of most reward so far; a search for least cost may leave them again."""

    def __init__(self) -> None:
        self.visits: list[list[int]] | None = None
        self.reward = -1.0

    def offer(self, visits: list[list[int]], reward: float) -> None:
        if reward > self.reward:
            self.visits, self.reward = visits, reward


def _ortools_visits(model: object, manager: object, vehicle: int) -> list[int]:
    index, visits = model.NextVar(model.Start(vehicle)).Value(), []
    while not model.IsEnd(index):
        visits.append(manager.IndexToNode(index))
        index = model.NextVar(index).Value()
    return visits


def _timed(search: Callable[[], RoutePlan]) -> tuple[RoutePlan, float]:
    began_s = time.process_time()
    plan = search()
    return plan, time.process_time() - began_s


def _iterations(problem: RouteProblem, seconds: float) -> int:
    """Iterations that take about so many seconds together with what does not grow with them."""
    short_s, long_s = (
        _timed(partial(plan_routes, problem, seed=1, iterations=iterations))[1] for iterations in TRIALS
    )
    # The choice takes its own time, so the difference alone can be noise: at least a quarter of the whole.
    one_s = max((long_s - short_s) / (TRIALS[1] - TRIALS[0]), long_s / TRIALS[1] / 4, 1e-9)
    rest_s = max(0.0, short_s - TRIALS[0] * one_s)
    return max(1, int((seconds - rest_s) / one_s))


def _prize(route_reward: float) -> float:
    """Cost units for one unit of reward."""
    return FULL_ROUTE_COST / (KAPPA * max(route_reward, 1e-9))


def _kinds(problem: RouteProblem) -> dict[tuple[int, int, int, int], list[int]]:
    """Numbers of the teams that are alike, by start, end and times."""
    kinds: dict[tuple[int, int, int, int], list[int]] = {}
    for number, team in enumerate(problem.teams):
        key = (team.start_place, team.place, team.starts_s, team.ends_s)
        kinds.setdefault(key, []).append(number)
    return kinds


def _travel(problem: RouteProblem) -> tuple[IntArray, IntArray]:
    """Seconds and cost between the stops and then each team's start and end, shapes (n, n)."""
    ends = [place for team in problem.teams for place in (team.start_place, team.place)]
    places = [stop.place for stop in problem.stops] + ends
    walk_m = problem.walk_m[np.ix_(places, places)].copy()
    np.fill_diagonal(walk_m, 0.0)
    travel_s = walking_s(walk_m, problem.teams[0].pace_kmh)
    full_s = max(team.ends_s - team.starts_s for team in problem.teams)
    return travel_s, travel_s * FULL_ROUTE_COST // full_s


def _plan(problem: RouteProblem, visits: Sequence[Sequence[int]], seed: int) -> RoutePlan:
    routes = [
        timetable(problem, team, [problem.stops[stop] for stop in own])
        for team, own in zip(problem.teams, visits, strict=True)
    ]
    return RoutePlan(tuple(routes), (), seed)
