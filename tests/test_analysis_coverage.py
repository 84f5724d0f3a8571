"""Dose, coverage and gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.analysis.coverage import coverage, dose, gap, patrolled_minutes
from maps.analysis.presence import TimedLine, presence_of_routes
from tests.builders import make_presence, make_square_lattice

STAY = st.tuples(st.integers(0, 2), st.integers(-10, 500), st.integers(0, 90)).map(
    lambda stay: (stay[0], stay[1], stay[1] + stay[2])
)


def dose_of(*stays):
    return dose(make_presence(*stays), n_cells=1, n_blocks=2)[0].tolist()


@pytest.mark.parametrize(
    ("minutes", "earned"), [(0, 0), (2.99, 0), (3, 0.3), (5, 0.5), (9, 0.9), (10, 1), (60, 1)]
)
def test_a_visit_earns_a_tenth_a_minute_and_nothing_under_three(minutes, earned):
    assert dose_of((0, 10, 10 + minutes)) == pytest.approx([earned, 0])


def test_visits_add_up_to_a_full_dose_and_no_further():
    assert dose_of((0, 0, 4), (0, 50, 53)) == pytest.approx([0.7, 0])
    assert dose_of((0, 0, 8), (0, 50, 58)) == [1, 0]


def test_short_passages_do_not_add_up():
    assert dose_of((0, 0, 2), (0, 10, 12), (0, 20, 22)) == [0, 0]


def test_two_teams_at_the_same_time_count_once():
    assert dose_of((0, 0, 5), (0, 0, 5)) == pytest.approx([0.5, 0])
    assert dose_of((0, 0, 5), (0, 2, 7)) == pytest.approx([0.7, 0])


def test_a_visit_over_the_border_of_two_blocks_is_a_visit_in_each():
    assert dose_of((0, 115, 126)) == pytest.approx([0.5, 0.6])
    assert dose_of((0, 118, 122)) == [0, 0]


def test_cells_do_not_mix():
    doses = dose(make_presence((0, 0, 5), (1, 3, 9)), n_cells=3, n_blocks=1)

    assert doses[:, 0].tolist() == pytest.approx([0.5, 0.6, 0])


def test_no_presence_is_no_dose():
    assert dose(make_presence(), n_cells=2, n_blocks=3).tolist() == np.zeros((2, 3)).tolist()


def dose_by_minutes(stays):
    """Count each minute of each block by itself: slow and plain."""
    doses = np.zeros((3, 4))
    for cell in range(3):
        patrolled = {minute for c, first, last in stays if c == cell for minute in range(first, last)}
        for block in range(4):
            run = 0
            for minute in range(block * 120, block * 120 + 121):
                if minute in patrolled and minute < block * 120 + 120:
                    run += 1
                    continue
                doses[cell, block] += min(run / 10, 1) if run >= 3 else 0
                run = 0
    return np.minimum(doses, 1)


@given(st.lists(STAY, max_size=12))
def test_dose_is_what_counting_minutes_gives(stays):
    assert dose(make_presence(*stays), 3, 4) == pytest.approx(dose_by_minutes(stays))


@given(st.lists(STAY, max_size=12), STAY)
def test_dose_is_between_0_and_1_and_one_more_visit_never_lowers_it(stays, another):
    before, after = (dose(make_presence(*some), 3, 4) for some in (stays, [*stays, another]))

    assert ((before >= 0) & (before <= 1)).all()
    assert (after >= before - 1e-12).all()


@given(st.lists(STAY, max_size=12))
def test_doubling_every_team_changes_nothing(stays):
    assert dose(make_presence(*stays, *stays), 3, 4).tolist() == dose(make_presence(*stays), 3, 4).tolist()


def test_patrolled_minutes_count_passages_but_no_minute_twice():
    minutes = patrolled_minutes(make_presence((0, 0, 2), (0, 1, 4), (0, 115, 130)), n_cells=1, n_blocks=2)

    assert minutes.tolist() == [[9, 10]]


RISK = np.array([[4.0, 1.0], [0.0, 3.0]])
DOSE = np.array([[0.5, 1.0], [1.0, 0.0]])


def test_coverage_is_the_share_of_the_risk_that_has_its_dose():
    result = coverage(RISK, DOSE)

    assert (result.covered.tolist(), result.expected.tolist()) == ([2, 1], [4, 4])
    assert result.share == 3 / 8
    assert result.share_by_block.tolist() == [0.5, 0.25]


def test_only_required_cells_and_blocks_count():
    assert coverage(RISK, DOSE, np.array([[True, False], [True, True]])).share == 2 / 7


def test_coverage_of_a_day_takes_its_twelve_blocks():
    risk, doses = np.ones((1, 18)), np.zeros((1, 18))
    doses[0, :3] = doses[0, 12:15] = 1

    assert coverage(risk, doses).share_by_day.tolist() == [0.25, 0.5]


def test_coverage_of_nothing_is_not_a_number():
    result = coverage(np.zeros((2, 2)), DOSE)

    assert np.isnan(result.share)
    assert np.isnan(result.share_by_block).all()


def test_the_gap_is_the_risk_without_its_dose():
    assert gap(RISK, DOSE).tolist() == [[2, 0], [0, 3]]


@given(st.lists(STAY, max_size=8), STAY, st.integers(0, 1000))
def test_coverage_never_falls_with_one_more_visit(stays, another, seed):
    risk = np.random.default_rng(seed).uniform(0.01, 1, (3, 4))

    before, after = (coverage(risk, dose(make_presence(*some), 3, 4)) for some in (stays, [*stays, another]))

    assert 0 <= before.share <= after.share + 1e-12 <= 1 + 1e-12


def test_a_week_of_2500_routes_covers_some_of_a_district_but_not_all():
    lattice, rng = make_square_lattice(32, 20), np.random.default_rng(1)
    routes = []
    for _ in range(2500):
        times_s = rng.integers(0, 82 * 7200) + np.sort(rng.uniform(0, 7200, 100))
        steps_m = rng.normal(0, 60, (100, 2))
        routes.append(TimedLine(times_s, rng.uniform(1000, 4000, 2) + np.cumsum(steps_m, axis=0)))

    doses = dose(presence_of_routes(routes, lattice), lattice.n_cells, 84)
    share = coverage(np.ones_like(doses), doses).share

    assert 0 < share < 1
