"""Parameters that change only on proof."""

from dataclasses import replace

import numpy as np
import pytest

from maps.analysis.backtest import rolling_origins
from maps.analysis.hotspots import Incidents, RiskParams
from maps.analysis.tuning import DEFAULT, judge, tune
from tests.builders import make_square_lattice

FIRST = np.datetime64("2022-01-03T00:00", "s")
UNTIL = np.datetime64("2025-01-06T00:00", "s")
SHORT = replace(DEFAULT, half_life_weeks=4.0)
HAPPENED = np.full(26, 100.0)


def test_a_candidate_that_is_always_better_is_taken():
    hits = np.stack([np.full(26, 10.0), np.full(26, 14.0)])

    tuned = judge((DEFAULT, SHORT), hits, HAPPENED)

    assert (tuned.params, tuned.note) == (SHORT, "tuned")
    assert (tuned.gain, tuned.lo, tuned.hi) == pytest.approx((0.04, 0.04, 0.04))


def test_a_candidate_that_is_better_by_chance_is_not_taken():
    rng = np.random.default_rng(0)
    hits = rng.poisson(10, (20, 26)).astype(float)
    hits[0] -= 0.1

    tuned = judge((DEFAULT, *[replace(SHORT, sigma_m=float(k)) for k in range(1, 20)]), hits, HAPPENED)

    assert (tuned.params, tuned.note) == (DEFAULT, "default")
    assert tuned.best != DEFAULT
    assert tuned.lo <= 0


def test_each_origin_is_judged_with_what_was_best_before_it():
    # The candidate wins only at the last origin, too late for anyone to have chosen it.
    hits = np.stack([np.full(26, 10.0), np.full(26, 9.0)])
    hits[1, -1] = 1000

    tuned = judge((DEFAULT, SHORT), hits, HAPPENED)

    assert (tuned.gain, tuned.params, tuned.best) == (0.0, DEFAULT, SHORT)


def test_equal_candidates_leave_the_default():
    assert judge((DEFAULT, SHORT), np.ones((2, 26)), HAPPENED).params == DEFAULT


def moving_hotspot():
    """Each half year another cell is hot, so what is old misleads."""
    rng = np.random.default_rng(5)
    starts = FIRST + rng.integers(0, int((UNTIL - FIRST).astype(int)), 6000).astype("timedelta64[s]")
    half_year = ((starts - FIRST) // np.timedelta64(60, "D")).astype(int)
    xy_m = np.column_stack([half_year * 250.0 + 125, np.full(6000, 125.0)])
    stray = rng.random(6000) < 0.5
    xy_m[stray] = rng.uniform(0, 5000, (int(stray.sum()), 2))
    return Incidents(xy_m, starts, starts, np.ones(6000))


def test_a_record_that_forgets_quickly_gets_a_short_half_life():
    incidents = moving_hotspot()
    origins = rolling_origins(incidents, UNTIL)

    tuned = tune(incidents, make_square_lattice(20, 20), origins, area_share=0.0025, candidates=(SHORT,))

    assert (tuned.note, tuned.params) == ("tuned", SHORT)


def test_few_origins_change_nothing():
    incidents = moving_hotspot()
    origins = rolling_origins(incidents, UNTIL, wanted=18)

    tuned = tune(incidents, make_square_lattice(20, 20), origins, candidates=(SHORT,))

    assert (tuned.note, tuned.params) == ("few-origins", RiskParams())
