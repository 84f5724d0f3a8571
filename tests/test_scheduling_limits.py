"""Night ages, district limits and duties of the neighbouring rosters, in the verifier and the solver."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduling.problem import Duty, Patrol, Problem, Roster, Rules, Volunteer
from scheduling.solve import solve
from scheduling.verify import Violation, violations
from tests.builders import make_crew, make_patrol, make_problem, roster_of


def with_duty(
    patrols: Sequence[Patrol], duty: Patrol, rules: Rules | None = None, people: list[Volunteer] | None = None
) -> Problem:
    """Volunteer 1 has a fixed duty at the time of the patrol ``duty``."""
    problem = make_problem(people or make_crew(), patrols, rules=rules)
    return replace(problem, fixed=(Duty(1, duty.starts_at, duty.ends_at, duty.day),))


def both_on(patrol_id: int) -> Roster:
    return roster_of((1, patrol_id), (2, patrol_id))


@pytest.mark.parametrize(("born", "may_go"), [(2009, False), (2008, True), (1956, True), (1955, False)])
def test_ages_at_night_hold_on_both_sides(born: int, may_go: bool) -> None:
    people = make_crew(birth_year=born)
    by_night = make_problem(people, [make_patrol(1, night=True)])
    by_day = make_problem(people, [make_patrol(1)])

    broken = [] if may_go else [Violation("wrong-age-at-night", k, 1) for k in (1, 2)]
    assert violations(by_night, both_on(1)) == broken
    assert solve(by_night).roster == (both_on(1) if may_go else ())
    assert violations(by_day, both_on(1)) == []


def test_no_age_is_wrong_where_the_rules_name_none() -> None:
    rules = Rules(min_age_at_night=None, max_age_at_night=None)
    problem = make_problem(make_crew(birth_year=1930), [make_patrol(1, night=True)], rules=rules)

    assert violations(problem, both_on(1)) == []
    assert solve(problem).roster == both_on(1)


@pytest.mark.parametrize(("least", "broken"), [(2, []), (3, [Violation("not-enough-people", None, 1)])])
def test_the_district_can_ask_for_more_people_than_the_patrol(least: int, broken: list[Violation]) -> None:
    rules = Rules(min_people=least)
    problem = make_problem(make_crew(count=3), [make_patrol(1, seats=(1, 3))], rules=rules)

    assert violations(problem, both_on(1)) == broken


@pytest.mark.parametrize(("most", "held"), [(1, 1), (2, 2)])
def test_the_district_can_allow_fewer_patrols_a_week_than_the_volunteer(most: int, held: int) -> None:
    patrols = [make_patrol(1, 19), make_patrol(2, 67)]
    problem = make_problem(make_crew(), patrols, rules=Rules(max_per_week=most))

    assert len(solve(problem).roster) == 2 * held
    broken = violations(problem, roster_of((1, 1), (2, 1), (1, 2), (2, 2)))
    assert {one.rule for one in broken} == (set() if most == 2 else {"above-weekly-cap"})


@pytest.mark.parametrize(("start_h", "rests"), [(32.99, False), (33.0, True)])
@pytest.mark.parametrize("earlier", [True, False])
def test_rest_is_kept_from_duties_of_the_rosters_before_and_after(
    start_h: float, rests: bool, earlier: bool
) -> None:
    late, early = make_patrol(1, 21), make_patrol(1, start_h)
    patrol, duty = (early, late) if earlier else (late, early)
    problem = with_duty([patrol], duty)

    broken = violations(problem, both_on(1))

    assert broken == ([] if rests else [Violation("too-little-rest", 1, 1)])
    assert solve(problem).roster == (both_on(1) if rests else ())


def test_a_patrol_during_a_fixed_duty_overlaps() -> None:
    patrol = make_patrol(1, 19)
    problem = with_duty([patrol], make_patrol(1, 20), rules=Rules(max_per_day=2))

    assert violations(problem, both_on(1)) == [Violation("overlap", 1, 1)]
    assert solve(problem).roster == ()


def test_a_fixed_duty_counts_for_the_patrols_of_its_day() -> None:
    rules = Rules(min_rest_h=1)
    problem = with_duty([make_patrol(1, 19)], make_patrol(1, 6), rules=rules)

    assert violations(problem, both_on(1)) == [Violation("too-many-a-day", 1, 1)]
    assert solve(problem).roster == ()
    assert violations(replace(problem, rules=replace(rules, max_per_day=2)), both_on(1)) == []


def test_a_fixed_duty_counts_for_the_cap_of_its_week_only() -> None:
    people = make_crew(weekly_cap=1)
    thursday = make_patrol(1, 3 * 24 + 19)
    sunday_before = make_patrol(1, -5)
    monday = make_patrol(1, 19)

    assert violations(with_duty([thursday], monday, people=people), both_on(1)) == [
        Violation("above-weekly-cap", 1, 1)
    ]
    assert solve(with_duty([thursday], monday, people=people)).roster == ()
    assert solve(with_duty([thursday], sunday_before, people=people)).roster == both_on(1)


def test_duties_that_break_rules_among_themselves_are_not_this_rosters_fault() -> None:
    patrol, duty = make_patrol(1, 5 * 24), make_patrol(1, 19)
    problem = with_duty([patrol], duty)
    twice = Duty(1, duty.starts_at + timedelta(hours=1), duty.ends_at, duty.day)

    assert violations(replace(problem, fixed=(*problem.fixed, twice)), both_on(1)) == []
