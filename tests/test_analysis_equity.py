"""Coverage and patrol time by community."""

import numpy as np
import pytest

from maps.analysis.equity import CommunityCoverage, equity


def one_block(*columns):
    return [np.array(column, dtype=np.float64)[:, None] for column in columns]


def test_each_community_is_compared_with_its_expected_incidents():
    risk, dose, minutes = one_block([2, 2, 4, 9], [1, 0.5, 0.25, 1], [30, 10, 20, 99])

    result = equity(risk, dose, minutes, np.array([7, 7, 8, -1]))

    assert result.communities == (
        CommunityCoverage(7, 4.0, 3.0, 40.0, 0.75, 10.0, under_covered=False, over_patrolled=True),
        CommunityCoverage(8, 4.0, 1.0, 20.0, 0.25, 5.0, under_covered=True, over_patrolled=False),
    )
    assert result.mean_share == 0.5
    assert result.min_max_ratio == pytest.approx(1 / 3)


@pytest.mark.parametrize(("low", "flagged"), [(0.67, False), (0.66, True)])
def test_a_community_is_flagged_under_four_fifths_of_the_mean(low, flagged):
    risk, dose, minutes = one_block([1, 1], [low, 1], [1, 1])

    result = equity(risk, dose, minutes, np.array([1, 2]))

    assert [row.under_covered for row in result.communities] == [flagged, False]


@pytest.mark.parametrize(("minutes_of_first", "flagged"), [(62, False), (63, True)])
def test_a_community_is_over_patrolled_above_one_and_a_quarter_of_its_risk_share(minutes_of_first, flagged):
    risk, dose, minutes = one_block([1, 1], [1, 1], [minutes_of_first, 100 - minutes_of_first])

    result = equity(risk, dose, minutes, np.array([1, 2]))

    assert [row.over_patrolled for row in result.communities] == [flagged, False]


def test_a_community_where_nothing_is_expected_has_no_ratio_and_spoils_no_mean():
    risk, dose, minutes = one_block([0, 1], [1, 0.5], [0, 10])

    result = equity(risk, dose, minutes, np.array([1, 2]))

    assert np.isnan(result.communities[0].share)
    assert np.isnan(result.communities[0].minutes_per_incident)
    assert not result.communities[0].under_covered
    assert (result.mean_share, result.min_max_ratio) == (0.5, 1.0)


def test_only_required_cells_and_blocks_are_expected():
    risk, dose, minutes = one_block([1, 3], [1, 0], [10, 0])

    result = equity(risk, dose, minutes, np.array([1, 1]), required=np.array([[True], [False]]))

    assert (result.communities[0].expected, result.communities[0].share) == (1.0, 1.0)


def test_a_district_without_patrols_has_no_ratio_and_no_flags():
    risk, nothing = one_block([1, 3], [0, 0])

    result = equity(risk, nothing, nothing, np.array([1, 2]))

    assert result.mean_share == 0
    assert np.isnan(result.min_max_ratio)
    assert not any(row.under_covered or row.over_patrolled for row in result.communities)


def test_cells_of_no_community_give_an_empty_list():
    risk, dose, minutes = one_block([1, 3], [1, 0], [10, 0])

    assert equity(risk, dose, minutes, np.array([-1, -1])).communities == ()
