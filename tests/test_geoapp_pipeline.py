"""The main job on two days of the demo district: imports, all steps, and the files as readers open them."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import gpxpy
import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from geoapp.convert.pages import WRITTEN, remove_earlier
from geoapp.management.commands.demo import FIXTURES, IMPORTS
from geoapp.models import Assignment, EmptySeats, Incident, Patrol, Roster, Route, RouteDraw, Stop
from geoapp.pipeline import plan_patrol_routes
from geoapp.planning import run_plan
from geoapp.questions import ask_what_if, compare_rosters
from tests.browsing import CANVAS_COLOURS, open_page, watch

START, DAYS = date(2026, 11, 30), 2
PAGES = ("index.html", "hotspots.html", "coverage.html", "routes.html")


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the plan is written, by the first fixture that needs it."""
    return tmp_path_factory.mktemp("demo")


@contextmanager
def planned(folder: Path, blocker) -> Iterator[Path]:
    """A plan of the demo district, whose rows are there inside the block only."""
    with blocker.unblock(), transaction.atomic():
        if not str(connection.settings_dict["NAME"]).startswith("test_"):
            pytest.skip("needs the test database, which only tests that read rows create")
        for command, file, arguments in IMPORTS:
            call_command(command, str(FIXTURES / file), verbosity=0, **arguments)
        run_plan(START, DAYS, 1, folder)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, folder) -> Iterator[Path]:
    """The folder of the plan, with its rows in the database."""
    with planned(folder, django_db_blocker):
        yield folder


@pytest.fixture(scope="module")
def demo_files(django_db_setup, django_db_blocker, folder) -> Path:
    """The folder of the plan, for tests that read no rows."""
    if not (folder / "plan.json").exists():
        with planned(folder, django_db_blocker):
            pass
    return folder


