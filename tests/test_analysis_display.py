"""What is for the eye: Gi*, kernel density, and the history of hotspots."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from maps.analysis.cells import Lattice
from maps.analysis.density import kernel_density
from maps.analysis.display import display_of
from maps.analysis.gi_star import discoveries, find_clusters
from maps.analysis.history import History, hotspot_history, window_counts
from maps.analysis.hotspots import Incidents
from tests.builders import make_incidents, make_square_lattice

LATTICE = make_square_lattice(20, 20)
AS_OF = np.datetime64("2024-01-01T00:00", "s")
FIELDS = ("xy_m", "starts", "ends", "weight")


def gi_star_by_hand(value, lattice):
    """Ord and Getis (1995) cell by cell: slow and plain."""
    z, n = [], lattice.n_cells
    for row, column in zip(lattice.row, lattice.column, strict=True):
        near = (abs(lattice.row - row) <= 1) & (abs(lattice.column - column) <= 1)
        w = near.sum()
        z.append((value[near].sum() - value.mean() * w) / (value.std() * np.sqrt((n * w - w * w) / (n - 1))))
    return np.array(z)


@given(st.integers(0, 1000))
def test_gi_star_agrees_with_its_formula_cell_by_cell(seed):
    rng = np.random.default_rng(seed)
    lattice = Lattice(0, 0, 250, 9, 7, rng.random((7, 9)) < 0.7)
    value = rng.poisson(3, lattice.n_cells).astype(float)

    clusters = find_clusters(value, lattice)

    assert clusters.z == pytest.approx(gi_star_by_hand(value, lattice))
    assert clusters.p == pytest.approx(norm.sf(clusters.z))


def test_a_block_of_busy_cells_is_a_cluster_and_quiet_cells_are_not():
    value = np.random.default_rng(0).poisson(2, 400).astype(float)
    value[[105, 106, 125, 126]] += 12

    hot = np.flatnonzero(find_clusters(value, LATTICE).hot)

    assert {105, 106, 125, 126} <= set(hot.tolist())
    assert len(hot) < 25


def test_noise_is_rarely_called_a_cluster():
    runs = [
        find_clusters(np.random.default_rng(seed).poisson(5.0, 400) * 1.0, LATTICE) for seed in range(100)
    ]

    assert sum(clusters.hot.any() for clusters in runs) <= 10


@pytest.mark.parametrize("value", [np.zeros(400), np.full(400, 3.0)])
def test_equal_cells_have_no_clusters(value):
    clusters = find_clusters(value, LATTICE)

    assert not clusters.hot.any()
    assert clusters.z.tolist() == [0] * 400


def test_a_district_of_one_neighbourhood_has_no_clusters():
    assert find_clusters(np.array([1.0, 9.0]), make_square_lattice(2, 1)).z.tolist() == [0, 0]


def test_discoveries_by_hand():
    # Limits 0.0125, 0.025, 0.0375, 0.05: the third passes and takes the second along.
    assert discoveries(np.array([0.9, 0.01, 0.03, 0.035]), 0.05).tolist() == [False, True, True, True]
    assert discoveries(np.array([0.9, 0.02]), 0.03).tolist() == [False, False]
    assert discoveries(np.empty(0), 0.05).tolist() == []


def test_a_density_adds_up_to_its_points():
    xy_m = np.random.default_rng(0).uniform(1500, 3500, (300, 2))

    density = kernel_density(xy_m, LATTICE, 200)

    assert density.sum() * 0.25**2 == pytest.approx(300, rel=1e-3)


def test_a_density_is_that_of_a_gaussian():
    density = kernel_density(np.array([[2525.0, 2525.0]]), LATTICE, 600)

    centres_m = LATTICE.centres_m
    exact = 1e6 * np.prod(norm.pdf(centres_m, 2525, 600), axis=1)
    assert density == pytest.approx(exact, rel=0.1, abs=0.01)


def test_points_outside_have_no_density_and_a_bandwidth_of_0_is_refused():
    assert kernel_density(np.array([[-300.0, 10.0]]), LATTICE).sum() == 0
    with pytest.raises(ValueError, match="must be positive, got 0"):
        kernel_density(np.empty((0, 2)), LATTICE, 0)


def test_windows_are_counted_back_from_the_end():
    starts = [
        "2023-12-31T23:59",
        "2023-10-02T00:00",
        "2023-10-01T23:59",
        "2022-01-03T00:00",
        "2022-01-02T23:59",
    ]
    incidents = make_incidents([(10, 10)] * 5 + [(10, 10), (-9, 9)], [*starts, "2024-01-01T00:00", starts[0]])

    counts = window_counts(incidents, make_square_lattice(1, 1), AS_OF)

    assert counts[:, 0].tolist() == [1, 0, 0, 0, 0, 0, 1, 2]


def test_hotspots_are_told_by_their_past():
    rng = np.random.default_rng(1)
    counts = rng.poisson(3, (8, 400)).astype(float)
    corners = {History.NEW: 42, History.INTENSIFYING: 57, History.PERSISTENT: 342, History.FADING: 357}
    heat = {
        History.NEW: [0, 0, 0, 0, 0, 0, 0, 40],
        History.INTENSIFYING: [0, 0, 10, 15, 22, 30, 40, 50],
        History.PERSISTENT: [50, 48, 52, 50, 51, 49, 50, 48],
        History.FADING: [40, 40, 40, 30, 0, 0, 0, 0],
    }
    for kind, cell in corners.items():
        counts[:, cell] += heat[kind]

    history = hotspot_history(counts, LATTICE)

    assert {kind: int(history[cell]) for kind, cell in corners.items()} == {kind: kind for kind in corners}
    assert history[210] == History.NEVER


def test_two_years_of_noise_have_hardly_any_history():
    counts = np.random.default_rng(2).poisson(5, (8, 400)).astype(float)

    assert np.count_nonzero(hotspot_history(counts, LATTICE)) <= 8


def test_display_tells_the_record_from_the_last_year():
    old = make_incidents([(125, 125)] * 3, ["2021-05-01T10:00"] * 3)
    around = [(x, y) for x in (4125, 4375, 4625) for y in (4125, 4375, 4625)]
    new = make_incidents(around * 5, ["2023-11-01T10:00"] * 45)
    both = Incidents(*(np.concatenate([getattr(old, f), getattr(new, f)]) for f in FIELDS))

    shown = display_of(both, LATTICE, AS_OF)

    middle = LATTICE.locate(np.array([[4375.0, 4375.0]]))[0]
    assert (shown.counted[0], shown.counted[middle]) == (3, 5)
    assert shown.density[0] == 0 < shown.density[middle]
    assert (shown.hot[middle], shown.history[middle]) == (True, History.NEW)
    assert (shown.hot[0], shown.z[0] < 0) == (False, True)


def test_display_reads_nothing_from_after_its_day():
    later = make_incidents([(125, 125)], ["2024-01-01T00:00"])

    assert display_of(later, LATTICE, AS_OF).counted.sum() == 0
