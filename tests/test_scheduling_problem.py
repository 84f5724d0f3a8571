"""A problem that contradicts itself is refused with the value that is wrong."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from scheduling.problem import Problem
from tests.builders import make_crew, make_patrol, make_problem


def test_times_without_a_zone_are_refused() -> None:
    patrol = make_patrol(7)

    with pytest.raises(ValueError, match="patrol 7 needs aware times"):
        replace(patrol, starts_at=datetime(2026, 1, 5, 19))


def test_a_patrol_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="end after they start"):
        make_patrol(7, hours=0)


@pytest.mark.parametrize("seats", [(0, 2), (3, 2)])
def test_impossible_seats_are_refused(seats: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"patrol 7 has seats {seats[0]} to {seats[1]}"):
        make_patrol(7, seats=seats)


def test_a_standby_patrol_with_a_minimum_is_refused() -> None:
    with pytest.raises(ValueError, match="standby patrol 7"):
        make_patrol(7, seats=(1, 2), standby=True)


def test_two_volunteers_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two entries share one volunteer id"):
        make_problem([*make_crew(), *make_crew()], [], [])


def test_a_pair_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="listed twice"):
        make_problem(make_crew(), [make_patrol(1)], [(1, 1), (1, 1)])


def test_a_pair_of_nobody_is_refused() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])
    pairs = replace(problem.pairs, volunteer=problem.pairs.volunteer + 1)

    with pytest.raises(ValueError, match=r"pairs.volunteer must lie in 0\.\.1"):
        Problem(problem.volunteers, problem.patrols, pairs)


def test_columns_of_different_length_are_refused() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])
    pairs = replace(problem.pairs, walk_m=np.zeros(3))

    with pytest.raises(ValueError, match=r"pairs\.walk_m must have shape"):
        Problem(problem.volunteers, problem.patrols, pairs)
