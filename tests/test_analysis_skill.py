"""The verdict on a forecast."""

import numpy as np
import pytest

from maps.analysis.backtest import METHODS, Trials, backtest, hits_by_origin, rolling_origins
from maps.analysis.hotspots import Incidents
from maps.analysis.skill import ERROR, RIVALS, Skill, advantage, comparisons, paired_interval, skill
from tests.builders import make_square_lattice

LATTICE = make_square_lattice(10, 10)
FIRST = np.datetime64("2022-07-04T00:00", "s")
UNTIL = np.datetime64("2025-01-06T00:00", "s")
CHEAP = {name: METHODS[name] for name in ("default", "counts", "uniform")}


def draw_record(seed, hot_share=0.0, n=1500):
    """Incidents that are uniform but for a share in the first cell, the cells, and origins."""
    rng = np.random.default_rng(seed)
    starts = FIRST + rng.integers(0, int((UNTIL - FIRST).astype(int)), n).astype("timedelta64[s]")
    xy_m = rng.uniform(0, 2500, (n, 2))
    hot = rng.random(n) < hot_share
    xy_m[hot] = 100.0
    incidents = Incidents(xy_m, starts, starts, np.ones(n))
    return incidents, LATTICE, rolling_origins(incidents, UNTIL)


def draw_trials(seed, hot_share=0.0):
    return hits_by_origin(*draw_record(seed, hot_share), methods=CHEAP)


def trials_of(own, other, happened, share=0.1, n_cells=10):
    """One area share, one method and a rival."""
    hits = np.array([own, other, happened], dtype=np.float64)[:, None, :]
    n_best = (round(share * n_cells),)
    everywhere = np.array(happened, dtype=np.float64)
    return Trials(("own", "uniform", "oracle"), (share,), n_best, n_cells, hits, everywhere)


def test_random_incidents_are_claimed_to_be_forecast_in_at_most_5_of_100_runs():
    # Of a thousand runs four are claimed, and of no hundred of them more than two.
    claimed = sum(skill(draw_trials(seed)).verdict == "skill" for seed in range(100))

    assert claimed <= 5


def test_a_map_of_chance_is_called_skill_no_oftener_than_said():
    rng = np.random.default_rng(1)
    claimed = 0
    for _ in range(1000):
        happened = rng.poisson(12, 26)
        hits = rng.binomial(happened, 0.05)
        claimed += skill(trials_of(hits, 0.05 * happened, happened, 0.05, 100), "own").verdict == "skill"

    assert claimed <= 1000 * ERROR


def test_a_lasting_hot_cell_is_skill():
    verdict = skill(draw_trials(1, hot_share=0.1))

    assert verdict.verdict == "skill"
    assert [one.area_share for one in verdict.advantages] == [0.01, 0.05]
    assert all(one.better and one.gain > 0 for one in verdict.advantages)


@pytest.mark.parametrize(("origins", "verdict"), [(12, "few-origins"), (13, "skill")])
def test_few_origins_get_no_verdict(origins, verdict):
    trials = trials_of([5] * origins, [1] * origins, [10] * origins)

    assert skill(trials, "own").verdict == verdict


def test_a_backtest_without_origins_gets_no_verdict():
    none = rolling_origins(
        Incidents(np.empty((0, 2)), *[np.empty(0, "datetime64[s]")] * 2, np.empty(0)), UNTIL
    )
    nothing = Incidents(np.empty((0, 2)), *[np.empty(0, "datetime64[s]")] * 2, np.empty(0))

    assert skill(backtest(nothing, LATTICE, none).trials) == Skill("few-origins")


def test_an_advantage_is_the_difference_of_the_hit_rates_and_the_ratio_of_the_hits():
    found = advantage(trials_of([6] * 13, [4] * 13, [20] * 13), "own", "uniform", 0.1)

    assert (found.gain, found.lo, found.hi) == pytest.approx((0.1, 0.1, 0.1))
    assert found.relative == pytest.approx(0.5)
    assert found.better


def test_a_method_is_compared_with_every_rival_at_every_share():
    trials = hits_by_origin(*draw_record(1), methods=METHODS)

    found = comparisons(trials)

    assert [(one.area_share, one.rival) for one in found] == [(s, r) for s in (0.01, 0.05) for r in RIVALS]
    assert found[0] == advantage(trials, "default", "uniform", 0.01)
    assert comparisons(None) == ()


def test_a_difference_that_goes_both_ways_is_no_advantage():
    found = advantage(trials_of([6, 2] * 8, [4] * 16, [20] * 16), "own", "uniform", 0.1)

    assert found.lo < 0 < found.hi
    assert not found.better


def test_an_interval_over_nothing_is_not_a_number():
    assert np.isnan(paired_interval(np.zeros(13), np.zeros(13))).all()


def test_the_same_seed_gives_the_same_verdict():
    assert skill(draw_trials(3)) == skill(draw_trials(3))
