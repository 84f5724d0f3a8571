"""Blocks of the week and the profile over them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.analysis.week import BLOCKS_PER_WEEK, spread_over_week, week_profile

MONDAY_S = 1_704_067_200  # 2024-01-01 00:00


def spread(starts, ends, weight=1.0):
    moments = np.array([[starts], [ends]], dtype="datetime64[s]")
    return spread_over_week(moments[0], moments[1], np.array([weight]), np.array([0]), 1)[0]


def blocks(**weight_by_block):
    expected = np.zeros(BLOCKS_PER_WEEK)
    for block, weight in weight_by_block.items():
        expected[int(block[1:])] = weight
    return expected


def test_a_known_time_falls_in_one_block_and_monday_midnight_is_the_first():
    assert spread("2024-01-01T00:00", "2024-01-01T00:00").tolist() == blocks(b0=1).tolist()
    assert spread("2024-01-01T01:59:59", "2024-01-01T01:59:59").tolist() == blocks(b0=1).tolist()
    assert spread("2024-01-01T02:00", "2024-01-01T02:00").tolist() == blocks(b1=1).tolist()
    assert spread("2024-01-07T23:59", "2024-01-07T23:59").tolist() == blocks(b83=1).tolist()


def test_an_unknown_time_is_shared_by_the_time_in_each_block():
    assert spread("2024-01-01T01:00", "2024-01-01T05:00", 4.0) == pytest.approx(blocks(b0=1, b1=2, b2=1))


def test_an_interval_goes_on_from_sunday_to_monday():
    assert spread("2024-01-07T22:00", "2024-01-08T02:00") == pytest.approx(blocks(b83=0.5, b0=0.5))


def test_an_interval_of_weeks_counts_each_block_as_often_as_it_comes():
    eight_days = spread("2024-01-01T00:00", "2024-01-09T00:00", 96.0)

    assert eight_days[:12] == pytest.approx(np.full(12, 2.0))
    assert eight_days[12:] == pytest.approx(np.ones(72))


def test_each_cell_has_its_times_of_day():
    starts = np.array(["2024-01-01T01:00", "2024-01-03T01:30", "2024-01-03T23:00"], dtype="datetime64[s]")
    ends = np.array(["2024-01-01T01:00", "2024-01-03T01:30", "2024-01-04T01:00"], dtype="datetime64[s]")

    _, by_time = spread_over_week(starts, ends, np.array([1.0, 2.0, 4.0]), np.array([0, 0, 2]), 3)

    assert by_time[0] == pytest.approx([3] + [0] * 11)
    assert by_time[1] == pytest.approx([0] * 12)
    assert by_time[2] == pytest.approx([2] + [0] * 10 + [2])


def test_an_interval_of_ten_years_takes_no_longer_than_one_of_a_week():
    moments = np.array([["2014-01-01T00:00"], ["2024-01-01T00:00"]], dtype="datetime64[s]")

    by_block, by_time = spread_over_week(moments[0], moments[1], np.array([84.0]), np.array([0]), 1)

    assert by_block == pytest.approx(np.ones(84), abs=0.01)
    assert by_time == pytest.approx(np.full((1, 12), 7.0), abs=0.01)


def test_a_time_before_1970_has_its_block_too():
    assert spread("1969-12-28T23:00", "1969-12-28T23:00").tolist() == blocks(b83=1).tolist()


@given(
    st.lists(
        st.tuples(st.integers(0, 2_000_000), st.integers(0, 2_000_000), st.floats(0, 10)),
        min_size=1,
        max_size=8,
    )
)
def test_spreading_keeps_the_weight_and_is_the_sum_of_its_parts(rows):
    starts_s, lengths_s, weight = (np.array(column) for column in zip(*rows, strict=True))
    starts = (MONDAY_S + starts_s).astype("datetime64[s]")
    ends = (MONDAY_S + starts_s + lengths_s).astype("datetime64[s]")

    cell = np.zeros(len(rows), dtype=np.int64)
    together, by_time = spread_over_week(starts, ends, weight, cell, 1)

    one_by_one = [
        spread_over_week(starts[k : k + 1], ends[k : k + 1], weight[k : k + 1], cell[:1], 1)[0]
        for k in range(len(rows))
    ]
    assert together.sum() == pytest.approx(weight.sum())
    assert together == pytest.approx(np.sum(one_by_one, axis=0), abs=1e-9)
    assert by_time[0] == pytest.approx(together.reshape(7, 12).sum(axis=0))


def test_without_incidents_the_profile_is_uniform():
    assert week_profile(np.zeros(84), 336.0) == pytest.approx(np.full(84, 1 / 84))


def test_the_profile_is_shrunk_by_hand_to_weekday_times_time_of_day():
    seen = blocks(b0=10)  # ten incidents on Mondays from 00:00 to 02:00

    profile = week_profile(seen, 10.0)

    monday, midnight = (10 + 10 / 7) / 20, (10 + 10 / 12) / 20
    other_day, other_time = (10 / 7) / 20, (10 / 12) / 20
    assert profile[0] == pytest.approx((10 + 10 * monday * midnight) / 20)
    assert profile[1] == pytest.approx(10 * monday * other_time / 20)
    assert profile[12] == pytest.approx(10 * other_day * midnight / 20)
    assert profile.sum() == pytest.approx(1)


def test_with_many_incidents_the_profile_is_what_was_seen():
    seen = np.arange(84) * 1e6

    assert week_profile(seen, 336.0) == pytest.approx(seen / seen.sum(), abs=1e-5)
