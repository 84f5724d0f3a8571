"""Routes that fit the crews again after changes by hand."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from geoapp import jobs, late_routes, mending
from geoapp.convert.routes_late import patrols_to_plan_anew
from geoapp.convert.times import local_clock
from geoapp.late_routes import plan_late_routes
from geoapp.mending.urgent import Urgent
from geoapp.models import (
    Assignment,
    CoverageCell,
    District,
    Job,
    Patrol,
    Post,
    Roster,
    Route,
    Slot,
    Stop,
    Team,
    Travel,
    UnmetVisit,
    Visit,
)  # fmt: skip
from geoapp.pipeline import measure_coverage
from geoapp.planning import plan_period
from geoapp.queries.patrols import running
from tests.small_city import import_small_city

pytestmark = pytest.mark.django_db
DAY = date(2036, 12, 6)
SECRET = "d" * 32


@pytest.fixture(scope="module")
def planned(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[int]:
    """The number of a roster whose rows are there for the tests of this module only."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_small_city(tmp_path_factory.mktemp("city"))
        yield plan().pk
        transaction.set_rollback(True)


@pytest.fixture
def roster(planned, db) -> Roster:
    return Roster.objects.get(pk=planned)


def plan() -> Roster:
    return plan_period(DAY, 1, seed=1, draw_secret=SECRET)


def moving(roster: Roster) -> list[Patrol]:
    """The patrols with a walk, the longest first."""
    return list(running(roster.patrols.all()).filter(route__walk_m__gt=0).order_by("-route__walk_m", "code"))


def kept(roster: Roster, patrol: Patrol) -> list[tuple[int, int, object]]:
    routes = Route.objects.filter(patrol__roster=roster).exclude(patrol=patrol).order_by("pk")
    return list(routes.values_list("pk", "patrol", "line"))


def visit_near(roster: Roster, patrol: Patrol, minutes: int) -> Visit:
    """The one visit of the period, beside the post of a patrol while it is out."""
    begins = local_clock(District.objects.get(), patrol.starts_at)
    roster.figures["visits_due"] = 1
    roster.save()
    return Visit.objects.create(
        ref="V1",
        point=Point(patrol.post.point.x - 0.0003, patrol.post.point.y, srid=4326),
        first_date=DAY,
        window_from=(begins + timedelta(minutes=10)).time(),
        window_to=(begins + timedelta(minutes=80)).time(),
        minutes=minutes,
    )


def stop_at(visit: Visit, patrol: Patrol) -> None:
    """Put a visit on the route of a patrol."""
    times = {"arrives_at": patrol.starts_at, "leaves_at": patrol.starts_at}
    Stop.objects.create(route=patrol.route, number=90, kind="visit", visit=visit, point=visit.point, **times)


def minutes(roster: Roster) -> float:
    """Planned in all cells."""
    return sum(CoverageCell.objects.filter(roster=roster).values_list("minutes", flat=True))


def test_a_patrol_that_gets_its_first_crew_by_hand_gets_a_route_and_the_others_keep_theirs(roster):
    patrol = moving(roster)[0]
    Route.objects.filter(patrol=patrol).delete()
    others, figures = kept(roster, patrol), dict(roster.figures)

    assert plan_late_routes(roster) == 1

    roster.refresh_from_db()
    route = Route.objects.get(patrol=patrol)
    assert route.walk_m > 0 and route.stops.count() > 0
    assert kept(roster, patrol) == others
    assert roster.figures["routes"] == figures["routes"] == len(others) + 1
    assert roster.figures["route_stops"] == Stop.objects.filter(route__patrol__roster=roster).count()
    assert not patrols_to_plan_anew(roster, timezone.now()).exists()
    assert plan_late_routes(roster) == 0


def test_a_late_route_visits_no_cell_that_others_visit_in_the_same_hours(roster):
    patrol, *others = moving(roster)
    beside = next(one for one in others if one.starts_at == patrol.starts_at)
    redrawn = Stop.objects.filter(route__patrol=patrol)
    Route.objects.filter(patrol=patrol).delete()
    plan_late_routes(roster)
    wanted = [stop.point.coords for stop in redrawn.all()]
    # The other one goes to the very places.
    for number, stop in enumerate(redrawn.all(), start=50):
        stop.pk, stop.number, stop.route = None, number, beside.route
        stop.save()
    Route.objects.filter(patrol=patrol).delete()

    plan_late_routes(roster)

    found = [stop.point.coords for stop in redrawn.all()]
    assert wanted and found
    assert not set(wanted) & set(found)


def test_what_a_late_route_covers_is_counted(roster):
    patrol = moving(roster)[0]
    covered = minutes(roster)
    Route.objects.filter(patrol=patrol).delete()
    measure_coverage(roster)
    without = minutes(roster)

    plan_late_routes(roster)

    again = minutes(roster)
    assert without < again == pytest.approx(covered, rel=0.05)


