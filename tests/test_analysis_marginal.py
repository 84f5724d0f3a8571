"""What one more patrol adds."""

import numpy as np
import pytest

from maps.analysis.marginal import MarginalValue, happened_by_block, marginal_value
from tests.builders import make_incidents, make_presence, make_square_lattice

START = np.datetime64("2024-01-01T00:00", "s")


def test_an_incident_counts_in_its_cell_and_block():
    incidents = make_incidents([(10, 10), (300, 10)], ["2024-01-01T01:59", "2024-01-01T02:00"], weight=[1, 3])

    happened = happened_by_block(incidents, make_square_lattice(2, 1), START, n_blocks=3)

    assert happened.tolist() == [[1, 0, 0], [0, 3, 0]]


def test_an_unknown_time_is_spread_and_its_part_outside_the_period_is_left_out():
    incidents = make_incidents([(10, 10)], ["2023-12-31T23:00"], ["2024-01-01T03:00"])

    happened = happened_by_block(incidents, make_square_lattice(1, 1), START, n_blocks=84)

    assert happened[0, :3].tolist() == [0.5, 0.25, 0]


def test_what_lies_outside_the_lattice_or_the_period_is_left_out():
    moments = ["2024-01-01T01:00", "2023-12-31T23:59", "2024-01-01T02:00"]
    incidents = make_incidents([(-10, 10), (10, 10), (10, 10)], moments)

    assert happened_by_block(incidents, make_square_lattice(1, 1), START, n_blocks=1).tolist() == [[0]]


def test_a_second_patrol_in_the_same_place_adds_nothing():
    patrol = make_presence((0, 0, 10))

    values = marginal_value([patrol, patrol], np.array([[6.0]]), numbers=[1, 2])

    assert values == (MarginalValue(1, 6.0, 6.0, 6.0, 6.0), MarginalValue(2, 6.0, 6.0, 6.0, 0.0))


def test_patrols_in_different_places_are_averaged_over_their_orders():
    patrols = [make_presence((0, 0, 10)), make_presence((1, 0, 5))]

    one, both = marginal_value(patrols, np.array([[6.0], [2.0]]), numbers=[1, 2], draws=400)

    assert one.covered == pytest.approx((6 + 1) / 2, abs=0.4)
    assert (one.lo, one.hi) == (1, 6)
    assert both.covered == pytest.approx(7)
    assert both.per_patrol == pytest.approx(7 - one.covered)


def test_more_patrols_never_cover_less():
    rng = np.random.default_rng(2)
    starts = rng.integers(0, 900, 30)
    patrols = [make_presence((int(rng.integers(5)), int(start), int(start) + 8)) for start in starts]

    values = marginal_value(patrols, rng.uniform(0, 1, (5, 8)), numbers=[1, 5, 10, 20, 30])

    assert [value.patrols for value in values] == [1, 5, 10, 20, 30]
    assert all(value.per_patrol >= 0 for value in values)


def test_the_same_seed_gives_the_same_values():
    patrols = [make_presence((k % 3, 10 * k, 10 * k + 6)) for k in range(9)]
    held_out = np.arange(3.0)[:, None]

    assert marginal_value(patrols, held_out, [3, 6]) == marginal_value(patrols, held_out, [3, 6])
