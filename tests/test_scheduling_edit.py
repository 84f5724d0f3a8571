"""Edits are scored and checked as the whole roster would be, and candidates come with reasons."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.candidates import candidates
from scheduling.edit import check_edit, check_swap
from scheduling.problem import Assignment
from scheduling.solve import solve
from scheduling.verify import Violation, cost, violations
from tests.builders import (
    MONDAY,
    draw_problem,
    make_crew,
    make_patrol,
    make_problem,
    make_volunteer,
    roster_of,
)


def test_an_edit_that_breaks_nothing_has_only_a_price() -> None:
    problem = make_problem(make_crew(count=3), [make_patrol(1, seats=(2, 3), risk=4)])

    edit = check_edit(problem, roster_of((1, 1), (2, 1)), add=[Assignment(3, 1)])

    assert edit.roster == roster_of((1, 1), (2, 1), (3, 1))
    assert edit.broken == ()
    assert edit.cost_change["seats"] == -1200
    assert edit.cost_change["total"] == -1200 + 13 + 5


def test_an_edit_names_only_what_it_newly_breaks() -> None:
    problem = make_problem(make_crew(), [make_patrol(1), make_patrol(2, 43)])

    edit = check_edit(problem, roster_of((1, 1), (2, 1), (1, 2)), remove=[Assignment(1, 1)])

    assert edit.broken == (
        Violation("not-enough-people", None, 1),
        Violation("no-leader", None, 1),
        Violation("too-few-kinds", None, 1),
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_an_edit_is_judged_like_the_whole_roster(seed: int) -> None:
    problem = draw_problem(seed, 10, 8)
    roster = solve(problem).roster
    rng = np.random.default_rng(seed)
    remove = [one for one in roster if rng.random() < 0.2]
    people, patrols = [v.id for v in problem.volunteers], [p.id for p in problem.patrols]
    drawn = {Assignment(int(rng.choice(people)), int(rng.choice(patrols))) for _ in range(2)}
    add = sorted(drawn - set(roster), key=repr)
    offered = {
        (problem.volunteers[v].id, problem.patrols[p].id)
        for v, p in zip(problem.pairs.volunteer, problem.pairs.patrol, strict=True)
    }

    edit = check_edit(problem, roster, add=add, remove=remove)

    assert Counter(edit.broken) == Counter(violations(problem, edit.roster))
    if all((one.volunteer_id, one.patrol_id) in offered for one in add):
        after, before = cost(problem, edit.roster), cost(problem, roster)
        assert edit.cost_change == {tier: after[tier] - before[tier] for tier in after}


def test_a_swap_is_checked_for_both_people() -> None:
    people = [*make_crew(), *make_crew(3, weekly_cap=1)]
    problem = make_problem(people, [make_patrol(1), make_patrol(2, 43)])
    roster = roster_of((1, 1), (2, 1), (3, 2), (4, 2))

    good = check_swap(problem, roster, Assignment(1, 1), Assignment(3, 2))
    bad = check_swap(problem, roster, Assignment(2, 1), Assignment(3, 2))

    assert good.roster == roster_of((2, 1), (3, 1), (1, 2), (4, 2))
    assert good.broken == ()
    assert Violation("too-few-kinds", None, 1) in bad.broken


@pytest.mark.parametrize("bad", [Assignment(1, 9), Assignment(9, 1), Assignment(1, 1)])
def test_an_edit_of_unknown_or_doubled_things_is_refused(bad: Assignment) -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])

    with pytest.raises(ValueError, match="volunteer_id"):
        check_edit(problem, roster_of((1, 1), (2, 1)), add=[bad])


def test_what_is_not_on_the_roster_cannot_be_removed() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])

    with pytest.raises(ValueError, match="cannot remove"):
        check_edit(problem, (), remove=[Assignment(1, 1)])


def test_the_missing_leader_is_the_best_candidate_and_says_so() -> None:
    people = [*make_crew(), make_volunteer(3, "grid", leader=True), make_volunteer(4, "grid")]
    problem = make_problem(people, [make_patrol(1)])

    best, other, _ = candidates(problem, roster_of((2, 1)), 1)

    assert (best.volunteer_id, best.why) == (1, ("leads", "brings-kind", "own-team", "prefers", "light-load"))
    assert (other.volunteer_id, other.broken) == (3, ())


def test_candidates_who_may_not_go_come_last_with_the_rules_they_break() -> None:
    tired = make_volunteer(3, leader=True, weekly_cap=1)
    lapsed = make_volunteer(4, leader=True, insured_until=MONDAY - timedelta(days=1))
    problem = make_problem([*make_crew(), tired, lapsed], [make_patrol(1), make_patrol(2, 26)])

    found = candidates(problem, roster_of((2, 1), (3, 2)), 1)

    assert [(one.volunteer_id, one.broken) for one in found] == [
        (1, ()),
        (4, ("insurance-lapsed",)),
        (3, ("too-little-rest", "above-weekly-cap")),
    ]


def test_somebody_on_standby_may_go_and_leaves_it() -> None:
    standby = make_patrol(2, seats=(0, 1), standby=True)
    problem = make_problem(make_crew(), [make_patrol(1), standby])

    [found] = candidates(problem, roster_of((2, 1), (1, 2)), 1)

    assert (found.volunteer_id, found.leaves, found.broken) == (1, (2,), ())
    assert "on-standby" in found.why


def test_at_most_so_many_of_each_sort_are_listed() -> None:
    people = [make_volunteer(k, leader=True, past_load=k / 10) for k in range(1, 9)]
    problem = make_problem(people, [make_patrol(1)])

    assert [one.volunteer_id for one in candidates(problem, (), 1, most=3)] == [1, 2, 3]


def test_candidates_for_an_unknown_patrol_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no patrol 9"):
        candidates(replace(make_problem(make_crew(), [make_patrol(1)])), (), 9)
