"""The sets of clashing patrols against every two patrols compared."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.rest import Clashes, clashes

TIMES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 12)), max_size=14
)  # volunteer, start, length with rest


def find(rows: list[tuple[int, int, int]]) -> Clashes:
    volunteer, starts, length = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return clashes(volunteer, starts, starts + length)


def sets_of(found: Clashes) -> list[frozenset[int]]:
    return [frozenset(found.pair[found.row == row].tolist()) for row in range(len(found.volunteer))]


@settings(max_examples=200)
@given(rows=TIMES)
def test_two_patrols_share_a_set_exactly_when_they_clash(rows: list[tuple[int, int, int]]) -> None:
    together = {pair for members in sets_of(find(rows)) for pair in combinations(sorted(members), 2)}

    clash = {
        (i, j)
        for i, j in combinations(range(len(rows)), 2)
        if rows[i][0] == rows[j][0]
        and rows[i][1] < rows[j][1] + rows[j][2]
        and rows[j][1] < rows[i][1] + rows[i][2]
    }
    assert together == clash


@settings(max_examples=200)
@given(rows=TIMES)
def test_no_set_is_part_of_another(rows: list[tuple[int, int, int]]) -> None:
    found = sets_of(find(rows))

    assert not [1 for one, other in combinations(found, 2) if one <= other or other <= one]


def test_a_patrol_may_start_the_moment_the_rest_ends() -> None:
    assert sets_of(find([(0, 0, 10), (0, 10, 10)])) == [frozenset({0}), frozenset({1})]
    assert sets_of(find([(0, 0, 11), (0, 10, 10)])) == [frozenset({0, 1})]


def test_a_long_patrol_clashes_across_a_short_one_in_between() -> None:
    assert sets_of(find([(0, 0, 20), (0, 1, 2), (0, 15, 2)])) == [frozenset({0, 1}), frozenset({0, 2})]
