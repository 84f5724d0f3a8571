"""Each rung of the ladder of reasons, and that solved rosters leave nobody idle without one."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.explain import EmptySeat, empty_seats
from scheduling.problem import Problem, Roster, Rules
from scheduling.solve import Limits, solve
from tests.builders import (
    MONDAY,
    draw_problem,
    make_crew,
    make_patrol,
    make_problem,
    make_volunteer,
    roster_of,
)


def reason_of(problem: Problem, patrol_id: int, roster: Roster = ()) -> str:
    [found] = [seat for seat in empty_seats(problem, roster) if seat.patrol_id == patrol_id]
    return found.reason


def test_a_full_patrol_needs_no_explanation() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])

    assert empty_seats(problem, roster_of((1, 1), (2, 1))) == []


def test_nobody_offers_the_slot_within_reach() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)], [])

    assert reason_of(problem, 1) == "nobody-in-reach"


def test_fewer_people_offer_than_the_minimum() -> None:
    problem = make_problem(make_crew(), [make_patrol(1, seats=(3, 3))])

    assert empty_seats(problem, ()) == [
        EmptySeat(
            1,
            3,
            True,
            "too-few-offer",
            {
                "needed": 3,
                "offer": 2,
                "lapsed": 0,
                "wrong_age": 0,
                "leaders": 1,
                "kinds": 2,
                "used_that_day": 0,
                "resting": 0,
                "cap_used": 0,
                "free": 2,
                "free_leaders": 1,
                "free_kinds": 2,
            },
        )
    ]


def test_everybody_who_offers_goes_and_a_seat_is_left() -> None:
    problem = make_problem(make_crew(), [make_patrol(1, seats=(2, 3))])

    [seat] = empty_seats(problem, roster_of((1, 1), (2, 1)))

    assert (seat.seats_short, seat.not_run, seat.reason) == (1, False, "too-few-offer")


def test_insurance_lapsed_for_too_many_of_those_who_offer() -> None:
    uninsured = make_volunteer(3, "grid", insured_until=MONDAY - timedelta(days=1))
    problem = make_problem([*make_crew(), uninsured], [make_patrol(1, seats=(3, 3))])

    assert reason_of(problem, 1) == "insurance-or-training-lapsed"


def test_no_leader_offers() -> None:
    problem = make_problem([make_volunteer(1), make_volunteer(2, "party")], [make_patrol(1)])

    assert reason_of(problem, 1) == "no-leader-offers"


def test_only_one_kind_offers() -> None:
    problem = make_problem([make_volunteer(1, leader=True), make_volunteer(2)], [make_patrol(1)])

    assert reason_of(problem, 1) == "too-few-kinds-offer"


def test_people_are_used_elsewhere_that_day() -> None:
    problem = make_problem(make_crew(), [make_patrol(1, 8), make_patrol(2, 19)])

    assert reason_of(problem, 2, roster_of((1, 1), (2, 1))) == "used-that-day"


def test_people_rest_after_a_late_patrol() -> None:
    problem = make_problem(make_crew(), [make_patrol(1, 21), make_patrol(2, 30.5)])

    assert reason_of(problem, 2, roster_of((1, 1), (2, 1))) == "resting"


def test_people_must_rest_before_a_later_patrol_too() -> None:
    problem = make_problem(make_crew(), [make_patrol(1, 30.5), make_patrol(2, 21)])

    assert reason_of(problem, 2, roster_of((1, 1), (2, 1))) == "resting"


def test_the_weekly_cap_is_used_up() -> None:
    problem = make_problem(make_crew(weekly_cap=1), [make_patrol(1), make_patrol(2, 67)])

    assert reason_of(problem, 2, roster_of((1, 1), (2, 1))) == "weekly-cap-used"


def test_the_leaders_are_used_elsewhere() -> None:
    people = [*make_crew(count=4), make_volunteer(5, "militia")]
    problem = make_problem(people, [make_patrol(1), make_patrol(2)])

    assert reason_of(problem, 2, roster_of((1, 1), (2, 1))) == "leaders-used"


def test_people_of_other_kinds_are_used_elsewhere() -> None:
    people = [make_volunteer(k, leader=True) for k in (1, 2, 3)]
    other = make_volunteer(4, "party")
    problem = make_problem([*people, other], [make_patrol(1), make_patrol(2)])

    assert reason_of(problem, 2, roster_of((1, 1), (4, 1))) == "kinds-used"


def test_enough_people_are_free_but_it_was_not_worth_it() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])

    assert reason_of(problem, 1) == "not-worth-it"


def test_an_empty_standby_is_short_and_never_counts_as_not_run() -> None:
    problem = make_problem([], [make_patrol(1, seats=(0, 2), standby=True)])

    [seat] = empty_seats(problem, ())

    assert (seat.seats_short, seat.not_run, seat.reason) == (2, False, "nobody-in-reach")


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_patrol_that_free_people_could_run_is_never_left_out_of_the_best_roster(seed: int) -> None:
    problem = draw_problem(seed, 10, 6)
    solution = solve(problem, limits=Limits(choice_gap=0.0))
    seats = {patrol.id: patrol.seats_desired for patrol in problem.patrols}

    idle = [
        seat
        for seat in empty_seats(problem, solution.roster)
        if seat.not_run and seat.reason == "not-worth-it" and seats[seat.patrol_id] > problem.rules.min_kinds
    ]

    assert idle == []


def test_two_patrols_a_day_leave_people_free_where_the_rules_allow_two() -> None:
    rules = Rules(max_per_day=2)
    problem = make_problem(make_crew(), [make_patrol(1, 6), make_patrol(2, 19)], rules=rules)

    assert reason_of(problem, 2, roster_of((1, 1), (2, 1))) == "not-worth-it"
