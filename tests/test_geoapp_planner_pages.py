"""The planner's pages on the small district: what they show, ask, refuse and hand out."""

import io
import json
import re
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from geoapp.convert.coverage import may_be_counted, rosters_to_count
from geoapp.models import AccessRecord, CheckIn, RiskSurface, Role, Roster
from geoapp.pipeline import find_hotspots, measure_coverage
from geoapp.planner_files import brief_names, file_names
from tests.accounts import appoint, count_queries, logged_in, make_account
from tests.field_records import FIRST_STOP, client_id, make_person, make_roster, make_shift
from tests.risk_records import AS_OF, draw_incidents

pytestmark = pytest.mark.django_db
PAGES = ("hotspots", "coverage", "what-if", "before-after", "files")


@pytest.fixture
def planner(district) -> Client:
    user = make_account("planner")
    appoint(user, Role.PLANNER)
    return logged_in(user)


@pytest.fixture
def roster(district) -> Roster:
    """A published week of one patrol, measured, on a risk of two groups."""
    draw_incidents(700, 0.3)
    draw_incidents(300, 0.0, category="assault", seed=2)
    roster = make_roster(date(2025, 12, 1))
    roster.surface = find_hotspots(AS_OF)
    roster.save()
    make_shift(AS_OF + timedelta(hours=19), make_person("V1"), roster=roster)
    measure_coverage(roster)
    return roster


def test_coverage_says_how_hard_the_routes_are_to_guess(planner, roster):
    shares = ("reward_kept", "streets_overlap", "post_streets_overlap", "legs_overlap", "hotspots_share")
    figures = {name: 0.9 - number / 10 for number, name in enumerate(shares)}
    more = {"best_hotspots_share": 0.25, "entropy_bits": 3.0, "plans": 15.6, "quiet_stops_share": 0.12}
    page = reverse("planner-coverage")
    assert "hard the routes are to guess" not in planner.get(page).content.decode()

    Roster.objects.update(figures=roster.figures | {"route_variety": figures | more})
    english = planner.get(page).content.decode()

    section = english[english.index("How hard the routes are to guess") :]
    for cell in ("90.0 %", "80.0 %", "70.0 %", "60.0 %", "50.0 %", "25.0 %", "12.0 %", "100.0 %"):
        assert f'<td class="number">{cell}</td>' in section
    assert "drawn from 16 that are nearly as good, with 3.0 bits of uncertainty: as good as 8" in section
    planner.cookies["django_language"] = "zh-hans"
    assert "路线的不可预测性" in planner.get(page).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_before_any_plan_each_page_says_how_to_get_one(planner, page):
    answer = planner.get(reverse(f"planner-{page}"))

    assert answer.status_code == 200
    assert "manage.py plan" in answer.content.decode()


def test_hotspots_show_each_group_with_its_backtest_and_what_is_opened_is_recorded(planner, roster):
    html = planner.get(reverse("planner-hotspots")).content.decode()

    data = json.loads(re.search(r'id="page-data">(.*?)</script>', html, re.DOTALL)[1])
    assert list(data["groups"]) == ["all", "property", "violence"]
    assert html.count('class="verdict skill"') == 2
    assert html.count('class="verdict no-skill"') == 1
    assert "Would it have been right? Backtest" in html
    assert AccessRecord.objects.get().shows == "incidents"


@pytest.mark.parametrize("with_risk", [False, True])
def test_a_risk_without_a_backtest_is_shown_and_nothing_is_claimed_of_it(planner, roster, with_risk):
    surface = roster.surface
    RiskSurface.objects.filter(Q(pk=surface.pk) | Q(whole=surface)).update(backtest={})
    if not with_risk:
        surface.cells.all().delete()

    pages = [planner.get(reverse(f"planner-{page}")) for page in PAGES]
    names = {"roster_id": roster.pk, "name": "brief-en.pdf"}
    brief = planner.get(reverse("planner-file", kwargs=names))

    assert [page.status_code for page in pages] == [200] * len(PAGES)
    assert 'class="verdict skill"' not in pages[0].content.decode()
    assert brief.content.startswith(b"%PDF")


def test_coverage_shows_plan_and_fact_and_is_drawn_again_when_measured_again(planner, roster):
    first = planner.get(reverse("planner-coverage")).content.decode()
    roster.figures["actual_covered_incidents"] = 7.654
    roster.save()
    kept = planner.get(reverse("planner-coverage")).content.decode()
    roster.coverage_report.save()

    again = planner.get(reverse("planner-coverage")).content.decode()

    assert "Fidelity" in first and "7.65 of" not in first + kept
    assert "7.65 of" in again


def test_the_same_roster_is_shown_on_the_next_page(planner, roster):
    other = make_roster(date(2025, 12, 8))

    planner.get(reverse("planner-hotspots"), {"roster": roster.pk})
    html = planner.get(reverse("planner-files")).content.decode()

    assert f'<option value="{roster.pk}" selected' in html
    assert f'<option value="{other.pk}">' in html
    assert planner.get(reverse("planner-hotspots"), {"roster": 99999}).status_code == 404