@pytest.fixture
def figures(demo_files: Path) -> dict:
    return json.loads((demo_files / "plan.json").read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_every_incident_is_located_in_its_grid_cell_and_block(demo):
    missing = Incident.objects.filter(cell_x=None) | Incident.objects.filter(block=None)

    assert missing.count() == 0
    assert Incident.objects.filter(grid=None).count() < 0.01 * Incident.objects.count()


@pytest.mark.django_db
def test_incident_keeps_the_grid_of_its_own_date(demo):
    split = date(2026, 3, 1)

    before = Incident.objects.filter(time_from__date__lt=split, grid__valid_from__gte=split)
    after = Incident.objects.filter(time_from__date__gt=split, grid__valid_to=split)

    assert before.count() == after.count() == 0
    assert Incident.objects.filter(grid__valid_to=split).exists()


def test_plan_proves_its_gap_and_breaks_no_rule(figures):
    assert figures["roster_gap"] <= 0.015
    assert figures["roster_violations"] == 0
    assert figures["route_violations"] == 0
    assert 0.3 < figures["risk_covered"] < 1
    assert figures["patrols_run"] > 0.8 * figures["patrols_wanted"]
    assert set(figures["steps"]) == {"hotspots", "demand", "roster", "routes", "coverage", "maps"}
    assert set(figures["inputs"]) == {"incidents", "streets", "roster"}


@pytest.mark.django_db
def test_figures_agree_with_the_rows(demo, figures):
    roster = Roster.objects.get()
    patrols = roster.patrols.filter(kind=Patrol.Kind.PATROL)
    running = patrols.filter(assignments__isnull=False).distinct()
    seats = Assignment.objects.filter(patrol__in=patrols).count()

    assert figures["patrols_wanted"] == patrols.count()
    assert figures["patrols_run"] == running.count() == Route.objects.count()
    assert figures["seats_filled"] == seats
    assert figures["seats_desired"] - seats == sum(
        EmptySeats.objects.filter(patrol__in=patrols).values_list("seats_short", flat=True)
    )


@pytest.mark.django_db
def test_every_route_stays_within_its_patrol_and_at_its_post(demo):
    for route in Route.objects.select_related("patrol__post").prefetch_related("stops"):
        patrol = route.patrol
        stops = list(route.stops.all())

        assert patrol.starts_at <= route.back_at <= patrol.ends_at
        assert all(patrol.starts_at <= stop.arrives_at <= stop.leaves_at <= route.back_at for stop in stops)
        assert len(route.seconds) == len(route.line.coords)
        assert route.seconds == sorted(route.seconds)
        assert route.seconds[-1] == (patrol.ends_at - patrol.starts_at).total_seconds()
        assert route.line.coords[0] == pytest.approx(route.line.coords[-1], abs=1e-5)


@pytest.mark.django_db
def test_planners_ask_what_if_and_compare_a_roster_with_itself(demo, figures):
    roster = Roster.objects.get()

    found = ask_what_if(roster)
    same = compare_rosters(roster, roster)

    assert found.held_out.expected_only
    assert found.teams[-1].covered >= figures["risk_covered_incidents"] - 0.01
    assert [one.covered for one in found.teams] == sorted(one.covered for one in found.teams)
    assert len(found.posts) == 8 and found.posts[0].added > 0
    assert {one.name for one in found.slots} > {"am-rush", "late", "+1 h", "-2 h"}
    assert all(one.difference == 0 for one in same.figures)
    assert same.figures[0].first == pytest.approx(figures["risk_covered"], abs=1e-6)


@pytest.mark.django_db
def test_home_visits_are_made_once_in_their_window_or_reported(demo, figures):
    made = Stop.objects.filter(kind=Stop.Kind.VISIT).select_related("visit", "route__patrol")
    zone = timedelta(hours=8)
    for stop in made:
        local = (stop.arrives_at + zone).time()
        assert stop.visit.window_from <= local <= stop.visit.window_to
        assert stop.leaves_at - stop.arrives_at == timedelta(minutes=stop.visit.minutes)

    days = [(stop.visit_id, (stop.arrives_at + zone).date()) for stop in made]
    assert len(set(days)) == len(days) == figures["visits_planned"]
    assert figures["visits_due"] - figures["visits_planned"] == Roster.objects.get().unmet_visits.count()


@pytest.mark.django_db
def test_every_patrol_has_two_people_a_leader_and_two_kinds(demo):
    for patrol in Patrol.objects.filter(kind="patrol", assignments__isnull=False).distinct():
        people = [a.volunteer for a in patrol.assignments.select_related("volunteer__team__kind")]

        assert len(people) >= patrol.seats_min >= 2
        assert any(person.leader for person in people)
        assert len({person.team.kind_id for person in people}) >= 2


@pytest.mark.django_db
def test_fixed_patrols_stand_at_the_station_in_the_morning_rush(demo):
    fixed = Patrol.objects.filter(fixed=True, slot__code="am-rush")

    assert {patrol.post.name[:2] for patrol in fixed} == {"南站"}
    assert all(stop.kind == "post" for stop in Stop.objects.filter(route__patrol__in=fixed))


@pytest.mark.django_db
def test_roster_files_hold_every_assignment(demo):
    count = Assignment.objects.count()
    with (demo / "roster.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    sheet = openpyxl.load_workbook(demo / "roster.xlsx", read_only=True).active

    assert len(rows) == count + 1
    assert [tuple(value or "" for value in row) for row in sheet.values] == [tuple(row) for row in rows]


@pytest.mark.django_db
def test_route_files_hold_every_route(demo):
    gpx = gpxpy.parse((demo / "routes.gpx").read_text(encoding="utf-8"))
    features = json.loads((demo / "routes.geojson").read_text(encoding="utf-8"))["features"]

    assert len(gpx.tracks) == len(features) == Route.objects.count()
    assert all(feature["geometry"]["type"] == "LineString" for feature in features)


@pytest.mark.django_db
def test_shared_files_and_maps_say_nothing_of_people_or_incident_points(demo):
    names = {a.volunteer.name for a in Assignment.objects.select_related("volunteer")}
    points = Incident.objects.values_list("point", flat=True)
    pairs = {
        f"{x:.5f}{comma}{y:.5f}"
        for p in points
        for comma in (",", ", ")
        for x, y in (p.coords, p.coords[::-1])
    }
    assert len(names) > 100 and len(pairs) > 1000
    for name in (
        "routes.geojson",
        "routes.gpx",
        "hotspots.html",
        "coverage.html",
        "routes.html",
        "plan.json",
    ):
        text = (demo / name).read_text(encoding="utf-8")
        assert not names & set(re.findall(r'(?<=[">])[\u4e00-\u9fff]{2,4}(?=["<])', text)), name
        assert not pairs & set(re.findall(r"\d+\.\d{5},\s?\d+\.\d{5}", text)), name


@pytest.mark.django_db
def test_every_patrol_has_a_page_and_a_sheet(demo):
    codes = set(Route.objects.values_list("patrol__code", flat=True))

    assert {page.stem for page in (demo / "patrols").glob("*.html")} == codes
    assert all(path.stat().st_size < 5_000_000 for path in demo.rglob("*.html"))
    printed = sum(path.read_bytes().count(b"/Type /Page\n") for path in (demo / "patrols").glob("*.pdf"))
    assert printed == len(codes)


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_page_opens_from_the_disk_without_network_or_error(page, demo_files, path):
    trouble = watch(page)

    open_page(page, demo_files, path)
    page.wait_for_timeout(300)

    assert trouble == []
    assert "Synthetic data" in page.locator("body").inner_text()
    if path != "index.html":
        assert page.evaluate(CANVAS_COLOURS) > 5


@pytest.mark.browser
def test_volunteer_finds_the_next_stop_on_the_phone(phone, demo_files):
    features = json.loads((demo_files / "routes.geojson").read_text(encoding="utf-8"))["features"]
    patrol = next(feature["properties"] for feature in features if feature["properties"]["stops"] >= 3)

    open_page(phone, demo_files, f"patrols/{patrol['patrol']}.html")

    text = phone.locator("body").inner_text()
    assert patrol["post"] in text
    assert "110" in text
    assert re.search(r"\d\d:\d\d–\d\d:\d\d", text)


def test_planning_again_deletes_its_own_sheets_only(tmp_path):
    for name in ("old.html", "mine.html"):
        (tmp_path / name).touch()
    (tmp_path / WRITTEN).write_text("old.html\nnever-written.pdf\n../outside.txt\n")
    (tmp_path.parent / "outside.txt").touch()

    remove_earlier(tmp_path)

    assert {file.name for file in tmp_path.iterdir()} == {"mine.html", WRITTEN}
    assert (tmp_path.parent / "outside.txt").exists()


@pytest.mark.django_db
def test_the_secret_of_the_draw_is_in_no_file_and_alone_tells_the_routes(demo):
    roster, secret = Roster.objects.get(), RouteDraw.objects.get().secret
    texts = [
        path.read_text() for path in demo.rglob("*") if path.suffix in {".html", ".json", ".csv", ".gpx"}
    ]
    before = list(Route.objects.order_by("patrol__code").values_list("line", flat=True))

    with transaction.atomic():
        plan_patrol_routes(roster)
        again = list(Route.objects.order_by("patrol__code").values_list("line", flat=True))
        RouteDraw.objects.update(secret="f" * 32)
        plan_patrol_routes(roster)
        other = list(Route.objects.order_by("patrol__code").values_list("line", flat=True))
        transaction.set_rollback(True)

    assert len(secret) == 32 and len(texts) > 8 and not any(secret in text for text in texts)
    assert again == before
    assert len(other) == len(before) and other != before


def test_routes_are_varied_and_quiet_cells_have_their_turn(figures):
    variety = figures["route_variety"]

    assert variety["reward_kept"] >= 0.97 and variety["streets_overlap"] <= 0.35
    assert variety["hotspots_share"] > variety["best_hotspots_share"] and variety["entropy_bits"] > 2
    assert variety["quiet_stops_share"] >= 0.1
