"""Teams that ride: their own streets, one-way ones as they bind, mixed crews on foot, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from itertools import pairwise

import numpy as np
import pytest
import shapely

from geoapp import pipeline
from geoapp.convert.risk import load_lattice
from geoapp.convert.routes import ZoneWeek, load_moving_patrols, zone_weeks
from geoapp.convert.routes_before import Before
from geoapp.convert.routes_drawn import broken_rules, draw_weeks
from geoapp.convert.times import day_slots
from geoapp.convert.travel import crew_of, crew_travels, pace_kmh
from geoapp.convert.visits import due_visits
from geoapp.convert.zones import load_grounds
from geoapp.models import Post, Roster, Route, Stop, Street, StreetExtract, Team, Travel, Visit, Volunteer
from geoapp.planning import plan_period
from geoapp.progress import silent
from geoapp.queries.patrols import running
from geoapp.queries.places import in_metres
from geoapp.summary import plan_summary
from tests.small_city import import_small_city

pytestmark = pytest.mark.django_db
START = date(2026, 12, 5)
SECRET = "b" * 32
# How far a line may lie beside its street: positions are stored with six digits or more.
BESIDE_M = 0.5


@pytest.fixture
def city(tmp_path) -> None:
    """A small city in which every fifth street is one-way for riders, and every ninth is closed to them."""
    import_small_city(tmp_path)
    for number, binding in ((9, "closed"), (5, "along")):
        streets = Street.objects.filter(number__in=range(0, Street.objects.count(), number))
        streets.update(by_bicycle=binding)


def plan() -> Roster:
    return plan_period(START, 1, seed=1, draw_secret=SECRET)


def moved(roster: Roster, travels: Travel) -> list[Route]:
    """The routes that leave their post, of those who get about in one way."""
    routes = Route.objects.filter(patrol__roster=roster, travels=travels, walk_m__gt=0)
    return list(routes.order_by("patrol__code"))


class Ridden:
    """What may be ridden, straight from the rows and with no code of the routes."""

    def __init__(self) -> None:
        rows = Street.objects.exclude(by_bicycle="closed").order_by("number")
        district = pipeline.the_district()
        self.lines = [
            shapely.LineString(in_metres(district, np.array(line.coords)))
            for line in rows.values_list("line", flat=True)
        ]
        self.bindings = list(rows.values_list("by_bicycle", flat=True))
        self.tree = shapely.STRtree(self.lines)

    def allows(self, here: np.ndarray, there: np.ndarray) -> bool:
        middle = shapely.Point((here + there) / 2)
        near = self.tree.query(middle, predicate="dwithin", distance=BESIDE_M)
        return any(self._leads(row, shapely.Point(here), shapely.Point(there)) for row in near)

    def _leads(self, row: int, here: shapely.Point, there: shapely.Point) -> bool:
        line = self.lines[row]
        if max(line.distance(here), line.distance(there)) > BESIDE_M:
            return False
        ahead = line.project(there) >= line.project(here)
        return self.bindings[row] == "both" or self.bindings[row] == ("along" if ahead else "against")


def against_the_streets(routes: list[Route]) -> int:
    """Pieces of lines that no street lets anybody ride."""
    ridden, district = Ridden(), pipeline.the_district()
    return sum(
        not ridden.allows(here, there)
        for route in routes
        for here, there in pairwise(in_metres(district, np.array(route.line.coords)))
        if np.hypot(*(there - here)) > 2 * BESIDE_M
    )


def test_patrols_of_teams_that_ride_keep_to_the_streets_that_may_be_ridden(city):
    Team.objects.update(travels=Travel.BICYCLE)

    roster = plan()

    routes = moved(roster, Travel.BICYCLE)
    assert len(routes) == roster.figures["routes_ridden"] > 3
    assert moved(roster, Travel.FOOT) == []
    assert roster.figures["route_violations"] == 0
    assert roster.figures["ridden_km"] == roster.figures["route_km"] > 5
    assert against_the_streets(routes) == 0
    for route in routes:
        ways_s = route.seconds[-1] - sum(_stays_s(route)) - _waits_s(route)
        people = [one.volunteer for one in route.patrol.assignments.select_related("volunteer")]
        assert route.walk_m / ways_s * 3.6 <= pace_kmh(Travel.BICYCLE, people, START.year) + 0.1


def _stays_s(route: Route) -> Iterator[float]:
    return ((stop.leaves_at - stop.arrives_at).total_seconds() for stop in route.stops.all())


def _waits_s(route: Route) -> float:
    return (route.patrol.ends_at - route.back_at).total_seconds()


def test_walkers_go_against_the_streets_that_bind_riders(city):
    roster = plan()

    routes = moved(roster, Travel.FOOT)
    assert len(routes) > 3
    assert roster.figures["routes_ridden"] == 0
    assert against_the_streets(routes) > 0


def test_a_mixed_crew_goes_on_foot_and_shares_no_stop_with_the_riders(city):
    half = Team.objects.order_by("pk").values_list("pk", flat=True)[: Team.objects.count() // 4]
    Team.objects.exclude(pk__in=list(half)).update(travels=Travel.BICYCLE)

    roster = plan()

    found = {route.patrol_id: route for route in Route.objects.filter(patrol__roster=roster)}
    crews = {patrol.pk: crew_of(patrol) for patrol in load_moving_patrols(running(roster.patrols.all()))}
    ways = {frozenset(person.team.travels for person in crew) for crew in crews.values()}
    assert {frozenset(["bicycle"]), frozenset(["bicycle", "foot"])} <= ways
    for patrol, crew in crews.items():
        all_ride = {person.team.travels for person in crew} == {"bicycle"}
        assert found[patrol].travels == ("bicycle" if all_ride else "foot")
    assert roster.figures["route_violations"] == 0
    stops = Stop.objects.filter(route__patrol__roster=roster, kind=Stop.Kind.HOTSPOT)
    # In a slot of two hours nobody comes back to a place, whoever was there first.
    places = [
        (patrol.area_id, patrol.starts_at, stop.point.coords)
        for stop in stops.select_related("route__patrol")
        for patrol in [stop.route.patrol]
    ]
    assert len(places) == len(set(places)) > 10


def test_a_crew_rides_only_if_everybody_does():
    rides, walks = (Team(travels=travels) for travels in (Travel.BICYCLE, Travel.FOOT))

    assert crew_travels([Volunteer(team=rides), Volunteer(team=rides)]) == Travel.BICYCLE
    assert crew_travels([Volunteer(team=rides), Volunteer(team=walks)]) == Travel.FOOT
    assert crew_travels([]) == Travel.FOOT


def test_the_slowest_member_sets_the_pace():
    young, old = Volunteer(birth_year=1980), Volunteer(birth_year=START.year - 70)

    assert pace_kmh(Travel.BICYCLE, [young], START.year) == 10.0
    assert pace_kmh(Travel.BICYCLE, [young, old], START.year) == 8.0
    assert pace_kmh(Travel.FOOT, [young, old], START.year) == 3.5


def test_streets_read_for_walkers_alone_are_refused_with_what_to_do(city):
    StreetExtract.objects.update(riding=False)
    roster = plan()
    Team.objects.update(travels=Travel.BICYCLE)

    for step in (plan, lambda: pipeline.plan_patrol_routes(roster)):
        with pytest.raises(pipeline.PlanError, match="import_streets` with that file again"):
            step()


def test_a_crew_whose_post_is_off_the_ridden_streets_goes_on_foot_and_the_post_is_named(city):
    Team.objects.update(travels=Travel.BICYCLE)
    post = Post.objects.order_by("code").first()
    around = post.point.buffer(0.003)
    Street.objects.filter(line__intersects=around).update(by_bicycle="closed")
    Visit.objects.create(
        ref="HV-1", point=post.point, first_date=START, window_from=time(8), window_to=time(20), minutes=20
    )

    roster = plan()

    assert post.code in roster.figures["posts_not_ridden"]
    assert {route.patrol.post_id for route in moved(roster, Travel.FOOT)} >= {post.pk}
    assert post.pk not in {route.patrol.post_id for route in moved(roster, Travel.BICYCLE)}
    assert roster.figures["posts_off_streets"] == []
    assert roster.figures["visits_not_ridden"] == ["HV-1"]
    # Those who walk from there make it.
    assert roster.figures["visits_planned"] == 1
    rows = {row.label.en: row for row in plan_summary(roster).rows}
    assert post.code in rows["posts riders cannot use"].note.en
    assert rows["visits riders cannot reach"].note.zh == "HV-1"
    assert rows["routes by bicycle"].value == str(roster.figures["routes_ridden"])


def asked(roster: Roster) -> list[ZoneWeek]:
    district = pipeline.the_district()
    lattice = load_lattice(district, roster.starts_on)
    slots = day_slots(district, roster)
    risk = np.random.default_rng(1).random((lattice.n_cells, len(slots))) / 100
    patrols = load_moving_patrols(running(roster.patrols.all()))
    grounds = load_grounds(district, roster, lattice, patrols)
    return zone_weeks(district, roster, risk, grounds, patrols, due_visits(roster))


def test_the_verifier_finds_a_ride_against_a_one_way_street(city):
    Team.objects.update(travels=Travel.BICYCLE)
    weeks = asked(plan())
    free = [
        replace(
            week,
            zones={
                by: replace(zone, network=replace(zone.network, both_ways=zone.network.both_ways | True))
                for by, zone in week.zones.items()
            },
        )
        for week in weeks
    ]

    drawn = draw_weeks(free, Before({}, [], {}), 1, 7, silent)

    assert broken_rules(free, drawn) == []
    assert {broken.rule for broken in broken_rules(weeks, drawn)} == {"way-against-direction"}
