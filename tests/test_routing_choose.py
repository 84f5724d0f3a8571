"""Choosing among trips what can be done together."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.choose import Presence, Trip, choose_trips, clashes


def test_the_best_trips_that_share_no_stop_are_chosen():
    trips = [Trip(0, (1, 2), 10), Trip(0, (2, 3), 11), Trip(0, (3, 4), 10)]

    assert choose_trips(trips, {0: 2}, [1], seed=1) == [0, 2]


def test_a_kind_has_no_more_trips_than_teams():
    trips = [Trip(0, (1,), 10), Trip(0, (2,), 9), Trip(1, (3,), 1)]

    assert choose_trips(trips, {0: 1, 1: 1}, [1], seed=1) == [0, 2]


def test_the_incumbent_stays_where_nothing_is_better():
    trips = [Trip(0, (1,), 10), Trip(0, (1, 2), 10)]

    assert choose_trips(trips, {0: 1}, [1], seed=1) == [1]


def test_without_time_the_incumbent_stays():
    trips = [Trip(0, (1, 2), 10), Trip(0, (2, 3), 11), Trip(0, (3, 4), 10)]

    assert choose_trips(trips, {0: 2}, [1], seed=1, effort=0.0) == [1]


def test_two_trips_are_not_at_one_place_at_one_time():
    first = Trip(0, (1,), 10, (Presence(1, 7, 0, 600),))
    together = Trip(1, (2,), 10, (Presence(2, 7, 599, 1200),))
    after = Trip(1, (3,), 8, (Presence(3, 7, 600, 1200),))
    elsewhere = Trip(1, (4,), 7, (Presence(4, 8, 0, 600),))

    assert choose_trips([first, together], {0: 1, 1: 1}, [], seed=1) in ([0], [1])
    assert choose_trips([first, together, after], {0: 1, 1: 1}, [], seed=1) == [0, 2]
    assert choose_trips([first, together, elsewhere], {0: 1, 1: 1}, [], seed=1) == [0, 2]


def test_one_trip_may_visit_a_place_twice():
    twice = Trip(0, (1, 2), 10, (Presence(1, 7, 0, 600), Presence(2, 7, 600, 1200)))

    assert choose_trips([twice], {0: 1}, [], seed=1) == [0]


@st.composite
def trips_with_presences(draw: st.DrawFn) -> list[Trip]:
    trips = []
    for _ in range(draw(st.integers(1, 8))):
        stops = sorted(draw(st.sets(st.integers(0, 5), min_size=1, max_size=3)))
        starts = [draw(st.integers(0, 3)) for _ in stops]
        presences = tuple(Presence(stop, stop % 3, s, s + 2) for stop, s in zip(stops, starts, strict=True))
        trips.append(Trip(draw(st.integers(0, 1)), tuple(stops), draw(st.integers(1, 9)), presences))
    return trips


def can_be_done_together(trips: list[Trip], chosen: tuple[int, ...]) -> bool:
    kinds = [trips[i].kind for i in chosen]
    pairs = [(trips[i], trips[j]) for i, j in combinations(chosen, 2)]
    return all(kinds.count(kind) <= 2 for kind in (0, 1)) and all(
        set(one.stops).isdisjoint(other.stops) and not any(clashes(one, other)) for one, other in pairs
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(trips_with_presences())
def test_the_choice_is_the_best_of_all_choices(trips: list[Trip]):
    allowed = [
        choice
        for size in range(len(trips) + 1)
        for choice in combinations(range(len(trips)), size)
        if can_be_done_together(trips, choice)
    ]

    chosen = choose_trips(trips, {0: 2, 1: 2}, [], seed=1)

    assert tuple(chosen) in allowed
    best = max(sum(trips[i].value for i in choice) for choice in allowed)
    assert sum(trips[i].value for i in chosen) == best
