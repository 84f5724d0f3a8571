"""What `make serve` does to a database first: the demo is filled, a real district is left alone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from geoapp import demo_site
from geoapp.models import District, RiskSurface, Roster, StreetExtract
from geoapp.progress import silent

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """What would be planned and put in force."""
    calls: list[tuple[str, object]] = []
    monkeypatch.setattr(demo_site, "publish", lambda roster: calls.append(("publish", roster)))
    monkeypatch.setattr(
        demo_site, "run_plan", lambda monday, *_more, **_named: calls.append(("plan", monday)) or "planned"
    )
    return calls


@pytest.fixture
def demo(two_subdistricts):
    District.objects.update(synthetic=True)


def make_roster(starts_on: date, **figures: object) -> Roster:
    surface = RiskSurface.objects.create(
        as_of=timezone.now(), cell_m=250, incidents=0, inputs_sha256="", parameters={}, backtest={}
    )
    streets, _made = StreetExtract.objects.get_or_create(sha256="0", file_name="x", attribution="x")
    return Roster.objects.create(
        starts_on=starts_on, days=7, seed=1, surface=surface, streets=streets, figures=figures
    )


def test_real_district_is_left_alone(two_subdistricts, done, tmp_path):
    demo_site.prepare_demo(tmp_path, silent)

    assert done == []


def test_draft_of_days_to_come_is_put_in_force(demo, done, tmp_path):
    roster = make_roster(timezone.localdate() + timedelta(days=3), routes=5)

    demo_site.prepare_demo(tmp_path, silent)

    assert done == [("publish", roster)]


@pytest.mark.parametrize("old", [{"days": 0, "routes": 5}, {"days": 3}])
def test_draft_that_began_or_has_no_routes_is_passed_over_and_a_week_planned(demo, done, tmp_path, old):
    make_roster(timezone.localdate() + timedelta(days=old.pop("days")), **old)

    demo_site.prepare_demo(tmp_path, silent)

    monday = demo_site.coming_monday(timezone.localdate())
    assert done == [("plan", monday), ("publish", "planned")]


@pytest.mark.parametrize(
    ("today", "monday"), [(date(2026, 11, 25), date(2026, 11, 30)), (date(2026, 11, 30), date(2026, 12, 7))]
)
def test_coming_monday_is_never_today(today, monday):
    assert demo_site.coming_monday(today) == monday