def test_a_visit_that_nobody_could_make_is_taken_up(roster):
    patrol = moving(roster)[0]
    visit = visit_near(roster, patrol, 10)
    UnmetVisit.objects.create(roster=roster, visit=visit, day=DAY, area=patrol.area, reason="no-patrol")
    Route.objects.filter(patrol=patrol).delete()

    plan_late_routes(roster)

    roster.refresh_from_db()
    assert Stop.objects.get(visit=visit).route.patrol == patrol
    assert not roster.unmet_visits.exists()
    assert roster.figures["visits_planned"] == 1


def test_a_visit_of_a_late_patrol_that_it_cannot_make_is_reported(roster):
    patrol = moving(roster)[0]
    # Nobody is back in time from it.
    visit = visit_near(roster, patrol, 240)
    Route.objects.filter(patrol=patrol).delete()

    plan_late_routes(roster)

    (unmet,) = roster.unmet_visits.all()
    assert (unmet.visit, unmet.day, unmet.area) == (visit, DAY, patrol.area)
    roster.refresh_from_db()
    assert roster.figures["visits_planned"] == 0


def test_a_visit_that_another_patrol_makes_is_left_to_it(roster):
    patrol, other = moving(roster)[:2]
    visit = visit_near(roster, patrol, 10)
    stop_at(visit, other)
    Route.objects.filter(patrol=patrol).delete()

    plan_late_routes(roster)

    assert Stop.objects.get(visit=visit).route.patrol == other
    assert not roster.unmet_visits.exists()


def test_the_route_of_a_patrol_that_nobody_is_on_any_more_goes_and_its_visit_is_told(roster):
    patrol = moving(roster)[0]
    visit = visit_near(roster, patrol, 10)
    stop_at(visit, patrol)
    others = kept(roster, patrol)
    patrol.assignments.all().delete()

    assert plan_late_routes(roster) == 0

    assert not Route.objects.filter(patrol=patrol).exists()
    assert kept(roster, patrol) == others
    (unmet,) = roster.unmet_visits.all()
    assert (unmet.visit, unmet.area, unmet.reason) == (visit, patrol.area, "no-patrol")
    roster.refresh_from_db()
    assert roster.figures["routes"] == len(others)
    assert not patrols_to_plan_anew(roster, timezone.now()).exists()


def test_riders_whom_a_walker_joins_get_a_walk(roster):
    Team.objects.update(travels=Travel.BICYCLE)
    roster = plan()
    patrol = moving(roster)[0]
    assert patrol.route.travels == Travel.BICYCLE
    one = Assignment.objects.filter(patrol=patrol).select_related("volunteer").first().volunteer
    one.team = Team.objects.create(
        code="W", name="walkers", kind=one.team.kind, community=one.team.community, travels=Travel.FOOT
    )
    one.save()
    assert patrol in patrols_to_plan_anew(roster, timezone.now())

    plan_late_routes(roster)

    assert Route.objects.get(patrol=patrol).travels == Travel.FOOT
    assert Route.objects.filter(patrol__roster=roster, travels=Travel.BICYCLE).count() > 0


def test_an_urgent_patrol_stays_at_its_place(roster):
    post = Post.objects.first()
    slot = Slot.objects.get(pk=moving(roster)[0].slot_id)
    place = ("the square", post.point.x + 0.0004, post.point.y)
    wanted = Urgent(None, slot, DAY, seats_min=2, seats_desired=2, place=place)
    patrol = mending.add_urgent_patrol(roster.pk, wanted).patrol

    plan_late_routes(roster)

    route = Route.objects.get(patrol=patrol)
    assert (route.walk_m, route.back_at) == (0, patrol.ends_at)
    (stop,) = route.stops.all()
    assert (stop.kind, stop.arrives_at, stop.leaves_at) == (Stop.Kind.POST, patrol.starts_at, patrol.ends_at)
    assert stop.point.distance(patrol.post.point) < 1e-9


def test_patrols_that_have_begun_are_left_alone(roster, monkeypatch):
    patrol = moving(roster)[0]
    Route.objects.filter(patrol=patrol).delete()
    monkeypatch.setattr(late_routes.timezone, "now", lambda: patrol.starts_at)

    assert plan_late_routes(roster) == 0
    assert not Route.objects.filter(patrol=patrol).exists()


def test_what_changes_while_routes_are_drawn_is_seen_before_they_are_saved(roster, monkeypatch):
    first, second = moving(roster)[:2]
    Route.objects.filter(patrol__in=[first, second]).delete()
    drawn = late_routes.draw_weeks

    def meanwhile(*arguments: object) -> object:
        Assignment.objects.filter(patrol=second).delete()
        return drawn(*arguments)

    monkeypatch.setattr(late_routes, "draw_weeks", meanwhile)

    assert plan_late_routes(roster) == 1
    assert Route.objects.filter(patrol=first).exists()
    assert not Route.objects.filter(patrol=second).exists()


def test_the_job_draws_what_is_missing(roster):
    patrol = moving(roster)[0]
    Route.objects.filter(patrol=patrol).delete()
    job = Job.objects.create(kind=Job.Kind.ROUTES, arguments={"roster": roster.pk})

    assert jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.DONE, "")
    assert Route.objects.filter(patrol=patrol).exists()
