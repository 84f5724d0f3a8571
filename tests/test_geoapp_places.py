"""Grids and posts that are drawn on a page: from a day on, within reach, and never over the past."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.urls import reverse
from django.utils import timezone

from geoapp.models import Area, Category, Incident, Level, Post, Role
from geoapp.queries.locating import locate_incidents
from tests.accounts import SIDE, SOUTH, WEST, count_queries, today_there

pytestmark = pytest.mark.django_db
MIDDLE = WEST + SIDE / 2
# Cuts the western grid from south to north, a little west of its middle.
CUT = f"{MIDDLE - 0.002}, {SOUTH - 0.01}\n{MIDDLE - 0.002}, {SOUTH + SIDE + 0.01}"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_WAIVED = True


@pytest.fixture
def west(two_subdistricts):
    return two_subdistricts[0]


@pytest.fixture
def east(two_subdistricts):
    return two_subdistricts[1]


@pytest.fixture
def coordinator(client_of):
    """Of the western subdistrict."""
    return client_of(Role.COORDINATOR)


def tomorrow() -> date:
    return today_there() + timedelta(days=1)


def box(west_lon: float, east_lon: float, south: float = SOUTH, north: float = SOUTH + SIDE) -> str:
    corners = ((west_lon, south), (east_lon, south), (east_lon, north), (west_lon, north))
    return "\n".join(f"{lon}, {lat}" for lon, lat in corners)


def split(client, grid: Area, **more: object):
    form = {"code": "NEW1", "name": "新网格", "day": tomorrow(), "coordinates": CUT} | more
    return client.post(reverse("grid-split", args=[grid.pk]), form)


def redraw(client, grid: Area, **more: object):
    form = {"name": grid.name, "day": tomorrow(), "coordinates": box(WEST, MIDDLE)} | more
    return client.post(reverse("grid", args=[grid.pk]), form)


def incident_at(ref: str, lon: float, at: datetime) -> Incident:
    return Incident.objects.create(
        ref=ref, category=Category.objects.first(), source="open-record", time_from=at, time_to=at,
        point=Point(lon, SOUTH + SIDE / 2, srid=4326), frame="wgs84", x_original=0, y_original=0,
    )  # fmt: skip


def test_split_holds_from_its_day_and_the_old_grid_until_then(coordinator, west):
    response = split(coordinator, west.grid)

    versions = list(
        Area.objects.filter(level=Level.GRID, parent=west.community).order_by("valid_from", "code")
    )
    assert response.status_code == 302
    assert [(one.code, one.valid_from, one.valid_to) for one in versions] == [
        (west.grid.code, date(2020, 1, 1), tomorrow()),
        (west.grid.code, tomorrow(), None),
        ("NEW1", tomorrow(), None),
    ]
    old, larger, smaller = (one.shape for one in versions)
    assert larger.area > smaller.area
    assert larger.union(smaller).sym_difference(old).area < 1e-12


def test_incidents_of_the_past_stay_in_the_old_grid(coordinator, west):
    before = incident_at("before", WEST + 0.001, timezone.now() - timedelta(days=30))
    after = incident_at(
        "after", WEST + 0.001, datetime.combine(tomorrow(), datetime.min.time(), UTC) + timedelta(hours=12)
    )
    locate_incidents()

    split(coordinator, west.grid)

    before.refresh_from_db()
    after.refresh_from_db()
    assert before.grid == west.grid
    assert after.grid.code == "NEW1"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"coordinates": f"{WEST - 1}, {SOUTH}\n{WEST - 1}, {SOUTH + 1}"}, "into two parts"),
        ({"coordinates": f"{MIDDLE}, {SOUTH - 0.01}\n{MIDDLE}, {SOUTH + 0.01}"}, "into two parts"),
        ({"coordinates": f"{MIDDLE}, {SOUTH}"}, "At least 2 points"),
        ({"coordinates": "x, y\n1, 2"}, "Line 1 is not a longitude"),
        ({"coordinates": "41.8, 123.9\n41.9, 123.9"}, "longitude first"),
        ({"code": "990402002001001"}, "is taken"),
        ({"code": "a b"}, "Letters, digits"),
        ({"day": "2020-01-02"}, "the past is not rewritten"),
    ],
)
def test_split_that_cannot_be_is_refused_in_words_and_nothing_is_written(coordinator, west, more, words):
    page = split(coordinator, west.grid, **more)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert Area.objects.filter(level=Level.GRID).count() == 2
    assert Area.objects.get(pk=west.grid.pk).valid_to is None


def test_redrawn_grid_is_a_new_version(coordinator, west):
    redraw(coordinator, west.grid, name="改名")

    old, new = Area.objects.filter(code=west.grid.code).order_by("valid_from")
    assert (old.name, old.valid_to) == (west.grid.name, tomorrow())
    assert (new.name, new.valid_from, new.valid_to) == ("改名", tomorrow(), None)
    assert new.shape.area == pytest.approx(old.shape.area / 2)


def test_second_thought_on_the_same_day_replaces_the_first(coordinator, west):
    today = today_there()
    redraw(coordinator, west.grid, day=today)
    first = Area.objects.get(code=west.grid.code, valid_to=None)

    redraw(coordinator, first, day=today, coordinates=box(WEST, MIDDLE + 0.005))

    assert Area.objects.filter(code=west.grid.code).count() == 2
    assert Area.objects.get(code=west.grid.code, valid_to=None).shape.area > first.shape.area


@pytest.mark.parametrize(
    ("coordinates", "words"),
    [
        (box(WEST, WEST + SIDE + 0.005), "outside its community"),
        (box(WEST, MIDDLE).replace("\n", "|").split("|")[0] + "\n123.9, 41.9\n123.9, 41.9", "crosses itself"),
    ],
)
def test_border_that_cannot_be_is_refused(coordinator, west, coordinates, words):
    page = redraw(coordinator, west.grid, coordinates=coordinates)

    assert words in page.content.decode()
    assert Area.objects.filter(code=west.grid.code).count() == 1


def test_grid_over_another_grid_is_refused(coordinator, west):
    split(coordinator, west.grid, day=today_there())
    larger = Area.objects.get(code=west.grid.code, valid_to=None)

    page = redraw(coordinator, larger, coordinates=box(WEST, WEST + SIDE), day=tomorrow())

    assert "overlaps" in page.content.decode()


@pytest.mark.parametrize("name", ["grid", "grid-split"])
def test_grid_of_another_subdistrict_is_not_found(coordinator, east, name):
    assert coordinator.get(reverse(name, args=[east.grid.pk])).status_code == 404


def test_post_is_added_within_reach(coordinator):
    form = {
        "code": "P9",
        "name": "南站岗",
        "max_patrols": 2,
        "active": "on",
        "coordinates": f"{MIDDLE}, {SOUTH + 0.01}",
    }

    coordinator.post(reverse("post-new"), form)

    assert Post.objects.get(code="P9").point.coords == pytest.approx((MIDDLE, SOUTH + 0.01))


@pytest.mark.parametrize("lon", [WEST + 1.5 * SIDE, WEST - 1])
def test_post_beyond_reach_is_refused(coordinator, lon):
    form = {"code": "P9", "name": "x", "max_patrols": 2, "coordinates": f"{lon}, {SOUTH + 0.01}"}

    page = coordinator.post(reverse("post-new"), form)

    assert "outside your subdistricts" in page.content.decode()
    assert not Post.objects.exists()


def test_post_of_another_subdistrict_is_neither_listed_nor_found(coordinator):
    far = Post.objects.create(code="P2", name="x", point=Point(WEST + 1.5 * SIDE, SOUTH + 0.01, srid=4326))
    near = Post.objects.create(code="P1", name="x", point=Point(MIDDLE, SOUTH + 0.01, srid=4326))

    listed = coordinator.get(reverse("places")).context["posts"]

    assert listed == [near]
    assert coordinator.get(reverse("post", args=[far.pk])).status_code == 404


def test_grid_with_a_hole_is_not_drawn_but_explained(coordinator, west):
    hole = Point(MIDDLE, SOUTH + 0.01).buffer(0.001)
    west.grid.shape = MultiPolygon(west.grid.shape.difference(hole))
    west.grid.save()

    assert (
        "import its new shape from a file"
        in coordinator.get(reverse("grid", args=[west.grid.pk])).content.decode()
    )


def test_list_asks_the_database_as_often_for_one_place_as_for_fifty(coordinator):
    few = count_queries(coordinator, reverse("places"))
    for number in range(50):
        Post.objects.create(code=f"N{number}", name="x", point=Point(MIDDLE, SOUTH + 0.01, srid=4326))

    assert count_queries(coordinator, reverse("places")) == few


def test_map_draws_every_ring_of_a_grid_with_latitude_first(coordinator, west):
    hole = ((0.004, 0.004), (0.008, 0.004), (0.008, 0.008), (0.004, 0.004))
    around = tuple((WEST + x, SOUTH + y) for x, y in ((0, 0), (0.01, 0), (0.01, 0.01), (0, 0)))
    inside = tuple((WEST + x, SOUTH + y) for x, y in hole)
    beside = tuple((WEST + 0.015 + x, SOUTH + y) for x, y in ((0, 0), (0.0012345678, 0), (0, 0.001), (0, 0)))
    west.grid.shape = MultiPolygon(Polygon(around, inside), Polygon(beside))
    west.grid.save()

    drawn = coordinator.get(reverse("places")).context["map"]["grids"]

    wanted = [[around, inside], [beside]]
    assert drawn == [
        [
            west.grid.code,
            west.grid.name,
            west.grid.pk,
            [[[[round(y, 6), round(x, 6)] for x, y in ring] for ring in part] for part in wanted],
        ]
    ]


def test_map_of_a_district_without_grids_is_drawn(coordinator, west):
    Area.objects.filter(level=Level.GRID).delete()

    assert coordinator.get(reverse("places")).context["map"]["grids"] == []
