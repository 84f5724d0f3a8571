"""A hurt roster is mended by few changes, and the result keeps every rule."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.problem import Assignment, Problem
from scheduling.repair import Offer, drop_out, repair, with_patrol
from scheduling.solve import Limits, solve
from scheduling.verify import cost, violations
from tests.builders import draw_problem, make_crew, make_patrol, make_problem, make_volunteer, roster_of


def crew_with_a_free_leader() -> Problem:
    """Volunteers 1 and 2 suffice for the patrol; 3, who leads too, is free."""
    people = [*make_crew(), make_volunteer(3, leader=True)]
    return make_problem(people, [make_patrol(1)])


def test_a_free_person_takes_the_seat_and_nobody_else_is_disturbed() -> None:
    problem, hurt = drop_out(crew_with_a_free_leader(), roster_of((1, 1), (2, 1)), 1, [1])

    mended = repair(problem, hurt, [1])

    assert mended.roster == roster_of((2, 1), (3, 1))
    assert (mended.added, mended.removed, mended.disturbed, mended.depth) == (
        (Assignment(3, 1),),
        (),
        (3,),
        1,
    )
    assert mended.broken == ()


def test_somebody_from_a_patrol_that_can_spare_them_takes_the_seat() -> None:
    high, low = make_patrol(1, risk=9), make_patrol(2, seats=(2, 3), risk=1)
    people = [
        *make_crew(),
        make_volunteer(3, leader=True),
        make_volunteer(4, "party"),
        make_volunteer(5, leader=True),
    ]
    problem = make_problem(people, [high, low], [(1, 1), (2, 1), (3, 1), (3, 2), (4, 2), (5, 2)])
    problem, hurt = drop_out(problem, roster_of((1, 1), (2, 1), (3, 2), (4, 2), (5, 2)), 1, [1])

    mended = repair(problem, hurt, [1])

    assert mended.roster == roster_of((2, 1), (3, 1), (4, 2), (5, 2))
    assert (mended.depth, mended.disturbed) == (2, (3,))


def test_a_pinned_patrol_gives_nobody_away() -> None:
    high, low = make_patrol(1, risk=9), make_patrol(2, seats=(2, 3), risk=1)
    people = [
        *make_crew(),
        make_volunteer(3, leader=True),
        make_volunteer(4, "party"),
        make_volunteer(5, leader=True),
    ]
    problem = make_problem(people, [high, low], [(1, 1), (2, 1), (3, 1), (3, 2), (4, 2), (5, 2)])
    problem, hurt = drop_out(problem, roster_of((1, 1), (2, 1), (3, 2), (4, 2), (5, 2)), 1, [1])

    mended = repair(problem, hurt, [1], pinned=[2])

    assert mended.roster == roster_of((3, 2), (4, 2), (5, 2))


def test_somebody_on_standby_is_called() -> None:
    patrol, standby = make_patrol(1, risk=5), make_patrol(2, seats=(0, 1), standby=True)
    problem = make_problem([*make_crew(), make_volunteer(3, leader=True)], [patrol, standby])
    problem, hurt = drop_out(problem, roster_of((1, 1), (2, 1), (3, 2)), 1, [1])

    assert repair(problem, hurt, [1]).roster == roster_of((2, 1), (3, 1))


def test_a_crew_below_its_minimum_is_sent_home_where_nobody_is_left() -> None:
    problem, hurt = drop_out(make_problem(make_crew(), [make_patrol(1)]), roster_of((1, 1), (2, 1)), 1, [1])

    assert repair(problem, hurt, [1]).roster == ()


def test_after_a_late_absence_only_those_who_can_still_come_are_called() -> None:
    problem = crew_with_a_free_leader()
    more = replace(
        problem, volunteers=(*problem.volunteers[:2], replace(problem.volunteers[2], past_load=0.5))
    )
    problem, hurt = drop_out(more, roster_of((1, 1), (2, 1)), 1, [1])

    assert repair(problem, hurt, [1], reachable=[2]).roster == ()
    assert repair(problem, hurt, [1], reachable=[3]).roster == roster_of((2, 1), (3, 1))


def test_a_new_urgent_patrol_is_staffed() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])
    urgent = make_patrol(2, 67, risk=10)

    grown = with_patrol(problem, urgent, [Offer(1, 300.0), Offer(2, 700.0)])

    assert repair(grown, roster_of((1, 1), (2, 1)), [2]).roster == roster_of((1, 1), (2, 1), (1, 2), (2, 2))


def test_a_seat_worth_less_than_the_disturbance_is_filled_only_on_request() -> None:
    people = [*make_crew(), make_volunteer(3)]
    problem = make_problem(people, [make_patrol(1, seats=(2, 3), risk=1)])

    assert repair(problem, roster_of((1, 1), (2, 1)), [1]).roster == roster_of((1, 1), (2, 1))
    assert repair(problem, roster_of((1, 1), (2, 1)), [1], insist=True).disturbed == (3,)


def test_insisting_where_nobody_can_come_changes_nothing() -> None:
    problem = make_problem(make_crew(), [make_patrol(1, seats=(2, 3))])

    mended = repair(problem, roster_of((1, 1), (2, 1)), [1], insist=True)

    assert (mended.roster, mended.depth) == (roster_of((1, 1), (2, 1)), 0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), who=st.integers(0, 100))
def test_every_mended_roster_keeps_every_rule_and_tells_its_cost(seed: int, who: int) -> None:
    problem = draw_problem(seed, 12, 8)
    roster = solve(problem, limits=Limits(choice_gap=0.0)).roster
    if not roster:
        return
    lost = roster[who % len(roster)]
    problem, hurt = drop_out(problem, roster, lost.volunteer_id, [lost.patrol_id])

    mended = repair(problem, hurt, [lost.patrol_id])

    assert violations(problem, mended.roster) == []
    assert mended.broken == ()
    assert mended == repair(problem, hurt, [lost.patrol_id])
    if not violations(problem, hurt):
        change = cost(problem, mended.roster)["total"] - cost(problem, hurt)["total"]
        assert mended.cost_change == change


@pytest.mark.parametrize("depth_two", [True, False])
def test_others_keep_their_plans(depth_two: bool) -> None:
    problem = draw_problem(11, 30, 25)
    roster = solve(problem).roster
    lost = roster[0 if depth_two else -1]
    problem, hurt = drop_out(problem, roster, lost.volunteer_id, [lost.patrol_id])

    mended = repair(problem, hurt, [lost.patrol_id])

    touched = {one.volunteer_id for one in set(hurt) ^ set(mended.roster)}
    assert touched == set(mended.disturbed)
