"""Tracks and check-ins whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.analysis.presence import TimedLine, presence_of_routes
from maps.analysis.tracks import (
    CheckIn,
    Pings,
    TrackParams,
    planned_in_silence,
    presence_of_check_ins,
    read_track,
)
from tests.builders import make_presence, make_square_lattice

LATTICE = make_square_lattice(4, 4)
HOUR = (0, 3600)


def make_pings(*rows):
    """Pings as (minute, x_m, y_m) or (minute, x_m, y_m, accuracy_m)."""
    table = np.array([(*row, 5.0)[:4] for row in rows], dtype=np.float64).reshape(-1, 4)
    return Pings(table[:, 0] * 60, table[:, 1:3], table[:, 3])


def standing(first, last, x_m=100.0, y_m=100.0):
    return [(minute, x_m, y_m) for minute in range(first, last + 1)]


def stays(presence):
    """Stays as (cell, first minute, last minute)."""
    return [
        (cell, start / 60, end / 60)
        for cell, start, end in zip(
            presence.cell.tolist(), presence.starts_s.tolist(), presence.ends_s.tolist(), strict=True
        )
    ]


def silences(track):
    return (track.silent / 60).tolist()


def test_an_hour_at_one_place_is_an_hour_there():
    track = read_track(make_pings(*standing(0, 60)), HOUR, LATTICE)

    assert stays(track.presence) == [(0, 0, 60)]
    assert (silences(track), track.inaccurate, track.too_fast) == ([], 0, 0)


def test_a_walk_of_50_m_a_minute_is_five_minutes_in_each_cell():
    pings = make_pings(*[(minute, 50 * minute, 100) for minute in range(21)])

    track = read_track(pings, (0, 1200), LATTICE)

    assert stays(track.presence) == [(0, 0, 5), (1, 5, 10), (2, 10, 15), (3, 15, 20)]


def test_a_walk_there_with_a_stop_and_back_has_its_minutes_exactly():
    out = [(minute, 50 * minute, 100) for minute in range(9)]
    stop = standing(9, 18, x_m=400)
    back = [(18 + k, 400 - 50 * k, 100) for k in range(1, 9)]

    track = read_track(make_pings(*out, *stop, *back), (0, 1560), LATTICE)

    assert stays(track.presence) == [(0, 0, 5), (0, 21, 26), (1, 5, 21)]


@given(st.integers(0, 10_000))
def test_pings_of_a_known_walk_give_its_minutes_to_the_second(seed):
    rng = np.random.default_rng(seed)
    times_s = np.arange(0, 3601, 60.0)
    xy_m = np.cumsum(np.vstack([[500.0, 500.0], rng.uniform(-90, 90, (60, 2))]), axis=0)
    shuffled = rng.permutation(61)

    track = read_track(Pings(times_s[shuffled], xy_m[shuffled], np.full(61, 5.0)), HOUR, LATTICE)

    assert stays(track.presence) == stays(presence_of_routes([TimedLine(times_s, xy_m)], LATTICE))


def test_a_gap_of_five_minutes_is_joined_and_a_longer_one_is_silence():
    joined = read_track(make_pings(*standing(0, 20), *standing(25, 60)), HOUR, LATTICE)
    apart = read_track(make_pings(*standing(0, 20), *standing(26, 60)), HOUR, LATTICE)

    assert (stays(joined.presence), silences(joined)) == ([(0, 0, 60)], [])
    assert (stays(apart.presence), silences(apart)) == ([(0, 0, 20), (0, 26, 60)], [[20, 26]])


def test_a_shift_is_silent_before_the_first_ping_and_after_the_last():
    track = read_track(make_pings(*standing(10, 50)), HOUR, LATTICE)

    assert silences(track) == [[0, 10], [50, 60]]


def test_a_shift_without_pings_is_all_silence():
    track = read_track(make_pings(), HOUR, LATTICE)

    assert (stays(track.presence), silences(track)) == ([], [[0, 60]])


def test_nobody_is_followed_outside_the_shift():
    track = read_track(make_pings(*standing(0, 90)), (600, 3600), LATTICE)

    assert stays(track.presence) == [(0, 10, 60)]


@pytest.mark.parametrize(("accuracy_m", "left_out"), [(50, 0), (50.1, 1), (np.nan, 1)])
def test_a_position_less_certain_than_50_m_is_left_out(accuracy_m, left_out):
    pings = make_pings(*standing(0, 30), (31, 600, 600, accuracy_m), *standing(32, 60))

    track = read_track(pings, HOUR, LATTICE, TrackParams(speed_limit_kmh=100))

    assert track.inaccurate == left_out
    assert (stays(track.presence) == [(0, 0, 60)]) == bool(left_out)


@pytest.mark.parametrize(("jump_m", "left_out"), [(209, 0), (211, 1)])
def test_a_position_that_nobody_can_walk_to_is_left_out(jump_m, left_out):
    # 12 km/h is 200 m a minute, and two positions of 5 m each may be 10 m off.
    pings = make_pings(*standing(0, 30), (31, 100 + jump_m, 100), *standing(32, 60))

    track = read_track(pings, HOUR, LATTICE)

    assert track.too_fast == left_out


def test_a_wrong_first_position_does_not_discard_the_rest():
    track = read_track(make_pings((0, 5000, 5000), *standing(1, 60)), HOUR, LATTICE)

    assert (track.too_fast, stays(track.presence)) == (1, [(0, 1, 60)])


def test_two_positions_at_one_second_do_no_harm():
    track = read_track(make_pings(*standing(0, 60), (30, 103, 100), (30, 900, 900)), HOUR, LATTICE)

    assert (track.too_fast, stays(track.presence)) == (1, [(0, 0, 60)])


def test_columns_of_unequal_length_and_missing_times_are_refused():
    with pytest.raises(ValueError, match="2 times for positions"):
        Pings(np.zeros(2), np.zeros((1, 2)), np.zeros(2))
    with pytest.raises(ValueError, match="not a number"):
        Pings(np.array([np.nan]), np.zeros((1, 2)), np.zeros(1))


def test_check_ins_are_stays_in_the_cell_of_their_place():
    reported = [CheckIn(300, 10, 600, 1200), CheckIn(10, 10, 0, 600), CheckIn(-10, 10, 0, 600)]

    assert stays(presence_of_check_ins(reported, LATTICE)) == [(0, 0, 10), (1, 10, 20)]


def test_a_check_in_that_nobody_ended_lasts_ten_minutes_or_until_the_next():
    reported = [CheckIn(10, 10, 0), CheckIn(300, 10, 240), CheckIn(600, 10, 3000)]

    assert stays(presence_of_check_ins(reported, LATTICE)) == [(0, 0, 4), (1, 4, 14), (2, 50, 60)]
    assert stays(presence_of_check_ins([], LATTICE)) == []


def test_what_was_planned_for_silent_times_is_told_apart():
    planned = make_presence((0, 0, 10), (1, 10, 30), (2, 30, 60))
    track = read_track(make_pings(*standing(0, 20), *standing(40, 60)), HOUR, LATTICE)

    assert stays(planned_in_silence(planned, track.silent)) == [(1, 20, 30), (2, 30, 40)]
    assert stays(planned_in_silence(planned, np.empty((0, 2), dtype=np.int64))) == []
