"""Groups of categories, sources that train, and what happens when patrols train the map."""

import numpy as np
import pytest

from maps.analysis.groups import risk_by_group, split_by_source
from maps.analysis.hotspots import Incidents, RiskParams, estimate_risk
from tests.builders import make_incidents, make_square_lattice

AS_OF = np.datetime64("2024-01-01T00:00", "s")
RECENT = "2023-12-01T10:00"
SHARP = RiskParams(own_share=1.0, min_incidents=1)


def test_each_group_has_a_surface_of_its_own_categories():
    incidents = make_incidents([(10, 10), (300, 10), (300, 10)], [RECENT] * 3)
    groups = {"property": frozenset({"theft", "burglary"}), "people": frozenset({"assault"})}

    risks = risk_by_group(
        incidents,
        ["theft", "assault", "burglary"],
        groups,
        make_square_lattice(2, 1),
        AS_OF,
        dict.fromkeys(groups, SHARP),
    )

    assert {name: risk.used for name, risk in risks.items()} == {"property": 2, "people": 1}
    assert risks["property"].per_cell[0] == pytest.approx(risks["property"].per_cell[1])
    assert risks["people"].per_cell[0] == 0 < risks["people"].per_cell[1]


def test_a_group_without_parameters_of_its_own_takes_the_defaults():
    incidents = make_incidents([(10, 10)], [RECENT])

    risks = risk_by_group(
        incidents, ["theft"], {"all": frozenset({"theft"})}, make_square_lattice(2, 1), AS_OF
    )

    assert risks["all"].note == "few-incidents"


def test_a_group_that_nothing_belongs_to_has_a_surface_of_zeros():
    incidents = make_incidents([(10, 10)], [RECENT])

    risks = risk_by_group(
        incidents, ["theft"], {"fire": frozenset({"fire"})}, make_square_lattice(2, 1), AS_OF
    )

    assert (risks["fire"].note, risks["fire"].per_week.sum()) == ("no-incidents", 0)


def test_categories_must_be_as_many_as_incidents():
    incidents, groups = make_incidents([(10, 10)], [RECENT]), {"all": frozenset({"theft"})}

    with pytest.raises(ValueError, match="2 words for 1 incidents"):
        risk_by_group(incidents, ["theft", "fire"], groups, make_square_lattice(1, 1), AS_OF)


def test_what_patrols_observe_does_not_train():
    incidents = make_incidents([(10, 10), (20, 10), (30, 10), (40, 10)], [RECENT] * 4)

    training, observed = split_by_source(
        incidents, ["resident-report", "patrol-observation", "open-record", "hearsay"]
    )

    assert training.xy_m[:, 0].tolist() == [10, 30]
    assert observed.xy_m[:, 0].tolist() == [20, 40]


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
        training = split_by_source(rows, source)[0] if keep_apart else rows
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
