"""Load, its rising price, and what is carried over."""

from itertools import islice

from scheduling.fairness import carried_load, loads, patrol_costs
from tests.builders import make_patrol, make_problem, make_volunteer, roster_of


def test_each_further_patrol_costs_more_than_the_one_before() -> None:
    fresh = make_volunteer(1, offered=4)

    assert list(islice(patrol_costs(fresh, 40), 4)) == [10, 30, 50, 70]


def test_a_past_load_makes_every_patrol_dearer() -> None:
    tired = make_volunteer(1, offered=4, past_load=0.5)

    assert list(islice(patrol_costs(tired, 40), 2)) == [50, 70]


def test_who_offers_more_is_cheaper() -> None:
    [few], [many] = (list(islice(patrol_costs(make_volunteer(1, offered=n), 40), 1)) for n in (2, 8))

    assert (few, many) == (20, 5)


def test_half_of_the_load_is_carried_over() -> None:
    assert carried_load(make_volunteer(1, offered=4, past_load=1.0), 2) == 0.75


def test_load_counts_patrols_and_what_was_carried_over_of_those_who_offered() -> None:
    people = [
        make_volunteer(1, offered=4, past_load=0.25),
        make_volunteer(2, offered=2),
        make_volunteer(3, offered=0),
    ]
    problem = make_problem(people, [make_patrol(1), make_patrol(2, 43)])

    assert loads(problem, roster_of((1, 1), (1, 2))) == {1: 0.75, 2: 0.0}
