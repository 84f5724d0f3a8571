"""Backtest, what-if and before/after as planners ask for them, on the small district."""

import csv
import json
from datetime import date, timedelta

import numpy as np
import pytest

from geoapp.convert.held_out import load_held_out
from geoapp.convert.risk import load_lattice
from geoapp.convert.roles import UnknownArea, cells_of_areas, roles_of_cells
from geoapp.convert.surfaces import load_surface
from geoapp.models import RiskSurface, Roster, Source, StreetExtract
from geoapp.pipeline import find_hotspots
from maps.analysis.evaluation import Role
from tests.builders import run_command, run_refused
from tests.risk_records import AS_OF, HOT, draw_incidents, save_incidents

pytestmark = pytest.mark.django_db
DAY = "2025-12-01"


def test_backtest_of_a_hot_place_claims_skill_and_of_chance_says_no_skill(district):
    draw_incidents(700, 0.3)
    draw_incidents(700, 0.0, category="assault", seed=2)

    said = run_command("backtest", "--as-of", DAY, "--origins", "20")

    of_all, of_property, of_violence = said.split("Backtest, ")[1:]
    assert "\n  Skill:" in of_all and "\n  Skill:" in of_property
    assert of_violence.startswith("violence") and "\n  No skill:" in of_violence
    assert "20 origins, 28 days ahead each" in of_all
    assert "better than everywhere alike" in of_property


