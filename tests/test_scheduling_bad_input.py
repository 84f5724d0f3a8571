"""Hopeless problems end with a roster, perhaps empty, and a reason for each seat, or with one sentence."""

from collections.abc import Callable

import pytest

from scheduling.city import solve_city
from scheduling.contradictions import ContradictoryRulesError
from scheduling.explain import empty_seats
from scheduling.problem import Problem, Rules, Solution
from scheduling.solve import solve
from scheduling.verify import violations
from tests.builders import make_crew, make_patrol, make_problem, make_volunteer, roster_of

Solver = Callable[[Problem], Solution]


@pytest.fixture(params=[solve, solve_city], ids=["whole", "parts"])
def solver(request: pytest.FixtureRequest) -> Solver:
    found: Solver = request.param
    return found


def reasons(problem: Problem, solution: Solution) -> dict[int, tuple[int, bool, str]]:
    """Seats short, whether the patrol stays away, and why, by patrol id."""
    seats = empty_seats(problem, solution.roster)
    return {one.patrol_id: (one.seats_short, one.not_run, one.reason) for one in seats}


def test_no_volunteers_leave_every_seat_empty_for_that_reason(solver: Solver) -> None:
    problem = make_problem([], [make_patrol(1), make_patrol(2, 43)])

    solution = solver(problem)

    assert solution.roster == ()
    assert {reason for _, _, reason in reasons(problem, solution).values()} == {"nobody-in-reach"}


def test_a_patrol_that_nobody_can_reach_stays_empty_and_the_other_runs(solver: Solver) -> None:
    problem = make_problem(make_crew(), [make_patrol(1), make_patrol(2, 43)], [(1, 1), (2, 1)])

    solution = solver(problem)

    assert solution.roster == roster_of((1, 1), (2, 1))
    assert reasons(problem, solution)[2] == (2, True, "nobody-in-reach")


def test_somebody_who_offers_nothing_is_left_in_peace(solver: Solver) -> None:
    people = [*make_crew(), make_volunteer(9, "grid", offered=0)]
    problem = make_problem(people, [make_patrol(1)], [(1, 1), (2, 1)])

    assert solver(problem).roster == roster_of((1, 1), (2, 1))


def test_a_thousand_seats_for_one_person_stay_empty_with_a_reason(solver: Solver) -> None:
    problem = make_problem([make_volunteer(1, leader=True)], [make_patrol(1, seats=(2, 1000))])

    solution = solver(problem)

    assert solution.roster == ()
    assert reasons(problem, solution)[1][:2] == (1000, True)
    assert solution.certificate.gap < 0.01


def test_a_thousand_patrols_for_one_pair_run_as_often_as_the_pair_may(solver: Solver) -> None:
    patrols = [make_patrol(k + 1, 8 + 24 * (k % 7)) for k in range(1000)]
    problem = make_problem(make_crew(weekly_cap=3), patrols)

    solution = solver(problem)

    assert violations(problem, solution.roster) == []
    assert len(solution.roster) == 6
    assert len(reasons(problem, solution)) == 997


def test_rules_that_contradict_each_other_are_named_in_one_sentence(solver: Solver) -> None:
    rules = Rules(max_per_day=2, min_rest_h=24)

    with pytest.raises(ContradictoryRulesError, match=r"^max_per_day 2 leaves no room for min_rest_h 24$"):
        solver(make_problem(make_crew(), [make_patrol(1)], rules=rules))
