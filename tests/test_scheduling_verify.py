"""Each hard rule, broken once and kept at its boundary."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduling.problem import Assignment, Problem, Roster, Rules
from scheduling.verify import Violation, cost, violations
from tests.builders import MONDAY, make_crew, make_patrol, make_problem, make_volunteer, roster_of


def good() -> tuple[Problem, Roster]:
    """Two people on one patrol of two."""
    return make_problem(make_crew(), [make_patrol(1)]), roster_of((1, 1), (2, 1))


def two_patrols(gap_h: float, rules: Rules | None = None) -> tuple[Problem, Roster]:
    """The same two people on a late patrol and on one that starts ``gap_h`` after it has ended."""
    late, early = make_patrol(1, 21), make_patrol(2, 23 + gap_h)
    problem = make_problem(make_crew(), [late, early], rules=rules)
    return problem, roster_of((1, 1), (2, 1), (1, 2), (2, 2))


def test_a_roster_that_keeps_the_rules_has_no_violation() -> None:
    assert violations(*good()) == []


def test_an_empty_roster_has_no_violation() -> None:
    problem, _ = good()

    assert violations(problem, ()) == []


def test_one_person_is_not_enough_people() -> None:
    problem, _ = good()

    broken = violations(problem, roster_of((1, 1)))

    assert Violation("not-enough-people", None, 1) in broken


def test_more_people_than_desired_are_too_many() -> None:
    problem = make_problem(make_crew(count=3), [make_patrol(1)])

    broken = violations(problem, roster_of((1, 1), (2, 1), (3, 1)))

    assert broken == [Violation("seats-above-desired", None, 1)]


def test_a_full_standby_is_not_above_its_desired_seats_and_one_more_is() -> None:
    standby = make_patrol(1, seats=(0, 1), standby=True)
    problem = make_problem(make_crew(), [standby])

    assert violations(problem, roster_of((2, 1))) == []
    assert violations(problem, roster_of((1, 1), (2, 1))) == [Violation("seats-above-desired", None, 1)]


def test_a_patrol_without_a_leader_is_reported() -> None:
    problem = make_problem([make_volunteer(1), make_volunteer(2, "party")], [make_patrol(1)])

    assert violations(problem, roster_of((1, 1), (2, 1))) == [Violation("no-leader", None, 1)]


def test_no_leader_is_needed_where_the_rules_ask_for_none() -> None:
    people = [make_volunteer(1), make_volunteer(2, "party")]
    problem = make_problem(people, [make_patrol(1)], rules=Rules(leader_required=False))

    assert violations(problem, roster_of((1, 1), (2, 1))) == []


def test_a_patrol_of_one_kind_is_reported() -> None:
    problem = make_problem([make_volunteer(1, leader=True), make_volunteer(2)], [make_patrol(1)])

    assert violations(problem, roster_of((1, 1), (2, 1))) == [Violation("too-few-kinds", None, 1)]


def test_three_kinds_are_needed_where_the_rules_ask_for_three() -> None:
    problem = make_problem(make_crew(count=3), [make_patrol(1, seats=(2, 3))], rules=Rules(min_kinds=3))

    assert violations(problem, roster_of((1, 1), (2, 1), (3, 1))) == []
    assert violations(problem, roster_of((1, 1), (2, 1))) == [Violation("too-few-kinds", None, 1)]


def test_two_patrols_on_one_day_are_reported_for_each_person() -> None:
    morning, evening = make_patrol(1, 6, hours=1), make_patrol(2, 20)
    problem = make_problem(make_crew(), [morning, evening])

    broken = violations(problem, roster_of((1, 1), (2, 1), (1, 2), (2, 2)))

    assert broken == [Violation("too-many-a-day", 1, 2), Violation("too-many-a-day", 2, 2)]


def test_two_patrols_on_one_day_pass_where_two_are_allowed() -> None:
    morning, evening = make_patrol(1, 6, hours=1), make_patrol(2, 20)
    problem = make_problem(make_crew(), [morning, evening], rules=Rules(max_per_day=2))

    assert violations(problem, roster_of((1, 1), (2, 1), (1, 2), (2, 2))) == []


@pytest.mark.parametrize(("gap_h", "rests"), [(9.99, False), (10.0, True)])
def test_ten_hours_of_rest_are_enough_and_less_is_not(gap_h: float, rests: bool) -> None:
    broken = violations(*two_patrols(gap_h))

    expected = [] if rests else [Violation("too-little-rest", 1, 2), Violation("too-little-rest", 2, 2)]
    assert broken == expected


def test_rest_is_measured_from_every_earlier_patrol_not_only_the_one_before() -> None:
    long, short = make_patrol(1, 8, hours=12), make_patrol(2, 9, hours=1)
    later = make_patrol(3, 24)
    rules = Rules(max_per_day=9, min_rest_h=5)
    problem = make_problem(make_crew(), [long, short, later], rules=rules)

    broken = violations(problem, roster_of((1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3)))

    assert [one.rule for one in broken] == ["overlap", "overlap", "too-little-rest", "too-little-rest"]
    assert [one.patrol_id for one in broken] == [2, 2, 3, 3]


def test_overlap_is_reported_even_without_a_rest_rule() -> None:
    rules = Rules(max_per_day=2, min_rest_h=0)
    meeting = make_problem(make_crew(), [make_patrol(1, 19), make_patrol(2, 21)], rules=rules)
    crossing = make_problem(make_crew(), [make_patrol(1, 19), make_patrol(2, 20.5)], rules=rules)
    both = roster_of((1, 1), (2, 1), (1, 2), (2, 2))

    assert violations(meeting, both) == []
    assert violations(crossing, both) == [Violation("overlap", 1, 2), Violation("overlap", 2, 2)]


def test_a_cap_of_one_a_week_starts_anew_on_monday() -> None:
    people = make_crew(weekly_cap=1)
    both = roster_of((1, 1), (2, 1), (1, 2), (2, 2))
    sunday, monday, tuesday = (
        make_patrol(1, 6 * 24 + 10),
        make_patrol(2, 7 * 24 + 19),
        make_patrol(1, 8 * 24 + 19),
    )

    assert violations(make_problem(people, [sunday, monday]), both) == []
    assert violations(make_problem(people, [tuesday, monday]), both) == [
        Violation("above-weekly-cap", 1, 1),
        Violation("above-weekly-cap", 2, 1),
    ]


@pytest.mark.parametrize("name", ["insured_until", "trained_until"])
def test_insurance_and_training_hold_on_their_last_day_and_not_after(name: str) -> None:
    _, roster = good()
    rule = "insurance-lapsed" if name == "insured_until" else "training-lapsed"
    valid = make_problem(make_crew(**{name: MONDAY}), [make_patrol(1)])
    over = make_problem(make_crew(**{name: MONDAY - timedelta(days=1)}), [make_patrol(1)])

    assert violations(valid, roster) == []
    assert violations(over, roster) == [Violation(rule, 1, 1), Violation(rule, 2, 1)]


def test_a_pair_that_was_not_offered_is_reported() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)], [(1, 1)])

    assert violations(problem, roster_of((1, 1), (2, 1))) == [Violation("pair-not-offered", 2, 1)]


def test_a_seat_taken_twice_by_one_person_is_reported() -> None:
    problem, roster = good()
    doubled = (*roster[:1], *roster)

    assert Violation("twice-on-a-patrol", 1, 1) in violations(problem, doubled)


def test_unknown_people_and_patrols_are_reported() -> None:
    problem, roster = good()
    strange = (*roster, Assignment(1, 7))

    assert violations(problem, strange) == [Violation("unknown-names", 1, 7)]


def test_an_unsorted_roster_is_reported() -> None:
    problem, roster = good()

    assert violations(problem, roster[::-1]) == [Violation("not-sorted", 1, 1)]


def test_the_cost_of_each_tier_is_counted() -> None:
    patrol = make_patrol(1, seats=(2, 3), risk=4, skills=("first-aid", "mediation"))
    unrun = make_patrol(2, 43, seats=(2, 4), risk=2)
    standby = make_patrol(3, 67, seats=(0, 2), standby=True)
    people = make_crew(skills=frozenset({"mediation"}))
    problem = make_problem(people, [patrol, unrun, standby])
    pairs = replace(
        problem.pairs, own_team=problem.pairs.own_team & False, preference=problem.pairs.preference + 2
    )

    tiers = cost(replace(problem, pairs=pairs), roster_of((1, 1), (2, 1), (2, 3)))

    assert tiers == {
        "run": 1000 * 2 * 2,
        "seats": 300 * (4 * 1 + 2 * 2),
        "skills": 100 * 4,
        "standby": 30,
        "fairness": round(40 / 3) + round(40 / 3) + round(40 * 3 / 3),
        "walking": 3 * 5,
        "preference": 3 * 3 * 2,
        "own-team": 2 * 12,
        "total": 4000 + 2400 + 400 + 30 + 66 + 15 + 18 + 24,
    }
