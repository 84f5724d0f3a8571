"""Bad input, a sentence each."""

import numpy as np

from maps.analysis.hotspots import RiskParams, estimate_risk
from maps.analysis.screening import SENTENCES, screen
from tests.builders import make_incidents, make_square_lattice

AS_OF = np.datetime64("2024-01-01T00:00", "s")
DAY = "2023-12-01T10:00"


def sentences(xy_m, starts=None):
    screened = screen(make_incidents(xy_m, starts or [DAY] * len(xy_m)), AS_OF)
    return len(screened.incidents), [finding.sentence for finding in screened.findings]


def test_good_incidents_pass_without_a_word():
    assert sentences([(600_010.5, 4_600_020), (600_300, 4_600_020)]) == (2, [])


def test_no_incident_is_said():
    assert sentences([]) == (0, ["There is no incident, so there is no risk to show."])


def test_one_incident_is_no_pattern():
    kept, said = sentences([(600_010.5, 4_600_020)])

    assert (kept, said) == (1, ["There is only one incident; one is no pattern, so the risk is flat."])
    only = make_incidents([(10, 10)], [DAY])
    assert estimate_risk(only, make_square_lattice(2, 2), AS_OF).note == "few-incidents"


def test_all_at_one_point_is_suspicious():
    assert sentences([(600_010.5, 4_600_020)] * 30) == (
        30,
        ["All 30 incidents lie at one point; their addresses may not have been located."],
    )


def test_points_at_zero_are_left_out_so_that_they_cannot_stretch_the_map():
    kept, said = sentences([(600_010.5, 4_600_020), (600_300, 4_600_020), (0, 0), (0, 0)])

    assert (kept, said) == (
        2,
        ["2 incidents lie at 0, 0, which stands for an unknown place; they are left out."],
    )


def test_a_point_on_another_continent_is_left_out():
    kept, said = sentences([(600_010.5, 4_600_020)] * 2 + [(600_300, 4_600_020), (600_300, 900_000)])

    assert (kept, said) == (
        3,
        ["1 incidents lie over 200 km from the middle of the others; they are left out."],
    )


def test_a_coordinate_that_is_not_a_number_is_left_out():
    kept, said = sentences([(600_010.5, 4_600_020), (600_300, 4_600_020), (np.nan, 1)])

    assert (kept, said) == (2, ["1 incidents have a coordinate that is not a number; they are left out."])


def test_degrees_are_not_taken_for_metres():
    assert sentences([(123.91, 41.85), (123.92, 41.86), (0, 0)]) == (
        0,
        ["All 3 positions look like degrees, but metres are needed; give the source CRS."],
    )


def test_times_in_the_future_are_mentioned():
    places = [(600_010.5, 4_600_020), (600_300, 4_600_020)]

    assert sentences(places, [DAY, "2024-01-01T00:01"]) == (
        2,
        ["1 incidents begin after 2024-01-01T00:00; they are not read."],
    )
    assert sentences(places, [DAY, "2024-01-01T00:00"]) == (2, [])


def test_ten_years_without_an_incident_are_mentioned():
    places = [(600_010.5, 4_600_020), (600_300, 4_600_020)]

    assert sentences(places, ["2013-12-01T10:00", DAY])[1] == [
        "No incident begins between 2013-12-01 and 2023-12-01, 3652 days; some may be missing."
    ]
    assert sentences(places, ["2022-12-01T10:00", DAY])[1] == []


def test_incidents_older_than_any_weight_give_a_flat_surface_of_zeros():
    ancient = make_incidents([(10, 10)] * 20, ["1000-01-01T10:00"] * 20)

    risk = estimate_risk(ancient, make_square_lattice(2, 2), AS_OF, RiskParams(half_life_weeks=4))

    assert (risk.note, risk.per_week.sum()) == ("no-incidents", 0)


def test_every_sentence_is_spoken_by_a_test():
    assert set(SENTENCES) == {
        "no-incidents",
        "one-incident",
        "one-point",
        "null-point",
        "degrees",
        "far-away",
        "no-place",
        "future",
        "gap",
    }
