"""Each remedy, applied, fills its seat and breaks no rule; the cheapest kind is named first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduling.problem import Problem, Roster
from scheduling.remedy import Remedy, applied, remedies
from scheduling.repair import repair
from scheduling.solve import Limits, solve
from scheduling.verify import violations
from tests.builders import (
    MONDAY,
    draw_problem,
    make_crew,
    make_patrol,
    make_problem,
    make_volunteer,
    roster_of,
)


def people_on(roster: Roster, patrol_id: int) -> int:
    return sum(one.patrol_id == patrol_id for one in roster)


def draw_shortage(seed: int) -> tuple[Problem, Roster]:
    """Too few people for too many patrols, with every rule about."""
    problem = draw_problem(seed, 9, 9, offered_share=0.35)
    # A crew that could never be mixed is a fault of the rules, not a shortage
    rules = replace(problem.rules, min_kinds=min(problem.rules.min_kinds, 2))
    problem = replace(problem, rules=rules)
    return problem, solve(problem, limits=Limits(choice_gap=0.0)).roster


@pytest.mark.parametrize("seed", range(100))
def test_a_remedy_fills_the_seat_of_a_drawn_shortage(seed: int) -> None:
    problem, roster = draw_shortage(seed)

    for remedy in remedies(problem, roster):
        changed, filled = applied(problem, roster, remedy)
        before = people_on(roster, remedy.patrol_id)
        assert violations(changed, filled) == [], remedy
        assert people_on(filled, remedy.patrol_id) > before
        mended = repair(changed, roster, [remedy.patrol_id], insist=True)
        assert people_on(mended.roster, remedy.patrol_id) > before
        assert violations(changed, mended.roster) == []


def only_remedy(problem: Problem, roster: Roster = ()) -> Remedy:
    [found] = remedies(problem, roster)
    return found


def test_free_people_need_no_change_but_the_assignment() -> None:
    assert only_remedy(make_problem(make_crew(), [make_patrol(1)])) == Remedy(1, "assign", crew=(1, 2))


def test_an_insurance_that_lapsed_is_renewed() -> None:
    people = [*make_crew(1, 1), make_volunteer(2, "party", insured_until=MONDAY - timedelta(days=1))]

    found = only_remedy(make_problem(people, [make_patrol(1)]))

    assert (found.change, found.volunteer_id, found.crew) == ("renew-insurance-or-training", 2, (1, 2))


def test_a_cap_is_lifted() -> None:
    problem = make_problem(make_crew(weekly_cap=1), [make_patrol(1), make_patrol(2, 43)])
    one_more = replace(problem, volunteers=(*make_crew(1, 1), problem.volunteers[1]))

    found = only_remedy(one_more, roster_of((1, 1), (2, 1)))

    assert (found.change, found.volunteer_id) == ("lift-weekly-cap", 2)


def test_somebody_walks_further() -> None:
    near = make_problem(make_crew(), [make_patrol(1)], [(1, 1)])
    further = make_problem(make_crew(), [make_patrol(1)], [(2, 1)], walk_m=2100.0).pairs

    [found] = remedies(near, (), further)

    assert (found.change, found.volunteer_id, found.walk_m) == ("walk-further", 2, 2100.0)


def test_somebody_who_walks_to_the_area_offers_one_slot_more() -> None:
    problem = make_problem(make_crew(), [make_patrol(1), make_patrol(2, 43)], [(1, 1), (2, 1), (1, 2)])

    found = only_remedy(problem, roster_of((1, 1), (2, 1)))

    assert (found.change, found.volunteer_id) == ("offer-one-more-slot", 2)


def test_one_more_leader_is_trained_where_people_abound() -> None:
    problem = make_problem([make_volunteer(1), make_volunteer(2, "party")], [make_patrol(1)])

    assert only_remedy(problem) == Remedy(1, "one-more-leader", 1, crew=(1, 2))


def test_where_no_single_change_helps_the_people_to_recruit_are_counted() -> None:
    problem = make_problem([], [make_patrol(1, seats=(3, 4))])

    assert only_remedy(problem) == Remedy(1, "recruit", people=3, leader=True, kinds=2)


def test_a_thousand_seats_for_one_person_stay_empty_and_say_what_is_missing() -> None:
    problem = make_problem(make_crew(count=1), [make_patrol(1, seats=(1000, 1000))])

    solution = solve(problem)

    assert solution.roster == ()
    assert only_remedy(problem) == Remedy(1, "recruit", crew=(1,), people=999, kinds=1)


def test_the_same_shortage_has_the_same_remedies() -> None:
    problem, roster = draw_shortage(7)

    assert remedies(problem, roster) == remedies(problem, roster)