def test_backtest_goes_into_files_with_its_codes(district, tmp_path):
    draw_incidents(700, 0.3)

    run_command("backtest", "--as-of", DAY, "--out", tmp_path / "b.csv")
    run_command("backtest", "--as-of", DAY, "--out", tmp_path / "b.json")

    with (tmp_path / "b.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    tables = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert {row["method"] for row in rows} == {"default", "counts", "last-four-weeks", "uniform", "oracle"}
    assert {(row["group"], row["verdict"], row["as_of"]) for row in rows} == {
        ("all", "skill", DAY),
        ("property", "skill", DAY),
    }
    assert len(tables["backtest-all"]["rows"]) == len(rows) / 2
    assert tables["as_of"] == DAY


@pytest.mark.parametrize(
    ("count", "place", "said"),
    [
        (0, HOT, "There is no incident"),
        (1, HOT, "only one incident"),
        (30, HOT, "All 30 incidents lie at one point"),
        (30, None, "No incident begins between"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_in_a_sentence(district, count, place, said):
    places = [place or (HOT[0] + k * 1e-4, HOT[1]) for k in range(count)]
    save_incidents(places, [AS_OF - timedelta(days=400 * (k % 2) + 5) for k in range(count)])

    assert said in run_command("backtest", "--as-of", DAY)
    assert said in run_command("hotspots", "--as-of", DAY)


def test_each_group_has_a_surface_and_patrols_observations_train_none(district):
    draw_incidents(300, 0.3)
    draw_incidents(200, 0.0, category="assault", seed=2)
    save_incidents([HOT] * 7, [AS_OF - timedelta(days=3)] * 7, source=Source.PATROL_OBSERVATION)

    surface = find_hotspots(AS_OF)

    lattice = load_lattice(district, AS_OF.date())
    whole = load_surface(surface, lattice)
    parts = {part.group: load_surface(part, lattice) for part in surface.groups.all()}
    # Some lie in the district, but in no cell: the centre of their square is outside.
    assert surface.incidents == whole.counted.sum() == 500 - surface.parameters["outside"] > 470
    assert set(parts) == {"property", "violence"}
    assert sum(part.counted.sum() for part in parts.values()) == whole.counted.sum()
    assert (whole.observed.max(), whole.observed.sum()) == (7, 7)
    assert sum(part.per_week.sum() for part in parts.values()) == pytest.approx(
        whole.per_week.sum(), rel=0.05
    )
    assert (whole.lo <= whole.per_week.sum(axis=1)).all() and (whole.hi > whole.lo).all()
    assert RiskSurface.objects.filter(whole=None).count() == 1


def make_halves(ratio: float) -> None:
    """Alike before; afterwards the western half has so many times the incidents of the eastern."""
    rng = np.random.default_rng(1)
    for first, west, east in ((26, 300, 300), (0, round(300 * ratio), 300)):
        lon = np.concatenate([rng.uniform(123.9, 123.92, west), rng.uniform(123.92, 123.94, east)])
        lat = rng.uniform(41.84, 41.87, west + east)
        days = np.append(first * 7 + 0.01, rng.uniform(first * 7, first * 7 + 182, west + east - 1))
        starts = [AS_OF - timedelta(days=float(back)) for back in days]
        save_incidents(list(zip(lon.tolist(), lat.tolist(), strict=True)), starts)


def test_a_fall_in_patrolled_areas_is_found_against_the_others(district, tmp_path):
    make_halves(0.5)

    said = run_command(
        "evaluate",
        "--began",
        "2025-06-02",
        "--weeks",
        "26",
        "--patrolled",
        "990402001",
        "--out",
        tmp_path / "e.json",
    )

    facts = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert "Fewer incidents" in said and "rate ratio 0.5" in said
    assert (facts["verdict"], facts["weeks"]) == ("fewer", 26)


def test_no_change_is_called_none_and_small_counts_are_kept_back(district):
    make_halves(1.0)

    assert "No change beyond chance" in run_command(
        "evaluate", "--began", "2025-06-02", "--weeks", "26", "--patrolled", "990402001"
    )


def test_counts_under_five_and_their_ratio_are_not_told(district):
    draw_incidents(12, 0.0, weeks=52)

    said = run_command("evaluate", "--began", "2025-06-02", "--weeks", "26", "--patrolled", "990402001")

    assert "No verdict" in said
    assert "rate ratio" not in said
    assert "–" in said


def test_a_record_that_ends_early_is_refused_because_silence_would_look_like_success(district):
    draw_incidents(300, 0.0, until=AS_OF - timedelta(weeks=8))

    refused = run_refused("evaluate", "--began", "2025-06-02", "--weeks", "26", "--patrolled", "990402001")

    assert "The incidents end on 2025-10-0" in refused


def test_an_area_that_is_not_there_is_named(district):
    draw_incidents(300, 0.0)

    refused = run_refused(
        "evaluate", "--began", "2025-06-02", "--weeks", "26", "--patrolled", "990402001", "77"
    )

    assert "no area 77" in refused


def test_cells_beside_the_patrolled_ones_are_on_neither_side(district):
    lattice = load_lattice(district, date(2025, 6, 2))
    own = cells_of_areas(district, lattice, ["990402001"], date(2025, 6, 2))

    role = roles_of_cells(lattice, own, None, 300.0)

    assert (role[own] == Role.PATROLLED).all()
    beside = lattice.centres_m[role == Role.BUFFER]
    apart_m = [np.hypot(*(lattice.centres_m[own] - one).T).min() for one in beside]
    assert 0 < max(apart_m) <= 300
    assert np.count_nonzero(role == Role.CONTROL) > 30
    with pytest.raises(UnknownArea, match="nowhere"):
        cells_of_areas(district, lattice, ["nowhere"], date(2025, 6, 2))


def test_what_if_without_a_roster_says_how_to_make_one(district):
    assert "manage.py plan" in run_refused("what_if")


def make_roster(surface: RiskSurface, days: int = 7) -> Roster:
    streets, _ = StreetExtract.objects.get_or_create(sha256="0", file_name="x.osm", attribution="x")
    return Roster.objects.create(
        starts_on=date(2025, 12, 1), days=days, seed=1, surface=surface, streets=streets
    )


def test_a_plan_is_measured_by_what_happened_since_laid_over_its_hours(district):
    draw_incidents(300, 0.3)
    roster = make_roster(find_hotspots(AS_OF), days=2)
    # Three weeks of 30 incidents on Tuesdays at 9, local time; AS_OF is Monday 0:00 there.
    tuesdays = [AS_OF + timedelta(days=1 + 7 * week, hours=9) for week in range(3) for _ in range(30)]
    save_incidents([HOT] * 90 + [HOT], [*tuesdays, AS_OF + timedelta(days=21, minutes=1)])
    lattice = load_lattice(district, AS_OF.date())

    found = load_held_out(district, roster, lattice, np.zeros((lattice.n_cells, 24)))

    assert (found.expected_only, found.weeks, found.counted) == (False, 3, 90)
    assert found.incidents.shape == (lattice.n_cells, 24)
    assert found.incidents[:, 12 + 4].sum() == pytest.approx(30)
    assert found.incidents.sum() == pytest.approx(30)


def test_too_few_incidents_since_leave_the_expected_ones_and_say_so(district):
    draw_incidents(300, 0.3)
    roster = make_roster(find_hotspots(AS_OF), days=1)
    save_incidents([HOT] * 49, [AS_OF + timedelta(days=9)] * 49)
    lattice = load_lattice(district, AS_OF.date())
    risk = np.ones((lattice.n_cells, 12))

    found = load_held_out(district, roster, lattice, risk)

    assert (found.expected_only, found.counted) == (True, 49)
    assert found.incidents is risk


def test_rosters_of_other_days_are_not_compared(district):
    draw_incidents(300, 0.3)
    surface = find_hotspots(AS_OF)
    first, second = make_roster(surface), make_roster(surface, days=6)

    assert "same days" in run_refused("what_if", "--roster", first.pk, "--compare", second.pk)
