"""When nothing is known of a patrol."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.analysis.silence import silent_times

SHIFT_S = (100, 200)


def silences(*heard: tuple[int, int]) -> list[list[int]]:
    return silent_times(SHIFT_S, np.array(heard, dtype=np.int64).reshape(-1, 2)).tolist()


def test_shift_without_news_is_one_silence():
    assert silences() == [[100, 200]]


def test_silences_lie_before_between_and_after_the_news():
    assert silences((150, 160), (110, 120)) == [[100, 110], [120, 150], [160, 200]]


@pytest.mark.parametrize(
    "heard", [[(100, 200)], [(0, 300)], [(100, 150), (150, 200)], [(90, 180), (99, 210)]]
)
def test_shift_full_of_news_has_no_silence(heard):
    assert silences(*heard) == []


def test_news_within_other_news_opens_no_silence():
    assert silences((110, 180), (120, 130)) == [[100, 110], [180, 200]]


def test_news_outside_the_shift_counts_for_nothing():
    assert silences((10, 50), (250, 300)) == [[100, 200]]


@given(st.lists(st.tuples(st.integers(80, 220), st.integers(1, 50)), max_size=6))
def test_each_second_is_either_silent_or_heard(parts):
    heard = np.array([(start, start + length) for start, length in parts], dtype=np.int64).reshape(-1, 2)

    found = silent_times(SHIFT_S, heard)

    for second in range(*SHIFT_S):
        is_heard = any(start <= second < end for start, end in heard.tolist())
        assert is_heard != any(start <= second < end for start, end in found.tolist())
