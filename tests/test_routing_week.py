"""The days of a zone: drawn plans, streets that change, mandatory stops made once, quiet places in turn."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from routing import verify, verify_ways
from routing.detours import avoiding_m, way_length_m
from routing.drawing import DrawnPlan, Lately, warm_up
from routing.network import Network
from routing.plan import plan_routes
from routing.problem import RouteProblem, Stop
from routing.travel import Places, walk_m
from routing.variety import Variation, jaccard
from routing.variety_report import variety_report
from routing.week import ON_FOOT, Ground, Hours, plan_week, visited_stops
from tests.builders import make_network, make_stop, make_team

MONDAY = date(2026, 11, 30)
FEW = Variation(plans=8)
FIRST_CLOSED = {"mandatory": True, "opens_s": 0, "closes_s": 60}


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    warm_up()


def blocks(side: int = 9) -> Network:
    """Blocks of 100 m."""
    ends = [(x, y) for x in range(side) for y in range(side)]
    lines = [((x, y), (x + dx, y + dy)) for x, y in ends for dx, dy in ((1, 0), (0, 1))]
    return make_network(*[[(100.0 * x, 100.0 * y) for x, y in line] for line in lines])


NETWORK = blocks()


def places_of(count: int, seed: int = 1) -> Places:
    random = np.random.default_rng(seed)
    return Places(random.integers(0, len(NETWORK.edge_from), count), random.random(count), np.zeros(count))


def zone(stops: int = 30, *first: Stop) -> tuple[Places, RouteProblem]:
    """Two teams of one post, and stops 1, 2, 3 ... of which the first are given."""
    places = places_of(stops + 1)
    others = [make_stop(n, reward=float(5 + n % 7)) for n in range(1 + len(first), stops + 1)]
    return places, RouteProblem((*first, *others), (make_team(1), make_team(2)), walk_m(NETWORK, places))


def days_of(*problems: RouteProblem, quiet: tuple[Stop, ...] = ()) -> list[list[Hours]]:
    return [
        [Hours(MONDAY + timedelta(days=day), "morning", problem, quiet)]
        for day, problem in enumerate(problems)
    ]


def a_week(secret: int = 5, days: int = 4, **more: object) -> tuple[Places, list[DrawnPlan]]:
    places, problem = zone()
    week = plan_week(
        {ON_FOOT: Ground(NETWORK, places)}, days_of(*[problem] * days, **more), 1, (secret,), 1200, FEW
    )
    return places, [one for (one,) in week]


def visits(drawn: list[DrawnPlan]) -> list[list[int]]:
    return [sorted(v.stop_id for route in one.plan.routes for v in route.stops) for one in drawn]


def test_the_secret_alone_tells_what_is_drawn():
    _, first = a_week(secret=5, days=2)
    _, again = a_week(secret=5, days=2)
    others = [a_week(secret=other, days=2)[1] for other in (6, 7, 8)]

    assert [one.plan for one in first] == [one.plan for one in again]
    assert any([one.plan for one in first] != [one.plan for one in other] for other in others)


def test_a_secret_may_be_longer_than_any_number_of_a_machine():
    _, drawn = a_week(secret=int("f" * 32, 16), days=1)

    assert drawn[0].plan.routes


def test_drawn_plans_are_valid_on_their_own_ways_and_nearly_as_good_as_the_best():
    places, drawn = a_week()

    for one in drawn:
        metres = verify_ways.measured_m(NETWORK, places, one.ways)
        assert verify_ways.violations(NETWORK, places, one.ways) == []
        assert verify.violations(replace(one.problem, walk_m=metres), one.plan) == []
        assert one.reward >= 0.97 * one.best_reward
        assert one.reward == sum(route.reward for route in one.plan.routes)


def test_days_share_few_streets_and_more_of_the_hotspots_are_seen():
    _, drawn = a_week()

    report = variety_report([drawn])

    assert report.streets_overlap < 0.35
    assert report.hotspots_share > report.best_hotspots_share
    assert report.entropy_bits > 2
    assert 0.97 <= report.reward_kept <= 1.01


def test_ways_keep_off_the_streets_of_yesterday_as_far_as_the_reward_allows():
    narrow = make_network([(0, 0), (300, 0)], [(300, 0), (600, 0)])
    places = Places(np.array([0, 1]), np.array([0.0, 1.0]), np.zeros(2))
    only = RouteProblem((make_stop(1),), (make_team(),), walk_m(narrow, places))

    week = plan_week({ON_FOOT: Ground(narrow, places)}, days_of(only, only), 1, (1,), 100, FEW)

    # There is one way to the stop: it is walked again.
    assert [one.streets for (one,) in week] == [{0, 1}, {0, 1}]
    assert variety_report([[one for (one,) in week]]).streets_overlap == 1.0


def test_streets_of_yesterday_cost_more_than_those_of_the_day_before():
    network = make_network([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)])

    cost_m = avoiding_m(network, [{0}, {0, 1}])

    assert cost_m.tolist() == [250, 150, 100]
    assert avoiding_m(network, [{0}], strength=0.0).tolist() == [100, 100, 100]


def test_a_mandatory_stop_is_made_once_a_day_and_every_day():
    places, problem = zone(6, make_stop(1, mandatory=True, reward=0.0))
    days = [
        [Hours(MONDAY + timedelta(days=day), slot, problem) for slot in ("morning", "evening")]
        for day in (0, 1)
    ]

    week = plan_week({ON_FOOT: Ground(NETWORK, places)}, days, 1, (1,), 300, FEW)

    assert [[1 in stops for stops in visits(day)] for day in week] == [[True, False], [True, False]]
    assert all(verify.violations(one.problem, one.plan) == [] for day in week for one in day)


def test_a_stop_that_only_later_hours_can_make_is_not_reported_by_the_first():
    places, missed = zone(3, make_stop(1, **FIRST_CLOSED))
    _, later = zone(3, make_stop(1, mandatory=True))

    (day,) = plan_week(
        {ON_FOOT: Ground(NETWORK, places)},
        [[Hours(MONDAY, "a", missed), Hours(MONDAY, "b", later)]],
        1,
        (1,),
        300,
        FEW,
    )

    assert [1 in stops for stops in visits(day)] == [False, True]
    assert [one.plan.unmet for one in day] == [(), ()]
    assert all(verify.violations(one.problem, one.plan) == [] for one in day)


def test_a_stop_that_nobody_can_make_is_reported_once_by_the_last_hours_that_hold_it():
    places, missed = zone(3, make_stop(1, **FIRST_CLOSED))
    _, empty = zone(3)
    hours = [
        Hours(MONDAY, slot, problem) for slot, problem in zip("abc", (missed, missed, empty), strict=True)
    ]

    (day,) = plan_week({ON_FOOT: Ground(NETWORK, places)}, [hours], 1, (1,), 300, FEW)

    assert [[unmet.stop_id for unmet in one.plan.unmet] for one in day] == [[], [1], []]


def test_quiet_places_have_their_turn_before_one_has_a_second():
    places = places_of(31)
    quiet = tuple(make_stop(n, reward=0.0) for n in range(21, 31))
    hotspots = tuple(make_stop(n, reward=float(5 + n % 7)) for n in range(1, 21))
    problem = RouteProblem(hotspots, (make_team(1), make_team(2)), walk_m(NETWORK, places))

    week = plan_week(
        {ON_FOOT: Ground(NETWORK, places)}, days_of(*[problem] * 5, quiet=quiet), 1, (1,), 600, FEW
    )

    asked = [{stop.id for stop in one.problem.stops if stop.id > 20} for (one,) in week]
    seen = [[n for n in stops if n > 20] for (stops,) in map(visits, week)]
    assert [len(turn) for turn in asked] == [1] * 5
    assert len({n for turn in seen for n in turn}) == sum(map(len, seen)) >= 4


def test_the_first_day_keeps_off_what_was_walked_before_the_week():
    places, problem = zone()
    ((first,),) = plan_week({ON_FOOT: Ground(NETWORK, places)}, days_of(problem), 1, (1,), 1200, FEW)
    before = {("morning", ON_FOOT): Lately((first.streets,), (visited_stops(first.plan),))}

    def overlap(lately: dict[tuple[str, str], Lately]) -> float:
        ((one,),) = plan_week(
            {ON_FOOT: Ground(NETWORK, places)}, days_of(problem), 1, (1,), 1200, FEW, None, lately
        )
        return jaccard(one.streets, first.streets)

    assert overlap({}) == 1.0
    assert overlap(before) < 0.35
    assert overlap({("evening", ON_FOOT): before["morning", ON_FOOT]}) == 1.0


def test_quiet_places_wait_for_their_turn_across_weeks():
    places = places_of(31)
    quiet = tuple(make_stop(n, reward=0.0) for n in range(21, 31))
    problem = RouteProblem((), (make_team(1), make_team(2)), walk_m(NETWORK, places))
    seen = {n: MONDAY - timedelta(days=n) for n in range(21, 30)}

    ((one,),) = plan_week(
        {ON_FOOT: Ground(NETWORK, places)}, days_of(problem, quiet=quiet), 1, (1,), 600, FEW, seen
    )

    # Never seen: 30. Of the others 29 waits longest; the teams have time for one.
    assert {stop.id for stop in one.problem.stops} == {30}
    ((next_one,),) = plan_week(
        {ON_FOOT: Ground(NETWORK, places)}, days_of(problem, quiet=quiet), 1, (1,), 600, FEW,
        seen | {30: MONDAY},
    )  # fmt: skip
    assert {stop.id for stop in next_one.problem.stops} == {29}


def test_hours_without_stops_are_walked_by_nobody():
    places, problem = zone(3)
    nothing = replace(problem, stops=())

    week = plan_week({ON_FOOT: Ground(NETWORK, places)}, days_of(nothing, nothing), 1, (1,), 100, FEW)

    assert [one.streets for (one,) in week] == [frozenset(), frozenset()]
    assert variety_report([[one for (one,) in week]]).reward_kept == 1.0


@pytest.mark.parametrize(
    ("way", "rule"),
    [
        ((), "way-missing"),
        (((0, 0.5, 0.9),), "way-ends-elsewhere"),
        (((1, 0.0, 0.5),), "way-ends-elsewhere"),
        (((0, 0.5, 1.0), (2, 0.0, 1.0), (1, 0.0, 0.5)), "way-leaves-the-streets"),
        (((0, 0.5, 0.7), (1, 0.0, 0.5)), "way-leaves-the-streets"),
        (((0, 0.5, 1.0), (1, 0.0, 0.5)), None),
    ],
)
def test_a_way_leads_along_the_streets_from_place_to_place(way, rule: str | None):
    network = make_network([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(0, 0), (0, 90)])
    places = Places(np.array([0, 1]), np.array([0.5, 0.5]), np.zeros(2))

    broken = verify_ways.violations(network, places, {(0, 1): way})

    assert rule in [None, *[one.rule for one in broken]] and bool(broken) == (rule is not None)


def test_a_way_against_a_street_that_binds_is_found_and_lengths_are_those_of_the_vertices():
    network = make_network([(0, 0), (30, 40), (30, 90)], one_way=[0])
    places = Places(np.array([0, 0]), np.array([0.75, 0.25]), np.zeros(2))
    way = ((0, 0.75, 0.25),)

    assert [one.rule for one in verify_ways.violations(network, places, {(0, 1): way})] == [
        "way-against-direction"
    ]
    assert verify_ways.measured_m(network, places, {(0, 1): way})[0, 1] == pytest.approx(50)
    assert way_length_m(network, way) == pytest.approx(50)


def test_riders_of_a_slot_go_where_its_walkers_do_not_and_on_streets_of_their_own():
    places, walking = zone()
    bound = replace(NETWORK, both_ways=np.arange(len(NETWORK.edge_from)) % 7 > 0)
    riders = (make_team(3, pace_kmh=10.0, max_walk_m=20_000.0),)
    riding = replace(walking, teams=riders, walk_m=walk_m(bound, places))
    grounds = {ON_FOOT: Ground(NETWORK, places), "bicycle": Ground(bound, places)}
    hours = [Hours(MONDAY, "a", walking), Hours(MONDAY, "a", riding, by="bicycle")]

    week = plan_week(grounds, [hours, hours], 1, (1,), 600, FEW)

    for on_foot, by_bicycle in week:
        assert by_bicycle.plan.routes[0].stops
        assert verify.visited_by_both([on_foot.plan, by_bicycle.plan]) == []
        for one, network in ((on_foot, NETWORK), (by_bicycle, bound)):
            assert verify.violations(one.problem, one.plan) == []
            assert verify_ways.violations(network, places, one.ways) == []


def test_two_plans_of_the_same_hours_that_share_a_stop_are_found():
    plan = plan_routes(zone(2)[1], seed=1, iterations=100)

    assert {broken.stop_id for broken in verify.visited_by_both([plan, plan])} == {1, 2}
    assert {broken.rule for broken in verify.visited_by_both([plan, plan])} == {"visited-twice"}
