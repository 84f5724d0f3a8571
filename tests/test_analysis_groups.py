"""Groups of categories, sources that train, and what happens when patrols train the map."""

import numpy as np
import pytest

from maps.analysis.groups import split_by_group, trains
from maps.analysis.hotspots import Incidents, estimate_risk
from tests.builders import make_incidents, make_square_lattice

AS_OF = np.datetime64("2024-01-01T00:00", "s")
RECENT = "2023-12-01T10:00"


def test_each_group_has_its_own_incidents_and_those_of_no_group_are_in_none():
    incidents = make_incidents([(10, 10), (20, 10), (30, 10), (40, 10)], [RECENT] * 4)

    parts = split_by_group(incidents, np.array([1, 0, 1, -1]), ["property", "people", "fire"])

    assert {name: part.xy_m[:, 0].tolist() for name, part in parts.items()} == {
        "property": [20],
        "people": [10, 30],
    }


def test_groups_must_be_as_many_as_incidents():
    with pytest.raises(ValueError, match="2 groups for 1 incidents"):
        split_by_group(make_incidents([(10, 10)], [RECENT]), np.array([0, 0]), ["all"])


def test_what_patrols_observe_does_not_train():
    sources = ["resident-report", "patrol-observation", "open-record", "hearsay"]

    assert trains(sources).tolist() == [True, False, True, False]


def share_of_first_area(seed, *, keep_apart):
    """Two equal areas, 52 weeks: residents report alike, patrols follow the map and report what they see."""
    rng, lattice = np.random.default_rng(seed), make_square_lattice(2, 1)
    cell, moment, source = [0, 1] * 10, [AS_OF - np.timedelta64(3, "D")] * 20, ["resident-report"] * 20
    share = 0.5
    for week in range(52):
        now = AS_OF + np.timedelta64(week, "W")
        sent_to = 0 if share >= 0.5 else 1
        for area in (0, 1):
            reports, seen = rng.poisson(4), rng.poisson(4) if area == sent_to else 0
            cell += [area] * (reports + seen)
            moment += [now] * (reports + seen)
            source += ["resident-report"] * reports + ["patrol-observation"] * seen
        rows = Incidents(
            np.column_stack([np.array(cell) * 250.0 + 125, np.full(len(cell), 125.0)]),
            np.array(moment),
            np.array(moment),
            np.ones(len(cell)),
        )
        training = rows.where(trains(source)) if keep_apart else rows
        per_cell = estimate_risk(training, lattice, now + np.timedelta64(1, "W")).per_cell
        share = per_cell[0] / per_cell.sum()
    return share


def test_two_equal_areas_stay_equal_when_patrol_observations_are_kept_apart():
    apart = [share_of_first_area(seed, keep_apart=True) for seed in range(6)]
    mixed = [share_of_first_area(seed, keep_apart=False) for seed in range(6)]

    assert np.mean(apart) == pytest.approx(0.5, abs=0.02)
    assert np.abs(np.array(apart) - 0.5).max() < 0.06
    # Left in, the observations of the first weeks send the patrols back for good.
    assert np.abs(np.array(mixed) - 0.5).mean() > 0.08
