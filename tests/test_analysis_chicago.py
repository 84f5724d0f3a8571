"""The default risk on ten years of real incidents with times of day."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.hotspots import lattice_of, read_incidents
from maps.analysis.backtest import backtest, rolling_origins
from maps.analysis.backtest_blocks import backtest_blocks
from maps.analysis.evaluation import Role, before_and_after, evaluate
from maps.analysis.skill import advantage, skill

DATA = Path(os.environ.get("PATROLGRID_DATA", Path(__file__).parents[2] / "shared" / "data"))
INCIDENTS = DATA / "crime_chicago_assaults_2010_2019" / "chicago_aggravated_assaults.csv.gz"
DISTRICTS = DATA / "polygons_chicago" / "chicago_police_districts.kml"


pytestmark = pytest.mark.skipif(
    not (INCIDENTS.exists() and DISTRICTS.exists()),
    reason=f"Chicago incidents or districts are not in {DATA}",
)
UNTIL = np.datetime64("2020-01-01T00:00", "s")


@pytest.fixture(scope="module")
def incidents():
    return read_incidents(INCIDENTS, ("longitude", "latitude", "date"), "EPSG:4326", "EPSG:32616")


@pytest.fixture(scope="module")
def lattice(incidents):
    return lattice_of(DISTRICTS, incidents, "EPSG:32616", 250)


def test_the_default_risk_finds_chicago_assaults_as_well_as_in_the_study(incidents, lattice):
    origins = rolling_origins(incidents, UNTIL)

    result = backtest(incidents, lattice, origins)

    default = {score.area_share: score for score in result.scores if score.method == "default"}
    rivals = [score for score in result.scores if score.method in ("uniform", "last-four-weeks")]
    assert (lattice.n_cells, len(origins), str(origins[0])) == (9691, 26, "2018-01-01T00:00:00")
    assert default[0.01].hit_rate >= 0.100
    assert default[0.05].hit_rate >= 0.312
    assert all(rival.hi < default[rival.area_share].lo for rival in rivals)
    assert skill(result.trials).verdict == "skill"


def test_the_times_of_the_week_find_at_least_8_percent_more_than_a_flat_week(incidents, lattice):
    trials = backtest_blocks(incidents, lattice, rolling_origins(incidents, UNTIL))

    gained = advantage(trials, "default", "flat", 0.01)

    assert gained.better
    assert gained.relative >= 0.08


def test_places_drawn_by_lot_had_an_effect_in_at_most_7_of_100_runs(incidents, lattice):
    first, middle, last = np.array(["2018-01-01", "2018-07-02", "2018-12-31"], dtype="datetime64[s]")
    counted = before_and_after(incidents, lattice, (first, middle), (middle, last))
    found = 0
    for seed in range(200):
        role = np.full(lattice.n_cells, int(Role.CONTROL))
        role[np.random.default_rng(seed).permutation(lattice.n_cells)[:300]] = Role.PATROLLED
        result = evaluate(counted, role)
        found += result.lo > 1 or result.hi < 1

    assert found <= 0.07 * 200
