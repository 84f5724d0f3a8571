"""The compiled search: what it lays out, and that its parts keep the books."""

from types import ModuleType

import numpy as np
import pytest

from routing.problem import RoutePlan
from routing.search import compiled, recreate, ruin
from routing.search.instance import make_instance
from routing.search.run import Found, find_trips
from routing.search.tables import Tuning
from routing.timing import timetable
from routing.verify import two_teams_at_one_place
from tests.builders import make_routes_problem, make_stop, make_team


def search(problem, *, iterations: int = 500, pool_slots: int = 64, tuning: Tuning | None = None) -> Found:
    return find_trips(
        make_instance(problem),
        seed=1,
        iterations=iterations,
        pool_slots=pool_slots,
        tuning=tuning or Tuning(),
    )


def test_only_stops_that_some_team_can_make_are_searched():
    stops = [
        make_stop(1),
        make_stop(2, skill="first-aid"),
        make_stop(3, dwell_s=7200),
        make_stop(4, reward=0),
    ]

    instance = make_instance(make_routes_problem(stops, [make_team()]))

    assert instance.stops.tolist() == [0]


def test_a_window_that_cannot_bind_costs_no_time():
    wide = make_routes_problem([make_stop(1, opens_s=300, closes_s=6300)], [make_team()])
    late = make_routes_problem([make_stop(1, opens_s=301, closes_s=6300)], [make_team()])
    early = make_routes_problem([make_stop(1, opens_s=300, closes_s=6299)], [make_team()])

    assert [make_instance(problem).timed for problem in (wide, late, early)] == [False, True, True]


def test_teams_are_of_one_kind_if_no_stop_could_tell_them_apart():
    teams = [
        make_team(1),
        make_team(2, skills=frozenset({"dialect"})),
        make_team(3, skills=frozenset({"first-aid"})),
        make_team(4, from_place=0),
        make_team(5, pace_kmh=4),
    ]

    instance = make_instance(make_routes_problem([make_stop(1, skill="first-aid"), make_stop(2)], teams))

    assert instance.kind.tolist() == [0, 0, 1, 0, 2]


def test_rounding_never_makes_a_reward_nothing():
    problem = make_routes_problem([make_stop(1, reward=1e-9), make_stop(2, reward=1e9)], [make_team()])

    assert make_instance(problem).value[:2].tolist() == [1, 10_000_000]


def test_a_duty_is_worth_more_than_all_rewards():
    stops = [make_stop(1, reward=5), make_stop(2, reward=5), make_stop(3, reward=0, mandatory=True)]

    value = make_instance(make_routes_problem(stops, [make_team()])).value

    assert value[2] > value[0] + value[1]


def test_trips_of_the_pool_can_be_made_by_their_teams():
    stops = [make_stop(i, reward=float(i), closes_s=300 * i + 1500) for i in range(1, 12)]
    problem = make_routes_problem(stops, [make_team(1), make_team(2, ends_s=3600)])

    found = search(problem)

    assert len(found.pool) > 2
    for team, trip in found.pool:
        now_s, place = 0, 0
        for stop in (problem.stops[number] for number in trip):
            now_s += abs(stop.place - place) * 300
            assert now_s <= stop.closes_s
            now_s, place = now_s + stop.dwell_s, stop.place
        assert now_s + place * 300 <= problem.teams[team].ends_s


def test_a_distance_that_is_longer_than_a_detour_breaks_no_trip():
    # From stop 1 to stop 3 it is far, unless by way of stop 2: taking 2 out of a trip makes it slower.
    walk_m = 300.0 * np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    walk_m[1, 3] = walk_m[3, 1] = 5000.0
    problem = make_routes_problem([make_stop(i) for i in range(1, 4)], [make_team(ends_s=3600)], walk_m)

    (trip,) = search(problem).trips

    assert sorted(trip) == [0, 1, 2]
    assert trip in ([0, 1, 2], [2, 1, 0])


@pytest.mark.parametrize(
    "tuning", [Tuning(polish=1.0), Tuning(by_ratio=1.0), Tuning(blink=0.5), Tuning(removed=40)]
)
def test_every_setting_finds_the_walk_along_the_row(tuning: Tuning):
    stops = [make_stop(i, dwell_s=60) for i in range(1, 11)]
    problem = make_routes_problem(stops, [make_team(ends_s=6600)])  # 2 x 3000 m and 10 minutes

    (trip,) = search(problem, tuning=tuning).trips

    assert sorted(trip) == list(range(10))


def test_random_numbers_fill_the_range_evenly():
    state = np.array([88172645463325252], dtype=np.uint64)

    drawn = [compiled.below(state, 4) for _ in range(4000)]

    assert set(drawn) == {0, 1, 2, 3}
    assert np.bincount(drawn).min() > 900


def test_the_fingerprint_changes_with_the_code_of_a_part():
    changed = ModuleType("changed")
    changed.__dict__.update({**vars(ruin), "ruin": recreate.sort_free})

    assert compiled.fingerprint(ruin) == compiled.fingerprint(ruin)
    assert compiled.fingerprint(changed) != compiled.fingerprint(ruin)


def test_without_a_folder_for_machine_code_the_search_is_compiled_each_time(monkeypatch: pytest.MonkeyPatch):
    def njit_without_folder(*, cache: bool = False, **_: bool) -> object:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(compiled, "njit", njit_without_folder)

    assert compiled.entry(abs) is abs


@pytest.mark.parametrize("seed", range(6))
def test_the_search_itself_never_lets_two_teams_meet_at_a_place(seed: int):
    # Five stops at each of two places beside the post: whoever comes must find nobody there.
    random = np.random.default_rng(seed)
    stops = [
        make_stop(n, 1 + n % 2, group=n % 2, reward=float(random.integers(1, 9)), dwell_s=600)
        for n in range(1, 11)
    ]
    teams = [make_team(n, ends_s=3000, from_place=0) for n in range(1, 5)]
    problem = make_routes_problem(stops, teams, step_m=30.0)

    found = search(problem, iterations=2000, pool_slots=0)

    routes = [
        timetable(problem, team, [problem.stops[stop] for stop in trip])
        for team, trip in zip(teams, found.trips, strict=True)
    ]
    assert list(two_teams_at_one_place(problem, RoutePlan(tuple(routes), (), 1))) == []
    # 3,000 s hold four visits at each place.
    assert sum(map(len, found.trips)) == 8
