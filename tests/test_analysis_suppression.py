"""Small counts are hidden, and cannot be found by difference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.analysis.suppression import PLANNERS_LEAST, PUBLIC_LEAST, suppress

HIDDEN = None


def shown(counts, least, *groups):
    """Counts and totals, None where hidden."""
    result = suppress(
        np.array(counts, dtype=np.float64), least, [np.array(group, dtype=np.int64) for group in groups]
    )
    return tuple(
        [HIDDEN if np.isnan(value) else value for value in values]
        for values in (result.counts, result.totals)
    )


@pytest.mark.parametrize(("least", "counts"), [(PLANNERS_LEAST, [5, 9, 10]), (PUBLIC_LEAST, [10])])
def test_counts_under_5_are_hidden_from_planners_and_under_10_from_all(least, counts):
    values, _ = shown([0, 4, 5, 9, 10], least)

    assert values == [HIDDEN] * (5 - len(counts)) + counts


def test_a_single_hidden_count_takes_the_next_smallest_with_it():
    assert shown([3, 20, 8, 30], 5, range(4)) == ([HIDDEN, 20, HIDDEN, 30], [61])


def test_two_hidden_counts_protect_each_other_only_if_they_are_not_small_together():
    assert shown([4, 2, 20], 5, range(3)) == ([HIDDEN, HIDDEN, 20], [26])
    assert shown([1, 2, 20, 30], 5, range(4)) == ([HIDDEN, HIDDEN, HIDDEN, 30], [53])


def test_where_nothing_is_left_to_hide_the_total_goes():
    assert shown([3], 5, [0]) == ([HIDDEN], [HIDDEN])
    assert shown([3, 2, 9], 5, [0], [1, 2]) == ([HIDDEN, HIDDEN, HIDDEN], [HIDDEN, 11])


def test_a_small_total_is_hidden_too():
    assert shown([1, 0, 2], 5, range(3)) == ([HIDDEN] * 3, [HIDDEN])


def test_without_small_counts_all_is_shown():
    assert shown([5, 6, 7], 5, range(3)) == ([5, 6, 7], [18])


def test_groups_do_not_disturb_each_other():
    assert shown([3, 20, 30, 40], 5, [0, 1], [2, 3]) == ([HIDDEN, HIDDEN, 30, 40], [23, 70])


def test_no_counts_and_no_groups_are_no_trouble():
    assert shown([], 5) == ([], [])
    assert shown([7, 1], 5, []) == ([7, HIDDEN], [HIDDEN])


def test_a_table_with_both_margins_gives_no_count_away():
    # Hidden in row 0 are columns 0 and 1; without more the column totals would tell both.
    counts = [1, 8, 50, 20, 30, 40, 60, 70, 80]
    rows, columns = [[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 3, 6], [1, 4, 7], [2, 5, 8]]

    values, totals = shown(counts, 5, *rows, *columns)

    assert values == [HIDDEN, HIDDEN, 50, HIDDEN, HIDDEN, 40, 60, 70, 80]
    assert HIDDEN not in totals


def test_a_hidden_total_is_not_found_from_the_grand_total_and_the_other():
    # Without more, 53 for all less 50 for the second group would tell that the first has 3.
    values, totals = shown([3, 0, 20, 30], 5, [0, 1], [2, 3], range(4))

    assert (values, totals) == ([HIDDEN] * 4, [HIDDEN, HIDDEN, 53])


def test_small_counts_are_hidden_in_6000_cells_of_80_communities():
    counts = np.random.default_rng(0).poisson(2, 6000).astype(float)
    groups = [*np.array_split(np.arange(6000), 80), np.arange(6000)]

    result = suppress(counts, 5, groups)

    assert np.isnan(result.counts[counts < 5]).all()


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_counts_that_make_no_sense_are_refused(bad):
    with pytest.raises(ValueError, match="must not be negative or missing"):
        suppress(np.array([5.0, bad]), 5)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=12, max_size=12), st.sampled_from([5, 10]))
def test_no_hidden_count_of_a_table_is_fixed_by_its_totals(counts, least):
    groups = [np.arange(4 * k, 4 * k + 4) for k in range(3)] + [np.arange(k, 12, 4) for k in range(4)]
    groups.append(np.arange(12))

    result = suppress(np.array(counts, dtype=np.float64), least, groups)

    # Independently: a count is safe if moving it by one can be balanced without changing any shown total.
    hidden = np.flatnonzero(np.isnan(result.counts))
    known = [k for k in range(len(groups)) if not np.isnan(result.totals[k])]
    sums = np.array([[float(row in groups[k]) for row in hidden] for k in known]).reshape(
        len(known), len(hidden)
    )
    assert set(np.flatnonzero(np.array(counts) < least)) <= set(hidden)
    for k, row in enumerate(hidden):
        with_unit = np.vstack([sums, np.eye(len(hidden))[k]])
        assert np.linalg.matrix_rank(with_unit) == (np.linalg.matrix_rank(sums) if len(known) else 0) + 1, row
    for k in np.flatnonzero(np.isnan(result.totals)):
        with_total = np.vstack([sums, [float(row in groups[k]) for row in hidden]])
        assert np.linalg.matrix_rank(with_total) == (np.linalg.matrix_rank(sums) if len(known) else 0) + 1


@given(st.lists(st.integers(0, 30), min_size=2, max_size=12))
def test_hiding_is_the_same_each_time_and_changes_no_shown_count(counts):
    first, second = (shown(counts, 5, range(len(counts))) for _ in range(2))

    assert first == second
    assert all(value in (HIDDEN, count) for value, count in zip(first[0], counts, strict=True))
