"""The days of one zone, one after the other: hours that differ from those of the day before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from routing.drawing import DrawnPlan, Lately, draw_plan
from routing.network import Network
from routing.problem import RoutePlan, RouteProblem, Stop
from routing.profiles import WALKING
from routing.rotation import with_rotation
from routing.travel import Places
from routing.variety import Variation

# Days whose plans and streets are kept away from.
REMEMBERED = 3
ON_FOOT = WALKING.name


@dataclass(frozen=True)
class Hours:
    """The patrols of one slot of one day.

    Attributes:
        day: The day.
        slot: What the same hours of every day have in common.
        problem: Stops and teams, with the shortest walks as distances.
        quiet: Stops of low risk, some of which have their turn.
        by: How these patrols get about; those of a slot who get about otherwise have hours of their own.
    """

    day: date
    slot: str
    problem: RouteProblem
    quiet: tuple[Stop, ...] = ()
    by: str = ON_FOOT


@dataclass(frozen=True)
class Ground:
    """The streets for one way to get about, and where the places of all problems lie on them."""

    network: Network
    places: Places


def plan_week(
    grounds: Mapping[str, Ground],
    days: Sequence[Sequence[Hours]],
    seed: int,
    secret: Sequence[int],
    iterations: int,
    variation: Variation,
    last_visit: Mapping[int, date] | None = None,
    lately: Mapping[tuple[str, str], Lately] | None = None,
) -> list[list[DrawnPlan]]:
    """Draw a plan for all hours of all days, in order of time.

    A mandatory stop that one of the day's plans makes is dropped from those after it; it has the same id in
    all of them. It is unmet only if the last hours that hold it cannot make it. What the first patrols of a
    slot visit is no stop for those who get about otherwise in the same slot.

    Args:
        grounds: The streets by the way to get about.
        days: Hours of each day; of one slot, those who reach least come first.
        seed: Of the searches; the nth hours of the dth day use ``seed + 100 * d + n``.
        secret: Numbers that alone tell what is drawn.
        iterations: Of the search for each best plan.
        variation: How far plans may go from the best.
        last_visit: Day of the last visit of quiet stops by id.
        lately: What was walked before the first day, by the slot and the way to get about.
    """
    known = defaultdict(Lately, lately or {})
    visited = dict(last_visit or {})
    week = []
    for number, hours_of_day in enumerate(days):
        made: set[int] = set()
        taken: dict[str, set[int]] = defaultdict(set)
        drawn: list[DrawnPlan] = []
        for position, hours in enumerate(hours_of_day):
            ground, before = grounds[hours.by], known[hours.slot, hours.by]
            one = draw_plan(
                ground.network,
                ground.places,
                _asked(hours, made | taken[hours.slot], visited, seed + 100 * number + position),
                before,
                seed=seed + 100 * number + position,
                secret=[*secret, number, position],
                iterations=iterations,
                variation=variation,
            )
            drawn.append(one)
            seen = visited_stops(one.plan)
            made |= _mandatory(hours.problem) & seen
            taken[hours.slot] |= seen
            visited.update(dict.fromkeys(seen & {stop.id for stop in hours.quiet}, hours.day))
            known[hours.slot, hours.by] = _remembered(before, one)
        week.append(_settled(hours_of_day, drawn, made))
    return week


def _asked(hours: Hours, done: set[int], visited: Mapping[int, date], seed: int) -> RouteProblem:
    """What is left to do, and the quiet stops whose turn it is."""
    left, quiet = (
        [stop for stop in stops if stop.id not in done] for stops in (hours.problem.stops, hours.quiet)
    )
    stops = with_rotation(left, quiet, hours.problem.teams, visited, seed=seed)
    return replace(hours.problem, stops=stops)


def _remembered(lately: Lately, drawn: DrawnPlan) -> Lately:
    streets = (drawn.streets, *lately.streets)[:REMEMBERED]
    return Lately(streets, (visited_stops(drawn.plan), *lately.stops)[:REMEMBERED])


def visited_stops(plan: RoutePlan) -> frozenset[int]:
    """Ids of the stops that any team visits."""
    return frozenset(visit.stop_id for route in plan.routes for visit in route.stops)


def _settled(hours_of_day: Sequence[Hours], drawn: Sequence[DrawnPlan], made: set[int]) -> list[DrawnPlan]:
    """Nothing is asked of hours, or unmet in them, that is made at another time of the day."""
    settled = []
    for number, one in enumerate(drawn):
        later = {stop for hours in hours_of_day[number + 1 :] for stop in _mandatory(hours.problem)}
        elsewhere = (made | later) - visited_stops(one.plan)
        problem = replace(
            one.problem, stops=tuple(stop for stop in one.problem.stops if stop.id not in elsewhere)
        )
        unmet = tuple(unmet for unmet in one.plan.unmet if unmet.stop_id not in elsewhere)
        settled.append(replace(one, problem=problem, plan=replace(one.plan, unmet=unmet)))
    return settled


def _mandatory(problem: RouteProblem) -> set[int]:
    return {stop.id for stop in problem.stops if stop.mandatory}