def test_what_is_in_force_today_is_shown_before_a_newer_draft(planner, roster):
    today = timezone.localdate()
    ended, in_force, draft = (
        make_roster(today - timedelta(days=back), status=status)
        for back, status in ((9, "live"), (3, "live"), (0, "draft"))
    )

    assert planner.get(reverse("planner-files")).context["roster"] == in_force

    in_force.delete()
    assert planner.get(reverse("planner-files")).context["roster"] == draft
    assert ended.last_day < today


def test_what_if_says_what_it_is_measured_by(planner, roster):
    html = planner.post(reverse("planner-what-if"), {}).content.decode()

    assert "One more post" in html and "all patrols +1 h" in html
    assert "measured by expected ones" in html


def test_two_rosters_of_the_same_days_stand_side_by_side(planner, roster):
    other = make_roster(date(2025, 12, 1), status="draft")
    make_roster(date(2025, 12, 8), status="draft")
    planner.get(reverse("planner-what-if"), {"roster": roster.pk})

    form = planner.get(reverse("planner-what-if")).content.decode()
    html = planner.post(reverse("planner-what-if"), {"compare": other.pk}).content.decode()

    assert form.count('<option value="', form.index('name="compare"')) == 2
    assert f"Rosters {roster.pk} and {other.pk}" in html
    assert "share of risk covered" in html


def test_before_and_after_answers_or_says_what_is_missing(planner, roster):
    asked = {"weeks": 26, "patrolled": ["990402001"], "buffer_m": 300}

    answered = planner.post(reverse("planner-before-after"), asked | {"began": "2025-06-01"}).content.decode()
    refused = planner.post(reverse("planner-before-after"), asked | {"began": "2025-09-01"}).content.decode()
    wrong = planner.post(reverse("planner-before-after"), {"began": "soon", "weeks": 0}).content.decode()

    assert "Before and after, with control cells" in answered
    assert 'role="alert"' in refused and "The incidents end on 2025-11-" in refused
    assert wrong.count('class="error"') == 4


def test_every_file_of_the_list_can_be_fetched_and_no_other(planner, roster):
    html = planner.get(reverse("planner-files")).content.decode()
    names = brief_names() + [
        name
        for by_audience in file_names(roster).values()
        for names in by_audience.values()
        for name in names
    ]

    for name in names:
        address = reverse("planner-file", kwargs={"roster_id": roster.pk, "name": name})
        answer = planner.get(address)
        assert address in html, name
        assert answer.status_code == 200 and len(answer.content) > 1000, name
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    for name in ("public-coverage.geojson", "planner-risk-nothing.png", "brief-de.pdf", "../settings.py"):
        wanted = f"/planner/files/{roster.pk}/{name}"
        assert planner.get(wanted).status_code == 404, name


def test_a_csv_travels_with_its_facts(planner, roster):
    names = {"roster_id": roster.pk, "name": "public-risk-all.csv.zip"}
    content = planner.get(reverse("planner-file", kwargs=names)).content

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["risk-all.csv", "risk-all.csv.json"]
        assert json.loads(archive.read("risk-all.csv.json"))["suppressed_under"] == 10


def test_streets_come_as_a_script_and_only_those_of_a_plan(planner, roster):
    answer = planner.get(reverse("planner-streets", kwargs={"extract_id": roster.streets_id}))

    assert answer.content.startswith(b"window.PATROLGRID_STREETS=")
    assert "private" in answer["Cache-Control"]
    assert planner.get(reverse("planner-streets", kwargs={"extract_id": 99999})).status_code == 404


def test_many_rosters_ask_the_database_no_oftener(planner, roster):
    planner.get(reverse("planner-files"))
    one = count_queries(planner, reverse("planner-files"))
    for _ in range(5):
        make_roster(date(2025, 12, 8), status="draft")

    assert count_queries(planner, f"{reverse('planner-files')}?roster={roster.pk}") <= one + 2


def test_counting_again_brings_in_what_phones_have_sent_since(planner, roster, monkeypatch):
    patrol = roster.patrols.get()
    CheckIn.objects.create(
        client_id=client_id(1), patrol=patrol, volunteer=patrol.assignments.get().volunteer,
        at=patrol.starts_at + timedelta(minutes=12), point=Point(*FIRST_STOP, srid=4326), accuracy_m=5,
    )  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: AS_OF + timedelta(days=2))

    answer = planner.post(reverse("planner-count", kwargs={"roster_id": roster.pk}), follow=True)

    assert "Counted with all" in answer.content.decode()
    figures = Roster.objects.get(pk=roster.pk).figures
    assert (roster.figures["patrols_heard"], figures["patrols_heard"]) == (0, 1)
    assert figures["actual_covered_incidents"] > 0


def test_counting_too_late_keeps_what_was_counted_and_says_so(planner, roster):
    answer = planner.post(reverse("planner-count", kwargs={"roster_id": roster.pk}), follow=True)

    assert "The tracks of that time are gone" in answer.content.decode()
    assert Roster.objects.get(pk=roster.pk).figures == roster.figures


def test_what_was_counted_is_kept_when_the_tracks_are_gone(planner, roster):
    late = roster.last_day + timedelta(days=28)

    assert not may_be_counted(roster, datetime.combine(late, time(0)))
    assert may_be_counted(roster, datetime.combine(late - timedelta(days=1), time(0)))
    assert rosters_to_count(datetime.combine(late, time(0))) == []
    assert rosters_to_count(datetime.combine(roster.starts_on, time(0))) == [roster]
