"""Intervals of the risk."""

import numpy as np
import pytest
from scipy.stats import gamma

from maps.analysis.hotspots import Incidents, Risk, estimate_risk
from tests.builders import make_incidents, make_square_lattice

AS_OF = np.datetime64("2024-01-01T00:00", "s")


def draw_incidents(rate_per_week, weeks, seed):
    """A constant rate in each cell of a row."""
    rng = np.random.default_rng(seed)
    n = rng.poisson(rate_per_week * weeks)
    cell = np.repeat(np.arange(len(n)), n)
    starts = AS_OF - rng.integers(1, weeks * 7 * 86400, len(cell)).astype("timedelta64[s]")
    xy_m = np.column_stack([cell * 250.0 + rng.uniform(0, 250, len(cell)), np.full(len(cell), 125.0)])
    return Incidents(xy_m, starts, starts, np.ones(len(cell)))


def test_the_ends_are_those_of_a_count_known_for_so_many_weeks():
    per_week = np.zeros((2, 84))
    per_week[0, 3] = 0.5

    lo, hi = Risk(per_week, 10, 0, 0, worth_weeks=20.0).interval_per_cell(0.9)

    assert lo == pytest.approx([gamma.ppf(0.05, 10) / 20, 0])
    assert hi == pytest.approx([gamma.ppf(0.95, 11) / 20, gamma.ppf(0.95, 1) / 20])


def test_a_steady_rate_lies_in_its_interval_at_least_as_often_as_promised():
    rate = np.random.default_rng(1).gamma(1.0, 0.3, 40).repeat(5)
    lattice, inside = make_square_lattice(200, 1), []
    for seed in range(20):
        lo, hi = estimate_risk(draw_incidents(rate, 150, seed), lattice, AS_OF).interval_per_cell()
        inside.append((lo <= rate) & (rate <= hi))

    assert np.mean(inside) >= 0.93


def test_a_longer_record_narrows_the_interval():
    lattice, rate = make_square_lattice(20, 1), np.full(20, 0.5)

    widths = []
    for weeks in (8, 26, 104):
        lo, hi = estimate_risk(draw_incidents(rate, weeks, 3), lattice, AS_OF).interval_per_cell()
        widths.append(float((hi - lo).mean()))

    assert widths == sorted(widths, reverse=True)


def test_an_empty_record_still_has_an_upper_end():
    lo, hi = estimate_risk(make_incidents([], []), make_square_lattice(2, 1), AS_OF).interval_per_cell()

    assert lo.tolist() == [0, 0]
    assert (hi > 0).all()


def test_a_level_that_is_no_share_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1, got 95"):
        Risk(np.zeros((1, 84)), 0, 0, 0).interval_per_cell(95)
