"""Cells and blocks of the week ranked together."""

import numpy as np
import pytest

from maps.analysis.backtest import rolling_origins
from maps.analysis.backtest_blocks import backtest_blocks
from maps.analysis.hotspots import Incidents
from maps.analysis.skill import advantage
from tests.builders import make_incidents, make_square_lattice

LATTICE = make_square_lattice(10, 10)
FIRST = np.datetime64("2022-07-04T00:00", "s")
UNTIL = np.datetime64("2025-01-06T00:00", "s")


def draw_incidents(n=3000, evening_share=0.0, seed=0):
    """Uniform in place; a share of them between 20:00 and midnight."""
    rng = np.random.default_rng(seed)
    days = FIRST + rng.integers(0, int((UNTIL - FIRST).astype(int)) // 86400, n).astype("timedelta64[D]")
    seconds = np.where(
        rng.random(n) < evening_share, rng.integers(72000, 86400, n), rng.integers(0, 86400, n)
    )
    starts = days + seconds.astype("timedelta64[s]")
    return Incidents(rng.uniform(0, 2500, (n, 2)), starts, starts, np.ones(n))


def test_evenings_are_found():
    incidents = draw_incidents(evening_share=0.5)

    trials = backtest_blocks(incidents, LATTICE, rolling_origins(incidents, UNTIL))

    found = advantage(trials, "default", "flat", 0.05)
    assert trials.n_best == (42, 210)
    assert found.better
    assert found.relative > 1


def test_a_flat_week_has_no_advantage_over_itself():
    incidents = draw_incidents()

    trials = backtest_blocks(incidents, LATTICE, rolling_origins(incidents, UNTIL))

    assert not advantage(trials, "default", "flat", 0.05).better


def test_an_incident_counts_in_its_own_block_of_four_hours():
    incidents = make_incidents([(10, 10)] * 30 + [(10, 10)], ["2024-11-01T21:00"] * 30 + ["2024-12-13T23:59"])
    origins = np.array(["2024-12-09T00:00"], dtype="datetime64[s]")

    trials = backtest_blocks(incidents, LATTICE, origins, area_shares=(1 / 4200,))

    assert (trials.n_best, trials.n_cells) == ((1,), 4200)
    assert trials.hits[:, 0, 0].tolist() == pytest.approx([1, 1 / 42, 1])
    assert trials.happened.tolist() == [1]


def test_nothing_after_the_origin_is_read():
    incidents = draw_incidents(evening_share=0.5)
    origins, seen = rolling_origins(incidents, UNTIL, wanted=1), []
    later = incidents.starts >= origins[0]
    moved = Incidents(
        np.where(later[:, None], 1.0, incidents.xy_m), incidents.starts, incidents.ends, incidents.weight
    )

    for rows in (incidents, moved):
        backtest_blocks(
            rows, LATTICE, origins, methods={"spy": lambda risk: seen.append(risk.tobytes()) or risk}
        )

    assert later.any()
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("origin", "horizon_days", "block_h", "message"),
    [
        ("2024-12-10T00:00", 28, 4, "Monday midnights, got 2024-12-10"),
        ("2024-12-09T00:00", 10, 4, "whole weeks, got 10"),
        ("2024-12-09T00:00", 28, 5, "divides 24, got 5"),
    ],
)
def test_what_does_not_fit_the_week_is_refused(origin, horizon_days, block_h, message):
    with pytest.raises(ValueError, match=message):
        origins = np.array([origin], dtype="datetime64[s]")
        backtest_blocks(draw_incidents(10), LATTICE, origins, horizon_days, block_h=block_h)
