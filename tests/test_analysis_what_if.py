"""One post more, other times, and two plans side by side."""

import numpy as np
import pytest

from maps.analysis.coverage import dose
from maps.analysis.what_if import Added, Figure, added_value, compare_plans, shifted, sketch_patrol
from tests.builders import make_presence, make_square_lattice

LATTICE = make_square_lattice(20, 1)


def test_changes_are_ranked_by_what_they_add():
    plan = make_presence((0, 0, 10))
    changes = {
        "same place": make_presence((0, 20, 30)),
        "new place": make_presence((1, 0, 10)),
        "half a visit": make_presence((1, 0, 5)),
    }

    ranked = added_value(plan, changes, np.array([[6.0], [2.0]]))

    assert ranked == (
        Added("new place", 8.0, 2.0),
        Added("half a visit", 7.0, 1.0),
        Added("same place", 6.0, 0.0),
    )


def test_another_slot_is_compared_with_the_slot_that_it_replaces():
    rest, patrol = make_presence((1, 0, 10)), make_presence((0, 0, 10))
    held_out = np.array([[1.0, 4.0], [1.0, 0.0]])

    ranked = added_value(rest, {"now": patrol, "later": shifted(patrol, 7200)}, held_out, instead_of=patrol)

    assert ranked == (Added("later", 5.0, 3.0), Added("now", 2.0, 0.0))


def test_no_changes_are_no_values():
    assert added_value(make_presence(), {}, np.ones((1, 1))) == ()


def test_a_sketched_patrol_visits_the_worst_cells_in_full_and_is_back_in_time():
    risk = np.zeros(20)
    risk[[0, 2, 3, 19]] = [1, 3, 2, 9]

    patrol = sketch_patrol((125, 125), (0, 7200), risk, LATTICE)

    assert patrol.cell.tolist() == [2, 3, 0]
    assert dose(patrol, 20, 1)[[0, 2, 3], 0].tolist() == [1, 1, 1]
    # 500 m at 4.5 km/h and a detour of 1.3
    assert patrol.starts_s[0] == 520
    assert patrol.ends_s.max() <= 7200


def test_a_patrol_of_20_minutes_takes_the_near_cell_because_the_worse_one_is_too_far():
    risk = np.zeros(20)
    risk[[0, 3]] = [1, 5]

    assert sketch_patrol((125, 125), (0, 1200), risk, LATTICE).cell.tolist() == [0]


def test_a_post_without_risk_in_reach_has_nothing_to_visit():
    assert len(sketch_patrol((125, 125), (0, 7200), np.zeros(20), LATTICE).cell) == 0


def test_two_plans_are_compared_figure_by_figure():
    risk = np.array([[4.0], [4.0]])
    first, second = make_presence((0, 0, 10)), make_presence((0, 0, 5), (1, 0, 10))

    result = compare_plans(first, second, risk, np.array([1, 2]))

    assert result.figures == (
        Figure("coverage", 0.5, 0.75),
        Figure("covered", 4.0, 6.0),
        Figure("minutes", 10.0, 15.0),
        Figure("cells", 1.0, 2.0),
        Figure("dose-cells", 1.0, 1.0),
        Figure("equity", 0.0, 0.5),
    )
    assert result.figures[0].difference == 0.25
    assert result.gained == pytest.approx([-2, 4])


def test_a_plan_beside_itself_differs_in_nothing():
    plan = make_presence((0, 0, 10), (1, 3, 9))

    result = compare_plans(plan, plan, np.ones((2, 2)), np.array([1, 1]))

    assert {figure.difference for figure in result.figures} == {0.0}
    assert not result.gained.any()


def test_only_required_cells_and_blocks_are_compared():
    plan, nothing = make_presence((0, 0, 10)), make_presence()

    result = compare_plans(nothing, plan, np.ones((1, 2)), np.array([1]), np.array([[False, True]]))

    assert [figure.second for figure in result.figures[:2]] == [0, 0]
