"""What phones report is shown to planners as a layer of its own, and moves no risk."""

import json
import re
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from geoapp.convert.risk import load_lattice
from geoapp.convert.surfaces import SavedSurface, load_surface
from geoapp.models import Category, District, Observation, Patrol, Role, Source
from geoapp.pipeline import find_hotspots
from tests.accounts import appoint, logged_in, make_account
from tests.field_records import client_id, make_person, make_shift
from tests.risk_records import AS_OF, HOT, draw_incidents, save_incidents

pytestmark = pytest.mark.django_db
ELSEWHERE = (123.932, 41.862)
SHIFT = AS_OF - timedelta(days=3)


@pytest.fixture
def patrol(district: District) -> Patrol:
    return make_shift(SHIFT, make_person("V1"))


def observe(patrol: Patrol, count: int, place: tuple[float, float] | None, at: datetime = SHIFT) -> None:
    """So many reports of a theft, as phones leave them."""
    first = Observation.objects.count()
    Observation.objects.bulk_create(
        Observation(
            client_id=client_id(first + k),
            patrol=patrol,
            volunteer=patrol.assignments.get().volunteer,
            category=Category.objects.get(code="theft"),
            at=at,
            point=Point(*place) if place else None,
        )
        for k in range(count)
    )


def surface_now(district: District) -> SavedSurface:
    return load_surface(find_hotspots(AS_OF), load_lattice(district, AS_OF.date()))


def test_reports_of_phones_are_counted_beside_those_of_files_and_train_nothing(district, patrol):
    draw_incidents(300, 0.3)
    without = find_hotspots(AS_OF)
    save_incidents([HOT] * 2, [SHIFT] * 2, source=Source.PATROL_OBSERVATION)
    observe(patrol, 5, HOT)
    observe(patrol, 6, ELSEWHERE)

    with_reports = find_hotspots(AS_OF)

    lattice = load_lattice(district, AS_OF.date())
    before, after = load_surface(without, lattice), load_surface(with_reports, lattice)
    assert np.array_equal(before.per_week, after.per_week)
    assert without.inputs_sha256 == with_reports.inputs_sha256
    assert without.backtest == with_reports.backtest
    assert before.observed.sum() == 0
    assert sorted(after.observed[after.observed > 0].tolist()) == [6, 7]


def test_what_has_no_place_or_came_later_is_in_no_cell(district, patrol):
    draw_incidents(100, 0.3)
    observe(patrol, 5, None)
    observe(patrol, 5, HOT, at=AS_OF)
    observe(patrol, 1, HOT, at=AS_OF - timedelta(seconds=1))

    assert surface_now(district).observed.sum() == 1


def test_planner_sees_the_number_in_its_cell_but_none_under_five(district, patrol):
    draw_incidents(300, 0.3)
    observe(patrol, 4, HOT)
    observe(patrol, 6, ELSEWHERE)
    patrol.roster.surface = find_hotspots(AS_OF)
    patrol.roster.save()
    user = make_account("planner")
    appoint(user, Role.PLANNER)

    html = logged_in(user).get(reverse("planner-hotspots")).content.decode()

    data = json.loads(re.search(r'id="page-data">(.*?)</script>', html, re.DOTALL)[1])
    assert sorted(seen for seen in data["observed"] if seen) == [-1, 6]
