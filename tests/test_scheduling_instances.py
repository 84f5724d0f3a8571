"""The benchmark's problems have the shape they promise, and the solver holds its figures on a small one."""

import numpy as np
import pytest

from benchmarks.roster_instances import roster_instance
from scheduling.solve import solve
from scheduling.verify import violations


def test_the_same_seed_draws_the_same_problem() -> None:
    one, other = roster_instance(200, 7, 3), roster_instance(200, 7, 3)

    assert (one.volunteers, one.patrols) == (other.volunteers, other.patrols)
    assert np.array_equal(one.pairs.walk_m, other.pairs.walk_m)


def test_a_district_has_the_size_of_the_real_one() -> None:
    problem = roster_instance(4972, 7, 1)

    assert len(problem.volunteers) == 4972
    assert sum(not patrol.standby for patrol in problem.patrols) == 2800
    assert 85_000 < len(problem.pairs) < 105_000
    assert 20_000 < sum(volunteer.offered for volunteer in problem.volunteers) < 24_000


def test_part_weeks_are_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 7, got 10"):
        roster_instance(200, 10, 1)


def test_a_town_of_three_hundred_is_solved_within_three_percent() -> None:
    problem = roster_instance(300, 7, 3)

    solution = solve(problem)

    assert violations(problem, solution.roster) == []
    assert solution.certificate.gap <= 0.03
