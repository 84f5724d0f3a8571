"""Before and after with control cells."""

import numpy as np
import pytest

from maps.analysis.evaluation import Role, before_and_after, evaluate, were_worst
from tests.builders import make_incidents, make_square_lattice


def sides(patrolled, control, buffer=()):
    """Rows of (before, after) by role."""
    rows = [*patrolled, *control, *buffer]
    role = [Role.PATROLLED] * len(patrolled) + [Role.CONTROL] * len(control) + [Role.BUFFER] * len(buffer)
    return np.array(rows, dtype=np.float64).reshape(-1, 2), np.array(role, dtype=np.int64)


def draw_placebo(seed, effect=1.0, cells=300, patrolled=60):
    """Cells of unlike rates whose changes differ too; a random part is called patrolled."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.0, 20.0, cells)
    role = np.full(cells, int(Role.CONTROL))
    role[rng.permutation(cells)[:patrolled]] = Role.PATROLLED
    change = rng.gamma(10.0, 0.1, cells) * 1.3 * np.where(role == Role.PATROLLED, effect, 1.0)
    return np.column_stack([rng.poisson(rate), rng.poisson(rate * change)]).astype(float), role


def test_the_ratio_is_that_of_the_four_counts():
    result = evaluate(*sides([(20, 10)] * 5, [(10, 10)] * 5))

    assert (result.patrolled_before, result.patrolled_after) == (100, 50)
    assert (result.control_before, result.control_after) == (50, 50)
    assert result.rate_ratio == 0.5
    # All cells of a side change alike, so chance alone makes the interval: t of 4 degrees of freedom.
    half = 2.7764 * np.sqrt(1 / 100 + 1 / 50 + 1 / 50 + 1 / 50)
    assert (result.dispersion, result.lo, result.hi) == pytest.approx(
        (1, 0.5 * np.exp(-half), 0.5 * np.exp(half)), rel=1e-4
    )


@pytest.mark.parametrize(
    ("patrolled", "verdict"),
    [((800, 400), "fewer"), ((400, 800), "more"), ((600, 600), "no-change"), ((20, 10), "too-wide")],
)
def test_a_verdict_is_given_only_where_the_interval_is_narrow(patrolled, verdict):
    result = evaluate(*sides([patrolled] * 5, [(500, 500)] * 20))

    assert result.verdict == verdict
    assert (result.hi / result.lo > 2) == (verdict == "too-wide")


def test_cells_that_change_unlike_widen_the_interval():
    alike = evaluate(*sides([(100, 100)] * 10, [(100, 100)] * 10))
    unlike = evaluate(*sides([(50, 150), (150, 50)] * 5, [(50, 150), (150, 50)] * 5))

    assert (alike.dispersion, alike.verdict) == (1, "no-change")
    assert unlike.dispersion > 10
    assert unlike.verdict == "too-wide"


def test_nothing_is_said_of_empty_sides_and_few_cells():
    assert evaluate(*sides([(0, 5)] * 5, [(9, 9)] * 5)).verdict == "too-few-incidents"
    assert evaluate(*sides([(9, 9)] * 4, [(9, 9)] * 5)).verdict == "too-few-cells"
    assert evaluate(*sides([], [])).verdict == "too-few-cells"


def test_a_placebo_has_an_effect_in_at_most_7_of_100_runs():
    results = [evaluate(*draw_placebo(seed)) for seed in range(1000)]

    excluded = np.mean([result.lo > 1 or result.hi < 1 for result in results])
    claimed = np.mean([result.verdict in ("fewer", "more") for result in results])
    assert claimed <= excluded <= 0.07


def test_a_third_fewer_is_found():
    found = [evaluate(*draw_placebo(seed, effect=0.67)).verdict for seed in range(50)]

    assert found.count("fewer") >= 45


def test_cells_picked_because_they_were_worst_are_warned_of():
    warned, fallen = 0, 0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        counted = rng.poisson(10, (300, 2)).astype(float)
        role = np.full(300, int(Role.CONTROL))
        role[np.argsort(counted[:, 0])[-30:]] = Role.PATROLLED
        result = evaluate(counted, role)
        warned += result.warnings == ("picked-as-worst",)
        fallen += result.hi < 1

    assert warned == 50
    assert fallen >= 45


def test_cells_picked_blindly_are_not_warned_of():
    assert sum(bool(evaluate(*draw_placebo(seed)).warnings) for seed in range(200)) <= 2


def test_nobody_is_worst_without_somebody_to_compare_with():
    before = np.array([5.0, 1.0])

    assert not were_worst(before, np.array([True, True]), np.array([False, False]))


@pytest.mark.parametrize(
    ("buffer", "quotient"), [((100, 100), 0.0), ((100, 120), -0.4), ((100, 200), -2.0), ((100, 75), 0.5)]
)
def test_displacement_tells_whether_the_neighbours_gained_or_lost(buffer, quotient):
    result = evaluate(*sides([(20, 10)] * 5, [(20, 20)] * 5, [buffer]))

    assert result.displacement == pytest.approx(quotient)


def test_displacement_of_no_success_or_no_buffer_is_not_a_number():
    assert np.isnan(evaluate(*sides([(20, 20)] * 5, [(20, 20)] * 5, [(10, 20)])).displacement)
    assert np.isnan(evaluate(*sides([(20, 10)] * 5, [(20, 20)] * 5)).displacement)


def test_an_incident_counts_in_the_period_in_which_it_began():
    moments = ["2024-01-01T00:00", "2024-01-31T23:59", "2024-02-01T00:00", "2024-03-01T00:00"]
    incidents = make_incidents([(10, 10)] * 4, moments)
    january, february = (
        tuple(np.array(ends, dtype="datetime64[s]"))
        for ends in (("2024-01-01", "2024-02-01"), ("2024-02-01", "2024-03-01"))
    )

    assert before_and_after(incidents, make_square_lattice(1, 1), january, february).tolist() == [[2, 1]]
