"""The default risk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from maps.analysis.hotspots import Incidents, RiskParams, estimate_risk
from tests.builders import make_incidents, make_square_lattice

AS_OF = np.datetime64("2024-01-01T00:00", "s")  # a Monday
YEAR_AGO, TWO_YEARS_AGO = "2023-01-02T00:00", "2022-01-03T00:00"  # 52 and 104 weeks
OWN_ONLY = RiskParams(own_share=1.0, min_incidents=1)


def random_incidents(n, seed=0, side_m=2500.0):
    rng = np.random.default_rng(seed)
    starts = AS_OF - rng.integers(1, 104 * 7 * 86400, n).astype("timedelta64[s]")
    return Incidents(rng.uniform(0, side_m, (n, 2)), starts, starts, np.ones(n))


def test_an_incident_counts_half_for_each_52_weeks_of_age():
    lattice = make_square_lattice(2, 1)
    incidents = make_incidents([(10, 10), (300, 10)], [YEAR_AGO, TWO_YEARS_AGO])

    per_cell = estimate_risk(incidents, lattice, AS_OF, OWN_ONLY).per_cell

    assert per_cell[0] / per_cell[1] == pytest.approx(2.0)


def test_a_weight_counts_as_that_many_incidents():
    lattice = make_square_lattice(2, 1)
    incidents = make_incidents([(10, 10), (300, 10)], [YEAR_AGO, YEAR_AGO], weight=[3, 1])

    per_cell = estimate_risk(incidents, lattice, AS_OF, OWN_ONLY).per_cell

    assert per_cell[0] / per_cell[1] == pytest.approx(3.0)


def test_the_total_is_the_decayed_weight_over_the_decayed_length_of_the_record():
    incidents = make_incidents([(10, 10), (300, 10)], [YEAR_AGO, TWO_YEARS_AGO])

    total = estimate_risk(incidents, make_square_lattice(2, 1), AS_OF, OWN_ONLY).per_week.sum()

    assert total == pytest.approx((1 / 2 + 1 / 4) / (52 / np.log(2) * (1 - 1 / 4)))


def test_a_steady_rate_is_found_again_whatever_the_age():
    starts = [str(AS_OF - np.timedelta64(7 * k + 3, "D")) for k in range(200)]
    incidents = make_incidents([(10, 10)] * 200, starts)

    total = estimate_risk(incidents, make_square_lattice(1, 1), AS_OF).per_week.sum()

    assert total == pytest.approx(1.0, rel=0.01)


def test_a_record_of_days_is_not_blown_up_to_a_weekly_rate():
    incidents = make_incidents([(10, 10)] * 10, ["2023-12-31T12:00"] * 10)

    total = estimate_risk(incidents, make_square_lattice(1, 1), AS_OF).per_week.sum()

    assert total == pytest.approx(10 / 4, rel=0.05)


def test_the_smoothed_part_is_a_gaussian_of_200_m():
    lattice = make_square_lattice(21, 21)
    centre = 10 * 21 + 10
    incidents = make_incidents([(2625, 2625)], [YEAR_AGO])

    place = estimate_risk(incidents, lattice, AS_OF, RiskParams(own_share=0.0, min_incidents=1)).per_cell
    place = place / place.sum()

    own = (ndtr(125 / 200) - ndtr(-125 / 200)) ** 2
    beside = (ndtr(375 / 200) - ndtr(125 / 200)) * (ndtr(125 / 200) - ndtr(-125 / 200))
    # The smoothing knows the place of an incident to a quarter of a cell.
    assert place[centre] == pytest.approx(own, rel=0.06)
    assert (place[centre + 1] + place[centre - 1]) / 2 == pytest.approx(beside, rel=0.06)
    assert place[centre + 10] < 1e-9


def test_risk_is_65_percent_own_and_35_percent_smoothed():
    lattice, incidents = make_square_lattice(30, 30), make_incidents([(3800, 3800)], [YEAR_AGO])

    own, smooth, mixed = (
        estimate_risk(incidents, lattice, AS_OF, RiskParams(own_share=share, min_incidents=1)).per_cell
        for share in (1.0, 0.0, 0.65)
    )

    assert mixed == pytest.approx(0.65 * own + 0.35 * smooth)


def test_smoothing_loses_nothing_at_the_border_of_the_district():
    incidents = make_incidents([(1, 1)] * 20, [YEAR_AGO] * 20)

    risk = estimate_risk(incidents, make_square_lattice(4, 4), AS_OF)

    assert risk.per_week.sum() == pytest.approx(10 / (52 / np.log(2) / 2))


def test_the_week_of_a_cell_is_that_of_the_district_where_nothing_was_seen():
    friday_evening = str(AS_OF - np.timedelta64(3, "D") + np.timedelta64(19, "h"))
    incidents = make_incidents([(10, 10)] * 50, [friday_evening] * 50)

    per_week = estimate_risk(incidents, make_square_lattice(40, 1), AS_OF, RiskParams(own_share=0.5)).per_week

    # Smoothing sends a little risk two cells away, but the times of day gather from farther.
    assert per_week.shape == (40, 84)
    assert per_week[0].argmax() == per_week[2].argmax() == 4 * 12 + 9
    assert (per_week >= 0).all()


def test_two_quarters_keep_their_own_hours():
    morning, evening = (str(AS_OF - np.timedelta64(3, "D") + np.timedelta64(h, "h")) for h in (8, 20))
    incidents = make_incidents([(10, 10)] * 99 + [(9990, 10)] * 99, [morning] * 99 + [evening] * 99)

    per_week = estimate_risk(incidents, make_square_lattice(40, 1), AS_OF).per_week

    assert (per_week[0].argmax(), per_week[-1].argmax()) == (4 * 12 + 4, 4 * 12 + 10)
    assert per_week[0].sum() == pytest.approx(per_week[-1].sum(), rel=0.01)


def test_the_risk_is_higher_in_the_hours_of_the_incidents():
    fridays = [str(AS_OF - np.timedelta64(7 * k + 3, "D") + np.timedelta64(19, "h")) for k in range(1, 100)]
    incidents = make_incidents([(10, 10)] * 99, fridays)

    risk = estimate_risk(incidents, make_square_lattice(1, 1), AS_OF)

    assert risk.per_week[0].argmax() == 4 * 12 + 9


@given(st.integers(0, 2**32 - 1))
def test_incidents_after_as_of_change_nothing(seed):
    lattice, known = make_square_lattice(10, 10), random_incidents(60)
    rng = np.random.default_rng(seed)
    starts = AS_OF + rng.integers(0, 10**8, 50).astype("timedelta64[s]")
    both = Incidents(
        np.concatenate([rng.uniform(0, 2500, (50, 2)), known.xy_m]),
        np.concatenate([starts, known.starts]),
        np.concatenate([starts, known.ends]),
        np.concatenate([rng.uniform(0, 100, 50), known.weight]),
    )

    with_later, without = estimate_risk(both, lattice, AS_OF), estimate_risk(known, lattice, AS_OF)

    assert with_later.per_week.tobytes() == without.per_week.tobytes()
    assert (with_later.later, without.later) == (50, 0)


def test_an_incident_is_read_only_when_its_interval_has_ended():
    ended = make_incidents([(10, 10)], ["2023-12-31T20:00"], ["2024-01-01T00:00"])
    not_ended = make_incidents([(10, 10)], ["2023-12-31T20:00"], ["2024-01-01T00:01"])
    at_once = make_incidents([(10, 10)], ["2024-01-01T00:00"])

    used = [
        estimate_risk(rows, make_square_lattice(1, 1), AS_OF).used for rows in (ended, not_ended, at_once)
    ]

    assert used == [1, 0, 0]


def test_incidents_outside_the_lattice_are_ignored_but_counted():
    incidents = make_incidents([(10, 10), (-10, 10), (np.nan, 0)], [YEAR_AGO] * 3)

    risk = estimate_risk(incidents, make_square_lattice(2, 2), AS_OF, OWN_ONLY)

    assert (risk.used, risk.outside, risk.later) == (1, 2, 0)
    assert risk.per_cell[1:].tolist() == [0, 0, 0]


def test_no_incidents_give_a_surface_of_zeros_and_a_note():
    risk = estimate_risk(make_incidents([], []), make_square_lattice(3, 2), AS_OF)

    assert risk.per_week.tolist() == np.zeros((6, 84)).tolist()
    assert risk.note == "no-incidents"


def test_a_handful_of_incidents_gives_a_flat_surface_and_a_note():
    nine, ten = (make_incidents([(10, 10)] * n, [YEAR_AGO] * n) for n in (9, 10))

    flat, shaped = (estimate_risk(rows, make_square_lattice(3, 2), AS_OF) for rows in (nine, ten))

    assert (flat.note, shaped.note) == ("few-incidents", "")
    assert flat.per_week == pytest.approx(np.full((6, 84), flat.per_week.sum() / 6 / 84))
    assert flat.per_week.sum() > 0
    assert shaped.per_cell.argmax() == 0


def test_the_same_incidents_give_the_same_bytes():
    first, second = (
        estimate_risk(random_incidents(300), make_square_lattice(10, 10), AS_OF) for _ in range(2)
    )

    assert first.per_week.tobytes() == second.per_week.tobytes()


@pytest.mark.parametrize(
    ("starts", "ends", "weight", "message"),
    [
        ("2024-01-02", "2024-01-01", 1, "row 0 ends before it starts"),
        ("NaT", "NaT", 1, "row 0 ends before it starts, or has no time"),
        ("2024-01-01", "2024-01-01", -1, "must not be negative"),
    ],
)
def test_incidents_that_make_no_sense_are_refused(starts, ends, weight, message):
    with pytest.raises(ValueError, match=message):
        make_incidents([(0, 0)], [starts], [ends], [weight])


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="do not agree"):
        make_incidents([(0, 0), (1, 1)], [YEAR_AGO])
