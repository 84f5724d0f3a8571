"""Rules that cannot hold together are named in one sentence."""

import pytest

from scheduling.contradictions import ContradictoryRulesError, contradictions
from scheduling.problem import Rules
from scheduling.solve import solve
from tests.builders import make_crew, make_patrol, make_problem


def test_the_default_rules_do_not_contradict_each_other() -> None:
    assert contradictions(Rules(), [make_patrol(1)], make_crew()) == ()


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (Rules(min_people=0), "min_people must be at least 1, got 0"),
        (Rules(min_rest_h=-1), "min_rest_h must be at least 0, got -1"),
        (Rules(max_per_day=3, max_per_week=2), "max_per_day 3 is above max_per_week 2"),
        (Rules(max_per_day=2, min_rest_h=24), "max_per_day 2 leaves no room for min_rest_h 24"),
        (Rules(min_age_at_night=71), "min_age_at_night 71 is above max_age_at_night 70"),
        (Rules(min_people=3), "min_people 3 is above the 2 seats_desired of patrol 1"),
        (Rules(min_kinds=3), "min_kinds 3 is above the 2 seats_desired of patrol 1"),
    ],
)
def test_a_contradiction_names_the_rules(rules: Rules, sentence: str) -> None:
    assert str(contradictions(rules, [make_patrol(1)])[0]) == sentence


def test_more_kinds_than_volunteers_have_are_named() -> None:
    found = contradictions(Rules(min_kinds=3), [make_patrol(1, seats=(3, 3))], make_crew())

    assert [*map(str, found)] == ["min_kinds 3 is above the 2 kinds of team that volunteers belong to"]


def test_standby_needs_no_minimum() -> None:
    assert contradictions(Rules(min_people=3), [make_patrol(1, seats=(0, 1), standby=True)]) == ()


def test_solving_contradictory_rules_says_which() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)], rules=Rules(min_people=3))

    with pytest.raises(
        ContradictoryRulesError, match="min_people 3 is above the 2 seats_desired of patrol 1"
    ):
        solve(problem)


def test_a_mix_that_nobody_can_reach_leaves_the_patrol_empty() -> None:
    assert solve(make_problem(make_crew(), [make_patrol(1)], rules=Rules(min_kinds=3))).roster == ()
