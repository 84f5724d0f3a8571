"""Properties of every plan: always valid, the best there is on tiny problems, the same for the same seed."""

import pickle
from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.plan import plan_routes, warm_up
from routing.problem import RouteProblem, Stop, Team
from routing.verify import violations
from tests.builders import make_stop, make_team

steady = settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
SKILLS = ("first-aid", "mediation")


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm_up()


def make_city_problem(
    seed: int, stops: int, teams: int, *, groups: int = 0, off_street: int = 0
) -> RouteProblem:
    """Places on a square of 2 km walked in right angles; posts come last, some stops are off the streets."""
    random = np.random.default_rng(seed)
    xy_m = random.integers(0, 2000, (stops + teams, 2))
    walk_m = np.abs(xy_m[:, None] - xy_m[None]).sum(axis=2).astype(np.float64)
    walk_m[:off_street] = walk_m[:, :off_street] = np.inf
    return RouteProblem(
        tuple(random_stop(random, i, groups) for i in range(stops)),
        tuple(random_team(random, i, stops + i) for i in range(teams)),
        walk_m,
    )


def random_stop(random: np.random.Generator, number: int, groups: int) -> Stop:
    opens_s = int(random.choice([0, 0, 1800, 3600]))
    return make_stop(
        100 + number,
        place=number,
        reward=float(random.integers(0, 50)),
        dwell_s=int(random.integers(0, 960)),
        opens_s=opens_s,
        closes_s=opens_s + int(random.choice([0, 1800, 3600, 7200])),
        mandatory=bool(random.random() < 0.2),
        skill=random.choice(SKILLS) if random.random() < 0.2 else None,
        group=int(random.integers(groups)) if groups and random.random() < 0.7 else None,
    )


def random_team(random: np.random.Generator, number: int, place: int) -> Team:
    starts_s = int(random.choice([0, 0, 900]))
    return make_team(
        number,
        place,
        starts_s=starts_s,
        ends_s=starts_s + int(random.choice([0, 5400, 7200, 7200])),
        pace_kmh=float(random.choice([3.6, 4.5])),
        skills=frozenset(skill for skill in SKILLS if random.random() < 0.5),
        max_walk_m=float(random.choice([3000, 8000, 8000])),
    )


@steady
@given(
    seed=st.integers(0, 10**6),
    stops=st.integers(0, 25),
    teams=st.integers(0, 5),
    groups=st.integers(0, 4),
    off_street=st.integers(0, 3),
)
def test_a_plan_never_breaks_a_rule(seed: int, stops: int, teams: int, groups: int, off_street: int):
    problem = make_city_problem(seed, stops, teams, groups=groups, off_street=off_street)

    plan = plan_routes(problem, seed=seed, iterations=300)

    assert violations(problem, plan) == []


def feasible_trips(problem: RouteProblem, team: Team) -> Iterator[tuple[Stop, ...]]:
    """Every order of every set of stops that the team can visit, by trying each."""
    for size in range(len(problem.stops) + 1):
        for order in permutations(problem.stops, size):
            if can_walk(problem, team, order):
                yield order


def can_walk(problem: RouteProblem, team: Team, order: tuple[Stop, ...]) -> bool:
    place, now_s, walked_m = team.place, float(team.starts_s), 0.0
    for stop in order:
        step_m = problem.walk_m[place, stop.place]
        now_s = max(now_s + step_m / team.pace_kmh * 3.6, stop.opens_s)
        if now_s > stop.closes_s or (stop.skill and stop.skill not in team.skills):
            return False
        now_s, place, walked_m = now_s + stop.dwell_s, stop.place, walked_m + step_m
    step_m = problem.walk_m[place, team.place]
    return now_s + step_m / team.pace_kmh * 3.6 <= team.ends_s and walked_m + step_m <= team.max_walk_m


def best_by_trying_all(problem: RouteProblem) -> tuple[int, float]:
    """Most mandatory stops, then most reward, of two teams that share no stop."""
    worth: list[dict[frozenset[int], tuple[int, float]]] = [
        {
            frozenset(stop.id for stop in order): (
                sum(stop.mandatory for stop in order),
                sum(stop.reward for stop in order),
            )
            for order in feasible_trips(problem, team)
        }
        for team in problem.teams
    ]
    first, second = worth
    return max(
        (first[one][0] + second[other][0], first[one][1] + second[other][1])
        for one in first
        for other in second
        if not one & other
    )


@settings(steady, max_examples=100)
@given(seed=st.integers(0, 10**6))
def test_a_tiny_plan_is_the_best_there_is(seed: int):
    # At 3.6 km/h every walk takes a whole number of seconds, so that nothing is lost by rounding up.
    problem = make_city_problem(seed, stops=5, teams=2)
    teams = tuple(make_team(team.id, team.place, ends_s=5400, skills=team.skills) for team in problem.teams)
    problem = RouteProblem(problem.stops, teams, problem.walk_m)

    plan = plan_routes(problem, seed=1, iterations=1500)

    visited = {visit.stop_id for route in plan.routes for visit in route.stops}
    mandatory = sum(stop.mandatory for stop in problem.stops if stop.id in visited)
    reward = sum(route.reward for route in plan.routes)
    assert (mandatory, reward) == best_by_trying_all(problem)


def test_the_same_seed_gives_the_same_plan():
    problem = make_city_problem(3, stops=40, teams=5, groups=3)

    first, second = (plan_routes(problem, seed=5, iterations=2000) for _ in range(2))

    assert pickle.dumps(first) == pickle.dumps(second)


def test_another_seed_may_give_another_plan():
    problem = make_city_problem(1, stops=60, teams=7)

    plans = {plan_routes(problem, seed=seed, iterations=20).routes for seed in range(8)}

    assert len(plans) > 1


def test_a_problem_and_its_plan_travel_between_processes():
    problem = make_city_problem(3, stops=10, teams=2)
    plan = plan_routes(problem, seed=5, iterations=100)

    assert pickle.loads(pickle.dumps(plan)) == plan
    assert plan_routes(pickle.loads(pickle.dumps(problem)), seed=5, iterations=100) == plan
