"""Times of day from place to place."""

import numpy as np
import pytest

from maps.analysis.clock import local_profiles
from tests.builders import make_square_lattice

LATTICE = make_square_lattice(30, 1)
FLAT = np.full(84, 1 / 84)


def test_what_was_seen_bends_the_times_around_it_and_not_far_away():
    seen = np.zeros((30, 12))
    seen[5, 9] = 1000

    profiles = local_profiles(seen, FLAT, LATTICE, sigma_m=400, prior_incidents=50)

    assert profiles.sum(axis=1) == pytest.approx(np.ones(30))
    assert profiles[5].reshape(7, 12)[0].argmax() == 9
    assert profiles[29] == pytest.approx(FLAT)


def test_the_prior_is_worth_so_many_incidents():
    seen = np.zeros((1, 12))
    seen[0, 0] = 50.0

    profile = local_profiles(seen, FLAT, make_square_lattice(1, 1), sigma_m=1.0, prior_incidents=50)

    assert profile[0].reshape(7, 12).sum(axis=0) == pytest.approx([0.5 + 0.5 / 12] + [0.5 / 12] * 11)


def test_days_keep_the_shares_of_the_district():
    by_day = np.repeat(np.arange(1, 8) / 28 / 12, 12)
    seen = np.random.default_rng(0).uniform(0, 20, (30, 12))

    profiles = local_profiles(seen, by_day, LATTICE, sigma_m=400, prior_incidents=50)

    assert profiles[7].reshape(7, 12).sum(axis=1) == pytest.approx(np.arange(1, 8) / 28)
