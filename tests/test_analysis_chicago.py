"""The default risk on ten years of real incidents with times of day."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.hotspots import lattice_of, read_incidents
from maps.analysis.backtest import backtest, rolling_origins

DATA = Path(os.environ.get("PATROLGRID_DATA", Path(__file__).parents[2] / "shared" / "data"))
INCIDENTS = DATA / "crime_chicago_assaults_2010_2019" / "chicago_aggravated_assaults.csv.gz"
DISTRICTS = DATA / "polygons_chicago" / "chicago_police_districts.kml"


@pytest.mark.skipif(
    not (INCIDENTS.exists() and DISTRICTS.exists()),
    reason=f"Chicago incidents or districts are not in {DATA}",
)
def test_the_default_risk_finds_chicago_assaults_as_well_as_in_the_study():
    incidents = read_incidents(INCIDENTS, ("longitude", "latitude", "date"), "EPSG:4326", "EPSG:32616")
    lattice = lattice_of(DISTRICTS, incidents, "EPSG:32616", 250)
    origins = rolling_origins(incidents, np.datetime64("2020-01-01T00:00", "s"))

    result = backtest(incidents, lattice, origins)

    default = {score.area_share: score for score in result.scores if score.method == "default"}
    rivals = [score for score in result.scores if score.method in ("uniform", "last-four-weeks")]
    assert (lattice.n_cells, len(origins), str(origins[0])) == (9691, 26, "2018-01-01T00:00:00")
    assert default[0.01].hit_rate >= 0.100
    assert default[0.05].hit_rate >= 0.312
    assert all(rival.hi < default[rival.area_share].lo for rival in rivals)
