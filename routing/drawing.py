"""A plan drawn for the patrols of some hours: nearly the best, varied, and off yesterday's streets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from routing import plan
from routing.arrays import FloatArray
from routing.detours import Leg, as_walked, avoiding_m, legs_in_order, streets_of
from routing.network import Network, build_network
from routing.parts import plan_zone
from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem
from routing.timing import timetable
from routing.travel import Places, Way, walk_m, ways_walked
from routing.variety import Variation, draw, entropy_bits, jaccard, mixture, reward_of, varied_plans

# Of the avoidance of streets; with the last one every way is the shortest.
STRENGTHS = (1.0, 0.5, 0.25, 0.0)


@dataclass(frozen=True, slots=True)
class Lately:
    """What was walked in the same hours of the days before, the newest first: edges, and ids of stops."""

    streets: tuple[frozenset[int], ...] = ()
    stops: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True)
class DrawnPlan:
    """A plan with its ways, and what the draw was like.

    Attributes:
        problem: What was asked, with the lengths of the ways as distances.
        plan: What was drawn.
        ways: The way of each leg of the plan.
        streets: Edges that any team walks on.
        reward: What the plan collects.
        best_reward: What the best plan collects on the shortest ways.
        best_stops: What the best plan visits.
        entropy_bits: Uncertainty of the draw.
        plans: Number of plans that it was drawn from.
    """

    problem: RouteProblem
    plan: RoutePlan
    ways: dict[Leg, Way]
    streets: frozenset[int]
    reward: float
    best_reward: float
    best_stops: frozenset[int] = field(repr=False)
    entropy_bits: float
    plans: int


def draw_plan(
    network: Network,
    places: Places,
    problem: RouteProblem,
    lately: Lately,
    *,
    seed: int,
    secret: Sequence[int],
    iterations: int,
    variation: Variation,
) -> DrawnPlan:
    """Draw a plan; the same arguments give the same one.

    Args:
        network: The streets.
        places: Where the problem's places lie on them.
        problem: Stops and teams, with the shortest walks as distances.
        lately: What the draw keeps away from.
        seed: Of the searches, which tell what could be drawn.
        secret: Numbers that alone tell what is drawn.
        iterations: Of the search for the best plan; each other search takes a sixth of it.
        variation: How far the plan may go from the best.
    """
    best = plan_zone(problem, seed=seed, iterations=iterations)
    least = (1 - variation.loss) * reward_of(problem, best)
    seen, cost_m, base = _off_the_streets(network, places, problem, best, lately, least, seed, iterations)
    plans = varied_plans(
        seen,
        base,
        seed=seed,
        iterations=max(1, iterations // 6),
        lately=lately.stops,
        least=least,
        variation=variation,
    )
    ways = _ways(network, places, cost_m, [leg for one in plans for leg in _legs(seen, one)])
    streets = [streets_of(ways, _legs(seen, one)) for one in plans]
    # On the first day there is nothing to keep away from but the plan that everybody would guess.
    before = lately.streets[0] if lately.streets else streets[0]
    overlap = np.array([jaccard(walked, before) for walked in streets])
    rewards = np.array([reward_of(problem, one) for one in plans])
    share = mixture(rewards, overlap, cap=variation.cap, least=least)
    number = draw(share, secret)
    used = {leg: ways[leg] for leg in sorted(set(_legs(seen, plans[number])))}
    walked = as_walked(network, seen, used)
    return DrawnPlan(
        problem=walked,
        plan=_timed(walked, plans[number]),
        ways=used,
        streets=streets[number],
        reward=float(rewards[number]),
        best_reward=reward_of(problem, best),
        best_stops=frozenset(visit.stop_id for route in best.routes for visit in route.stops),
        entropy_bits=entropy_bits(share),
        plans=len(plans),
    )


def warm_up() -> None:
    """Compile all that ``draw_plan`` uses, or load it from disk."""
    plan.warm_up()
    line = np.array([[0.0, 0.0], [100.0, 0.0]])
    network = build_network([line], np.array([0]), np.array([1]), np.array([True]))
    places = Places(np.zeros(2, dtype=np.int64), np.array([0.0, 1.0]), np.zeros(2))
    for cost_m in (None, network.edge_length_m):
        walk_m(network, places, cost_m)
        ways_walked(network, places, [(0, 1)], cost_m)


def _off_the_streets(
    network: Network,
    places: Places,
    problem: RouteProblem,
    best: RoutePlan,
    lately: Lately,
    least: float,
    seed: int,
    iterations: int,
) -> tuple[RouteProblem, FloatArray | None, RoutePlan]:
    """The problem on ways that avoid streets walked lately, as far as its best plan keeps enough."""
    missed = {unmet.stop_id for unmet in best.unmet}
    for strength in STRENGTHS if any(lately.streets) else STRENGTHS[-1:]:
        if strength == 0.0:
            break
        cost_m = avoiding_m(network, lately.streets, strength)
        seen = replace(problem, walk_m=walk_m(network, places, cost_m))
        base = plan_routes(seen, seed=seed, iterations=max(1, iterations // 2), start=best, choice=False)
        if reward_of(seen, base) >= least and {unmet.stop_id for unmet in base.unmet} <= missed:
            return seen, cost_m, base
    return problem, None, best


def _legs(problem: RouteProblem, plan: RoutePlan) -> list[Leg]:
    return [leg for legs in legs_in_order(problem, plan) for leg in legs]


def _ways(network: Network, places: Places, cost_m: FloatArray | None, legs: Iterable[Leg]) -> dict[Leg, Way]:
    pairs = sorted(set(legs))
    return dict(zip(pairs, ways_walked(network, places, pairs, cost_m), strict=True))


def _timed(problem: RouteProblem, plan: RoutePlan) -> RoutePlan:
    """The same visits at the times that the problem's distances give."""
    stop_of, team_of = {stop.id: stop for stop in problem.stops}, {team.id: team for team in problem.teams}
    routes = tuple(
        timetable(problem, team_of[route.team_id], [stop_of[visit.stop_id] for visit in route.stops])
        for route in plan.routes
    )
    return replace(plan, routes=routes)
