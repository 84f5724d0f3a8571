"""Plans varied on purpose: nearly as good as the best, drawn from a capped mixture."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.plan import plan_routes, warm_up
from routing.problem import RoutePlan, RouteProblem, Unmet
from routing.variety import (
    Variation,
    draw,
    entropy_bits,
    jaccard,
    mixture,
    reward_of,
    varied_plans,
)
from routing.verify import violations
from tests.builders import make_routes_problem, make_stop, make_team


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm_up()


def make_zone(seed: int = 1, stops: int = 40, **more: object) -> RouteProblem:
    random = np.random.default_rng(seed)
    xy_m = random.integers(0, 1500, (stops + 1, 2)).astype(np.float64)
    walk_m = np.abs(xy_m[:, None] - xy_m[None]).sum(axis=2)
    rewards = random.integers(5, 15, stops).tolist()
    zone = [make_stop(i, reward=float(reward), **more) for i, reward in enumerate(rewards, 1)]
    return RouteProblem(tuple(zone), (make_team(1), make_team(2), make_team(3)), walk_m)


def order(plan: RoutePlan) -> list[tuple[int, ...]]:
    return [tuple(visit.stop_id for visit in route.stops) for route in plan.routes]


def stops(plan: RoutePlan) -> set[int]:
    return {stop_id for route in order(plan) for stop_id in route}


def test_plans_are_different_valid_and_nearly_as_good_as_the_best():
    problem = make_zone()
    best = plan_routes(problem, seed=1, iterations=4000)

    plans = varied_plans(problem, best, seed=3, iterations=800)

    assert len(plans) == 24
    assert plans[0] == best
    assert len({tuple(order(plan)) for plan in plans}) == 24
    assert all(violations(problem, plan) == [] for plan in plans)
    assert min(reward_of(problem, plan) for plan in plans) >= 0.97 * reward_of(problem, best)


def test_the_same_seed_gives_the_same_plans_and_another_one_others():
    problem = make_zone()
    best = plan_routes(problem, seed=1, iterations=2000)
    few = Variation(plans=3)

    again = [varied_plans(problem, best, seed=seed, iterations=300, variation=few) for seed in (1, 1, 2)]

    assert again[0] == again[1]
    assert again[0] != again[2]


def test_a_mandatory_stop_of_the_best_plan_is_in_every_plan():
    problem = make_zone()
    duty = replace(problem.stops[0], reward=0.0, mandatory=True)
    problem = replace(problem, stops=(duty, *problem.stops[1:]))
    best = plan_routes(problem, seed=1, iterations=2000)

    plans = varied_plans(problem, best, seed=1, iterations=500, variation=Variation(plans=8))

    assert all(duty.id in {v.stop_id for r in plan.routes for v in r.stops} for plan in plans)


def test_places_of_yesterday_are_visited_less():
    problem = make_zone(stops=60)
    best = plan_routes(problem, seed=1, iterations=4000)

    fresh, wary = (
        varied_plans(problem, best, seed=2, iterations=800, lately=lately) for lately in ((), [stops(best)])
    )

    again = [np.mean([jaccard(stops(plan), stops(best)) for plan in plans[1:]]) for plans in (fresh, wary)]
    assert again[1] < again[0]


def test_where_there_is_no_choice_the_best_plan_stays_alone():
    problem = make_routes_problem([make_stop(1)], [make_team()])
    best = plan_routes(problem, seed=1, iterations=50)

    assert varied_plans(problem, best, seed=1, iterations=50) == (best,)
    empty = RoutePlan(best.routes[:0], (Unmet(1, "no-team"),), 1)
    nobody = replace(problem, teams=())
    assert varied_plans(nobody, empty, seed=1, iterations=50) == (empty,)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), plans=st.integers(1, 40), cap=st.sampled_from([0.05, 0.125, 0.5, 1.0]))
def test_a_mixture_keeps_the_cap_and_the_reward(seed: int, plans: int, cap: float):
    random = np.random.default_rng(seed)
    rewards, overlap = random.uniform(97, 100, plans), random.random(plans)

    share = mixture(rewards, overlap, cap=cap, least=97.0)

    assert share.sum() == pytest.approx(1.0)
    assert share.min() >= 0
    assert share.max() <= max(cap, 1 / plans) + 1e-9
    assert share @ rewards >= 97.0 - 1e-6
    assert share @ overlap <= overlap.mean() + 1e-9 or share @ rewards < rewards.mean()


def test_a_mixture_prefers_what_overlaps_least_up_to_the_cap():
    share = mixture(np.array([10.0, 10.0, 10.0]), np.array([0.9, 0.1, 0.5]), cap=0.6, least=0.0)

    assert share.tolist() == pytest.approx([0.0, 0.6, 0.4])


def test_a_mixture_that_cannot_keep_the_reward_keeps_the_cap():
    share = mixture(np.array([10.0, 1.0]), np.array([0.0, 1.0]), cap=0.6, least=9.0)

    assert share.tolist() == pytest.approx([0.6, 0.4])


def test_draws_follow_the_probabilities_and_the_seed():
    share = np.array([0.5, 0.5, 0.0])

    drawn = [draw(share, seed) for seed in range(200)]

    assert drawn == [draw(share, seed) for seed in range(200)]
    assert set(drawn) == {0, 1}
    assert entropy_bits(share) == 1.0
