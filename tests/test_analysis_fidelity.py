"""Planned against actual, time alone, and the rhythm of the week."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.analysis.coverage import Coverage, coverage
from maps.analysis.fidelity import (
    Fidelity,
    Visit,
    absence,
    coverage_by_block_of_week,
    fidelity,
    minutes_by_hour_of_week,
    visit_states,
)
from tests.builders import make_presence

RISK = np.array([[4.0, 2.0]])
PLANNED, ACTUAL = np.array([[1.0, 1.0]]), np.array([[0.5, 0.5]])


def test_fidelity_is_actual_over_planned_coverage_with_both_sides():
    result = fidelity(coverage(RISK, PLANNED), coverage(RISK, ACTUAL), RISK)

    assert result == Fidelity(actual=3.0, planned=6.0)
    assert result.ratio == 0.5


def test_what_nobody_knows_is_shown_beside_it():
    silent = np.array([[0.5, 0.0]])

    assert fidelity(coverage(RISK, PLANNED), coverage(RISK, ACTUAL), RISK, silent).no_signal == 2.0


def test_nothing_planned_has_no_fidelity():
    assert np.isnan(Fidelity(1.0, 0.0).ratio)


def test_no_signal_is_not_the_same_as_not_patrolled():
    planned, actual, silent = np.array([[1.0, 1, 1, 0, 0]]), np.array([[0.3, 0, 0, 1, 0]]), np.zeros((1, 5))
    silent[0, 1] = 0.4

    states = visit_states(planned, actual, silent)

    assert states[0].tolist() == [Visit.DONE, Visit.NO_SIGNAL, Visit.NOT_DONE, Visit.DONE, Visit.NOT_PLANNED]


def test_time_alone_is_counted_between_visits_and_at_both_ends():
    presence = make_presence((0, 10, 20), (0, 50, 60), (1, 0, 100))

    alone = absence(presence, 3, (0, 6000))

    assert (alone.longest_s / 60).tolist() == [40, 0, 100]
    assert (alone.since_last_s / 60).tolist() == [40, 0, 100]
    assert alone.never.tolist() == [False, False, True]


def test_visits_outside_the_period_do_not_count_and_those_over_its_ends_do():
    alone = absence(make_presence((0, -20, -10), (1, -5, 5), (1, 95, 120), (2, 110, 120)), 3, (0, 6000))

    assert (alone.longest_s / 60).tolist() == [100, 90, 100]
    assert (alone.since_last_s / 60).tolist() == [100, 0, 100]
    assert alone.never.tolist() == [True, False, True]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90), st.integers(1, 20)), max_size=8))
def test_time_alone_is_what_counting_minutes_gives(visits):
    presence = make_presence(*[(cell, start, start + minutes) for cell, start, minutes in visits])

    alone = absence(presence, 3, (0, 6000))

    for cell in range(3):
        run, longest = 0, 0
        for minute in range(100):
            there = any(c == cell and start <= minute < start + length for c, start, length in visits)
            run = 0 if there else run + 1
            longest = max(longest, run)
        assert (alone.longest_s[cell] / 60, alone.since_last_s[cell] / 60) == (longest, run)


def test_minutes_are_summed_by_hour_of_the_week_and_teams_count_each():
    presence = make_presence((0, 50, 70), (1, 50, 60), (0, 24 * 60, 24 * 60 + 5))

    minutes = minutes_by_hour_of_week(presence, n_days=8, first_weekday=6)

    assert (minutes[6, 0], minutes[6, 1], minutes[0, 0]) == (20, 10, 5)
    assert minutes.sum() == 35


def test_two_weeks_fold_into_one():
    by_block = Coverage(np.arange(168.0), np.full(168, 200.0))

    folded = coverage_by_block_of_week(by_block)

    assert folded.covered[3] == 3 + 87
    assert folded.share_by_block[3] == pytest.approx(90 / 400)


def test_a_period_that_begins_on_a_sunday_begins_at_the_end_of_the_week():
    folded = coverage_by_block_of_week(Coverage(np.arange(24.0), np.ones(24)), first_weekday=6)

    assert folded.covered[72:].tolist() == list(range(12))
    assert folded.covered[:12].tolist() == list(range(12, 24))
    assert np.isnan(folded.share_by_block[40])
