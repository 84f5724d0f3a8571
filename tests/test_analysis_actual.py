"""What was delivered of a plan, what was not, and what nobody knows."""

import numpy as np
import pytest

from maps.analysis.actual import measure_actual
from maps.analysis.fidelity import Fidelity
from tests.builders import make_presence

DAY_S = 24 * 3600
EVERYWHERE = np.ones((3, 12), dtype=bool)
RISK = np.full((3, 12), 0.5)
ALWAYS_HEARD = np.empty((0, 2), dtype=np.int64)


def silent_minutes(*times):
    return np.array(times, dtype=np.int64).reshape(-1, 2) * 60


def measured(planned, actual, silent=None, now_s=DAY_S):
    return measure_actual(planned, actual, silent or {}, RISK, EVERYWHERE, now_s)


def test_a_plan_that_was_walked_has_a_fidelity_of_one():
    plan = {7: make_presence((0, 0, 10), (1, 10, 20))}

    found = measured(plan, make_presence((0, 0, 10), (1, 10, 20)), {7: ALWAYS_HEARD})

    assert found.fidelity == Fidelity(1.0, 1.0, 0.0)
    assert found.fidelity.ratio == 1
    assert (found.dose.sum(), found.silent.sum(), found.minutes.tolist()) == (2, 0, [10, 10, 0])


def test_no_signal_is_not_the_same_as_not_patrolled():
    plan = {7: make_presence((0, 0, 10)), 8: make_presence((1, 0, 10))}
    nobody_knows = {7: silent_minutes((0, 30)), 8: ALWAYS_HEARD}

    found = measured(plan, make_presence(), nobody_knows)

    assert (found.silent[:, 0].tolist(), found.dose.sum()) == ([1, 0, 0], 0)
    assert found.fidelity == Fidelity(actual=0.0, planned=1.0, no_signal=0.5)


def test_what_another_team_delivered_is_not_open_any_more():
    plan = {7: make_presence((0, 0, 10))}

    found = measured(plan, make_presence((0, 20, 26)), {7: silent_minutes((0, 30))})

    assert found.dose[0, 0] == pytest.approx(0.6)
    assert found.silent[0, 0] == pytest.approx(0.4)


def test_what_is_still_to_come_counts_on_neither_side():
    plan = {7: make_presence((0, 0, 10), (1, 200, 210))}

    found = measured(plan, make_presence((0, 0, 10)), {7: silent_minutes((0, 300))}, now_s=3 * 3600)

    assert found.until_s == 2 * 3600
    assert (found.covered.expected.tolist(), found.silent.sum()) == ([1.5] + [0.0] * 11, 0)
    assert found.fidelity.ratio == 1
    assert found.alone_s.tolist() == [110 * 60, 120 * 60, 120 * 60]


@pytest.mark.parametrize("now_s", [-50, 0, 7199])
def test_before_the_first_block_is_over_nothing_is_known(now_s):
    found = measured({7: make_presence((0, 0, 10))}, make_presence((0, 0, 10)), {7: ALWAYS_HEARD}, now_s)

    assert (found.until_s, found.dose.sum(), found.minutes.sum()) == (0, 0, 0)
    assert np.isnan(found.fidelity.ratio)


def test_blocks_that_need_no_patrol_are_left_out_and_hours_are_of_the_week():
    required = EVERYWHERE.copy()
    required[:, 1:] = False

    found = measure_actual(
        {7: make_presence((0, 0, 10), (0, 130, 140))},
        make_presence((0, 130, 140)),
        {},
        RISK,
        required,
        DAY_S,
        2,
    )

    assert found.fidelity == Fidelity(0.0, 0.5, 0.0)
    assert (found.hours.sum(), found.hours[2, 2]) == (10, 10)
