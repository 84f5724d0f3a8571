"""What the commands of the steps say when something is missing; the demo is quick the second time."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from geoapp.management.commands import demo
from geoapp.models import District, RiskSurface, Roster, StreetExtract

pytestmark = pytest.mark.django_db


def refusal(*command: object) -> CommandError:
    with pytest.raises(CommandError) as error:
        call_command(*map(str, command), stdout=StringIO(), stderr=StringIO())
    return error.value


def make_roster(district: District, **figures: object) -> Roster:
    surface = RiskSurface.objects.create(
        as_of="2026-11-30T00:00Z", cell_m=250, incidents=0, inputs_sha256="", parameters={}, backtest={}
    )
    streets = StreetExtract.objects.create(sha256="0", file_name="x.osm", attribution="x")
    return Roster.objects.create(
        starts_on=demo.START,
        days=demo.DAYS,
        seed=demo.SEED,
        surface=surface,
        streets=streets,
        figures=figures,
    )


@pytest.mark.parametrize("step", ["hotspots", "plan"])
def test_step_without_a_district_says_how_to_import_one(step):
    error = refusal(step)

    assert "import_areas" in str(error)
    assert error.returncode == 2


def test_demand_without_a_risk_surface_says_to_make_one(district):
    assert "manage.py hotspots" in str(refusal("demand"))


def test_plan_without_streets_says_how_to_import_them_and_saves_no_roster(district, tmp_path):
    error = refusal("plan", "--start", "2026-11-30", "--out", tmp_path)

    assert "import_streets" in str(error)
    assert Roster.objects.count() == 0


@pytest.mark.parametrize("step", ["roster", "routes", "coverage", "maps"])
def test_step_without_a_roster_says_to_make_one(district, step):
    assert "manage.py plan" in str(refusal(step))


def test_step_names_a_roster_that_is_not_there(district):
    assert "no roster 99" in str(refusal("routes", "--roster", "99"))


def test_period_of_no_days_is_refused(district):
    assert "--days" in str(refusal("plan", "--days", "0"))


def test_demo_refuses_a_database_that_holds_a_real_district(district):
    District.objects.update(synthetic=False)

    error = refusal("demo")

    assert "PATROLGRID_DB" in str(error)


def test_demo_that_was_planned_before_only_prints_its_summary(district, tmp_path, monkeypatch):
    District.objects.update(synthetic=True)
    make_roster(district, steps={"maps": 1.0}, patrols_wanted=10, patrols_run=9)
    (tmp_path / "plan.json").touch()
    monkeypatch.setattr(demo, "IMPORTS", None)
    said = StringIO()

    call_command("demo", "--out", str(tmp_path), stdout=said)

    assert "9 of 10" in said.getvalue()


def test_demo_whose_files_are_gone_is_planned_again(district, tmp_path):
    make_roster(district, steps={"maps": 1.0})

    assert demo.planned_before(tmp_path) is None
    assert date(2026, 11, 30) == demo.START
