"""The rolling-origin backtest."""

import numpy as np
import pytest

from maps.analysis.backtest import METHODS, backtest, hits_in_best, rolling_origins
from maps.analysis.hotspots import Incidents
from tests.builders import make_incidents, make_square_lattice

LATTICE = make_square_lattice(10, 10)
FIRST = np.datetime64("2022-01-03T00:00", "s")  # a Monday
UNTIL = np.datetime64("2025-01-06T00:00", "s")


def random_incidents(n=3000, seed=0, hot_share=0.0):
    """Uniform over three years and 100 cells, but for a share that keeps to the first cell."""
    rng = np.random.default_rng(seed)
    starts = FIRST + rng.integers(0, int((UNTIL - FIRST).astype(int)), n).astype("timedelta64[s]")
    xy_m = rng.uniform(0, 2500, (n, 2))
    hot = rng.random(n) < hot_share
    xy_m[hot] = rng.uniform(0, 250, (int(hot.sum()), 2))
    return Incidents(xy_m, starts, starts, np.ones(n))


def by_name(result, area_share):
    return {score.method: score for score in result.scores if score.area_share == area_share}


def test_hits_are_the_incidents_of_the_best_cells():
    score, happened = np.array([5.0, 1, 4, 2]), np.array([3.0, 9, 2, 1])

    assert [hits_in_best(score, happened, n) for n in (1, 2, 3, 4)] == [3, 5, 6, 15]


def test_equal_scores_at_the_edge_count_with_their_mean():
    score, happened = np.array([5.0, 1, 1, 1]), np.array([3.0, 6, 0, 0])

    assert hits_in_best(score, happened, 2) == pytest.approx(3 + 2)


def test_origins_are_the_latest_mondays_with_a_whole_horizon():
    origins = rolling_origins(random_incidents(), UNTIL + np.timedelta64(3, "D"), wanted=3)

    assert origins.astype("datetime64[D]").astype(str).tolist() == ["2024-10-14", "2024-11-11", "2024-12-09"]


def test_origins_leave_the_first_thirteen_weeks_to_learn_from():
    long_record = rolling_origins(random_incidents(), UNTIL, wanted=500, horizon_days=7, step_days=7)

    assert long_record[0] - FIRST >= np.timedelta64(13 * 7, "D")
    assert long_record[0] - FIRST < np.timedelta64(15 * 7, "D")
    assert len(rolling_origins(make_incidents([], []), UNTIL)) == 0


def test_scores_agree_with_a_case_counted_by_hand():
    # Cell 0 has three incidents before the origin and two after it, cell 1 two and one, cell 2 none and one.
    before, after = "2024-11-01T10:00", "2024-12-10T10:00"
    incidents = make_incidents(
        [(10, 10)] * 3 + [(300, 10)] * 2 + [(10, 10)] * 2 + [(300, 10), (600, 10)], [before] * 5 + [after] * 4
    )
    origins = np.array(["2024-12-09T00:00"], dtype="datetime64[s]")

    result = backtest(incidents, LATTICE, origins, area_shares=(0.01, 0.02))

    one, two = by_name(result, 0.01), by_name(result, 0.02)
    counts = one["counts"]
    assert (counts.cells, counts.hits, counts.incidents, counts.hit_rate) == (1, 2, 4, 0.5)
    assert (counts.pai, counts.pei) == (pytest.approx(50), 1)
    assert (two["counts"].hits, two["oracle"].hits, two["last-four-weeks"].hits) == (
        3,
        3,
        pytest.approx(0.08),
    )
    assert (one["uniform"].hit_rate, one["uniform"].pai) == (pytest.approx(0.01), pytest.approx(1))
    assert result.note == "few-origins"


def test_incidents_count_from_the_origin_up_to_the_horizon():
    moments = ["2024-12-08T23:59", "2024-12-09T00:00", "2025-01-05T23:59", "2025-01-06T00:00"]
    incidents = make_incidents([(10, 10)] * 4, moments)
    origins = np.array(["2024-12-09T00:00"], dtype="datetime64[s]")

    assert {score.incidents for score in backtest(incidents, LATTICE, origins).scores} == {2}


def test_moving_incidents_after_an_origin_changes_no_map():
    seen = []

    def spy(known, lattice, origin):
        scores = METHODS["default"](known, lattice, origin)
        seen.append((len(known), known.ends.max(), scores.tobytes()))
        return scores

    incidents = random_incidents(hot_share=0.2)
    origin = rolling_origins(incidents, UNTIL, wanted=1)
    later = incidents.starts >= origin[0]
    moved = Incidents(
        np.where(later[:, None], 1.0, incidents.xy_m), incidents.starts, incidents.ends, incidents.weight
    )

    first = backtest(incidents, LATTICE, origin, methods={"spy": spy})
    second = backtest(moved, LATTICE, origin, methods={"spy": spy})

    assert later.any()
    assert seen[0] == seen[1]
    assert seen[0][1] <= origin[0]
    assert first.scores != second.scores


def test_random_incidents_show_no_skill():
    incidents = random_incidents(6000, seed=4)

    result = backtest(incidents, LATTICE, rolling_origins(incidents, UNTIL))

    scores = by_name(result, 0.05)
    assert result.note == ""
    for method in ("default", "counts", "last-four-weeks"):
        assert scores[method].lo <= scores["uniform"].hit_rate <= scores[method].hi


def test_a_lasting_hot_cell_is_found():
    incidents = random_incidents(hot_share=0.3)

    scores = by_name(backtest(incidents, LATTICE, rolling_origins(incidents, UNTIL)), 0.01)

    assert scores["default"].lo > 0.2 > scores["uniform"].hi
    assert scores["default"].pei == pytest.approx(1)
    assert scores["default"].lo <= scores["default"].hit_rate <= scores["default"].hi


@pytest.mark.parametrize(("wanted", "note"), [(0, "no-origins"), (12, "few-origins"), (13, "")])
def test_too_few_origins_are_said_to_be_too_few(wanted, note):
    incidents = random_incidents(300)

    assert backtest(incidents, LATTICE, rolling_origins(incidents, UNTIL, wanted)).note == note


def test_a_horizon_without_incidents_has_no_rates():
    incidents = make_incidents([(10, 10)], ["2024-01-01T10:00"])
    origins = np.array(["2024-12-09T00:00"], dtype="datetime64[s]")

    result = backtest(incidents, LATTICE, origins)

    assert all(np.isnan(score.hit_rate) and score.incidents == 0 for score in result.scores)


def test_the_same_seed_gives_the_same_scores():
    incidents = random_incidents(300)
    origins = rolling_origins(incidents, UNTIL)

    assert backtest(incidents, LATTICE, origins).scores == backtest(incidents, LATTICE, origins).scores
