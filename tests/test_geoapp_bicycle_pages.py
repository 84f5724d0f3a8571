"""What pages and files say of a patrol by bicycle, and what its tracks are worth."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from geoapp import exports
from geoapp.convert.day import load_today
from geoapp.fieldwork.tracking import Position, add_positions, give_consent
from geoapp.models import District, Patrol, Route, Team, TeamKind, Travel, Volunteer
from maps.drawing.patrol_page import draw_patrol
from maps.drawing.routes_page import draw_routes
from tests.accounts import logged_in, make_account
from tests.drawing_district import make_basemap, make_edition
from tests.drawing_patrols import make_patrols
from tests.field_records import FIRST_STOP, POST, assign, just_now, make_person, make_shift
from tests.test_drawing_pages import page_data
from tests.test_fieldwork_tracking import minutes_by_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district) -> Volunteer:
    found = make_person("V1")
    Team.objects.update(travels=Travel.BICYCLE)
    found.team.refresh_from_db()
    return found


@pytest.fixture
def patrol(person) -> Patrol:
    """A patrol whose route and whose only member are by bicycle."""
    patrol = make_shift(just_now(-60), person)
    Route.objects.update(travels=Travel.BICYCLE)
    return patrol


def walker_joins(patrol: Patrol) -> None:
    walker = make_person("V2", "李娜")
    walker.team = Team.objects.create(
        code="T2", name="步行队", kind=TeamKind.objects.get(code="party"), community=walker.team.community
    )
    walker.save()
    assign(patrol, walker)


def today(district: District, patrol: Patrol):
    of_it, interval = Patrol.objects.filter(pk=patrol.pk), timedelta(minutes=30)
    (row,) = load_today(district, of_it, just_now(), interval, patrol.area)
    return row


def test_my_pages_say_that_the_patrol_rides(patrol, person):
    phone = logged_in(make_account("V1", volunteer=person))

    route = phone.get(reverse("my_route", args=[patrol.pk])).content.decode()
    gpx = phone.get(reverse("my_route_gpx", args=[patrol.pk])).content.decode()

    assert "2000 m by bicycle" in route and "on foot" not in route
    assert "not everybody of the crew rides" not in route
    assert "<type>cycling</type>" in gpx
    assert "by bicycle: bring yours" in phone.get(reverse("my_shifts")).content.decode()

    Route.objects.update(travels=Travel.FOOT)
    assert "2000 m on foot" in phone.get(reverse("my_route", args=[patrol.pk])).content.decode()
    assert "bring yours" not in phone.get(reverse("my_shifts")).content.decode()
    assert "walking" in phone.get(reverse("my_route_gpx", args=[patrol.pk])).content.decode()


def test_a_walker_who_joins_riders_by_hand_is_noticed(district, patrol, person):
    phone = logged_in(make_account("V1", volunteer=person))
    assert (today(district, patrol).rides, today(district, patrol).not_all_ride) == (True, False)

    walker_joins(patrol)

    assert (today(district, patrol).rides, today(district, patrol).not_all_ride) == (True, True)
    page = phone.get(reverse("my_route", args=[patrol.pk])).content.decode()
    assert "not everybody of the crew rides" in page
    Route.objects.update(travels=Travel.FOOT)
    assert (today(district, patrol).rides, today(district, patrol).not_all_ride) == (False, False)


def test_files_say_how_a_patrol_travels(district, patrol, tmp_path: Path):
    exports.write_files(district, patrol.roster, tmp_path)

    (feature,) = json.loads((tmp_path / "routes.geojson").read_text())["features"]
    assert feature["properties"]["travels"] == "bicycle"
    with (tmp_path / "roster.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert row["travels 出行方式"] == "bicycle"
    assert row["registry no. 注册号"] == "V1"


def test_maps_and_patrol_pages_say_that_a_patrol_rides():
    (made,) = make_patrols(1)

    for rides in (False, True):
        page = draw_patrol(make_edition(), make_basemap(), replace(made.sheet, rides=rides))
        routes = draw_routes(make_edition(), make_basemap(), (), [replace(made.route, rides=rides)])

        assert ("骑行" in page, "步行" in page) == (rides, not rides)
        assert page_data(routes)["routes"][0][-2] is rides


@pytest.mark.parametrize(("travels", "cells"), [(Travel.BICYCLE, 2), (Travel.FOOT, 1)])
def test_a_ride_is_believed_of_riders_and_not_of_walkers(district, patrol, person, travels, cells):
    Route.objects.update(travels=travels)
    give_consent(person)
    # To and fro between the post and the first stop, 415 m a minute: 25 km/h.
    at = [(patrol.starts_at + timedelta(minutes=n), (POST, FIRST_STOP)[n % 2]) for n in range(21)]
    add_positions(patrol, person, [Position(when, *place, 8.0) for when, place in at])

    found, _ = minutes_by_cell(district, patrol.roster)

    assert (len(found), sum(found)) == (cells, pytest.approx(20, abs=0.1))
