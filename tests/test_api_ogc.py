"""OGC API – Features: what it offers, to whom, and what it refuses."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from geoapp.api.collections import COLLECTIONS
from geoapp.models import AccessRecord, Patrol, Role, Roster, Volunteer
from tests.accounts import Place, logged_in, make_account
from tests.api_records import (
    SECRET_NAME,
    SECRET_PLACE,
    SECRET_REF,
    STARTS_AT,
    make_everything,
    split_grid,
)
from tests.field_records import assign

# The five slots of a day touch so many of its twelve blocks.
BLOCKS_WITH_A_SLOT = 7

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(two_subdistricts: list[Place], settings) -> tuple[Roster, Patrol]:
    """A live roster whose only patrol is in the west."""
    settings.SECOND_FACTOR_WAIVED = True
    return make_everything(two_subdistricts[0])


def items(client: Client, collection: str, **query: object) -> dict:
    response = client.get(f"/ogc/collections/{collection}/items", query)
    assert response.status_code == 200, response.content
    return response.json()


def properties(client: Client, collection: str, **query: object) -> list[dict]:
    return [feature["properties"] for feature in items(client, collection, **query)["features"]]


def test_landing_page_leads_to_description_conformance_and_data(client_of, live):
    client = client_of(Role.PLANNER)

    links = {
        link["rel"]: client.get(link["href"], headers={"Accept": link["type"]})
        for link in client.get("/ogc/").json()["links"]
    }

    assert {rel: response.status_code for rel, response in links.items()} == {
        "self": 200, "service-desc": 200, "service-doc": 200, "conformance": 200, "data": 200,
    }  # fmt: skip
    assert links["service-desc"].headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert links["conformance"].json()["conformsTo"][0].endswith("/conf/core")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/geo+json", "text/html,*/*;q=0.8"])
def test_features_come_whatever_a_client_accepts(accept, client_of, live):
    response = client_of(Role.PLANNER).get("/ogc/collections/posts/items", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.json()["type"] == "FeatureCollection"


def test_every_collection_has_an_extent_and_features(client_of, live):
    client = client_of(Role.PLANNER)

    described = client.get("/ogc/collections").json()["collections"]

    assert [one["id"] for one in described] == list(COLLECTIONS)
    for one in described:
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        assert 123 < west <= east < 124.5 and 41 < south <= north < 42.5, one["id"]
        assert items(client, one["id"])["numberMatched"] > 0, one["id"]


def test_empty_database_has_empty_collections(client_of, two_subdistricts):
    client = client_of(Role.PLANNER)

    counts = {name: items(client, name)["numberMatched"] for name in COLLECTIONS}

    assert counts == dict.fromkeys(COLLECTIONS, 0) | {
        "district": 1, "subdistricts": 2, "communities": 2, "grids": 2,
    }  # fmt: skip


def test_pages_lead_through_all_features_once(client_of, live):
    client = client_of(Role.PLANNER)
    url, seen = "/ogc/collections/coverage-cells/items?limit=3", []

    while url:
        page = client.get(url).json()
        seen += [feature["id"] for feature in page["features"]]
        assert (page["numberMatched"], page["numberReturned"]) == (4, len(page["features"]))
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")

    assert len(seen) == len(set(seen)) == 4


def test_previous_page_is_linked_and_keeps_the_other_parameters(client_of, live):
    page = items(client_of(Role.PLANNER), "coverage-cells", offset=2, limit=2, bbox="123,41,125,43")

    links = {link["rel"]: link["href"] for link in page["links"]}

    assert "prev" in links and "next" not in links
    assert "bbox=123%2C41%2C125%2C43" in links["prev"] and "offset=0" in links["prev"]


def test_one_feature_is_the_same_as_in_its_collection(client_of, live):
    client = client_of(Role.PLANNER)
    feature = items(client, "patrol-routes")["features"][0]

    alone = client.get(f"/ogc/collections/patrol-routes/items/{feature['id']}").json()

    assert {**alone, "links": 0} == {**feature, "links": 0}
    assert feature["properties"] == {
        "patrol": "1130-evening-P1-1",
        "post": "站前岗",
        "slot": "evening",
        "starts_at": "2026-11-30T11:00:00Z",
        "ends_at": "2026-11-30T13:00:00Z",
        "walk_m": 2000.0,
        "travels": "foot",
        "roster": "live",
    }


@pytest.mark.parametrize(
    "path", ["incidents/items", "posts/items/987654", "posts/items/99999999999999999999", "nothing"]
)
def test_what_there_is_not_is_not_found(path, client_of, live):
    assert client_of(Role.PLANNER).get(f"/ogc/collections/{path}").status_code == 404


@pytest.mark.parametrize(
    ("bbox", "expected"),
    [
        ("123.90,41.84,123.92,41.86", ["P1"]),
        ("123.90,41.84,0,123.92,41.86,100", ["P1"]),
        ("123.92,41.84,123.94,41.86", []),
        # Across the 180th meridian
        ("170,41,-170,42", []),
        ("123,41,-170,42", ["P1"]),
    ],
)
def test_box_chooses_what_it_touches(bbox, expected, client_of, live):
    assert [one["code"] for one in properties(client_of(Role.PLANNER), "posts", bbox=bbox)] == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-02-28T00:00:00Z", ["区域001"]),
        ("2026-03-01", ["新网格"]),
        ("2026-02-01T00:00:00Z/2026-03-05T00:00:00Z", ["区域001", "新网格"]),
        ("2026-03-01T00:00:00Z/..", ["新网格"]),
        ("../2026-02-01T00:00:00Z", ["区域001"]),
        ("2019-01-01T00:00:00Z", []),
    ],
)
def test_time_chooses_the_areas_that_were_valid(when, expected, client_of, two_subdistricts, settings):
    settings.SECOND_FACTOR_WAIVED = True
    split_grid(two_subdistricts[0], date(2026, 3, 1))
    client = client_of(Role.COORDINATOR)  # of the west only

    assert [one["name"] for one in properties(client, "grids", datetime=when)] == expected


@pytest.mark.parametrize(("hours", "expected"), [(-1, 0), (0, 1), (1.9, 1), (2, 0)])
def test_time_chooses_the_patrols_that_are_out(hours, expected, client_of, live):
    moment = (STARTS_AT + timedelta(hours=hours)).isoformat()

    assert len(properties(client_of(Role.PLANNER), "patrol-routes", datetime=moment)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=x", "limit=²", "limit=", "offset=-1", "offset=99999999999999999999999",
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,2,3,nan", "bbox=1,2,inf,4", "bbox=1,5,3,4", "bbox=1,2,3,400",
        "datetime=yesterday", "datetime=../..", "datetime=/", "datetime=2026-13-01", "datetime=0000-01-01",
        "datetime=0001-01-01T00:00:00%2B14:00",
        "datetime=2026-03-01T00:00:00Z/2026-02-01T00:00:00Z", "name=x", "limit=1&limit=2",
    ],
)  # fmt: skip
def test_parameter_that_is_not_understood_is_refused_and_named(query, client_of, live):
    response = client_of(Role.PLANNER).get(f"/ogc/collections/patrol-routes/items?{query}")

    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["detail"]


def test_more_than_the_most_is_cut_to_the_most(client_of, live):
    assert items(client_of(Role.PLANNER), "posts", limit=999_999)["numberReturned"] == 1


def test_few_incidents_hide_the_figure_but_not_the_class(client_of, live):
    assert properties(client_of(Role.PLANNER), "risk-classes") == [
        {"risk_class": 2, "expected_per_week": None},
        {"risk_class": 4, "expected_per_week": 2.0},
        {"risk_class": 1, "expected_per_week": None},
    ]


def test_volunteer_sees_classes_but_no_figures_and_no_coverage(client_of, live):
    client = client_of(Role.VOLUNTEER)

    assert properties(client, "risk-classes") == [{"risk_class": 2}, {"risk_class": 4}, {"risk_class": 1}]
    assert properties(client, "coverage-cells") == []


def test_coverage_is_the_mean_over_blocks_that_should_be_patrolled(client_of, live):
    cells = properties(client_of(Role.PLANNER), "coverage-cells")

    assert cells[0] == {"minutes": 30.0, "mean_dose": pytest.approx(1 / BLOCKS_WITH_A_SLOT, abs=1e-4)}


def test_routes_follow_the_reach_of_each_role(client_of, live, two_subdistricts):
    _roster, patrol = live
    assigned = make_account("assigned", volunteer=Volunteer.objects.get(registry_no="V1"))
    assign(patrol, Volunteer.objects.get(registry_no="V1"))

    counts = {
        role: len(properties(client_of(role), "patrol-routes"))
        for role in (Role.PLANNER, Role.COORDINATOR, Role.LEADER, Role.VOLUNTEER)
    }

    assert counts == {Role.PLANNER: 1, Role.COORDINATOR: 1, Role.LEADER: 0, Role.VOLUNTEER: 0}
    assert len(properties(logged_in(assigned), "patrol-routes")) == 1
    Patrol.objects.update(area=two_subdistricts[1].area)
    coordinator = Client()
    coordinator.force_login(User.objects.get(username="a coordinator"))
    assert properties(coordinator, "patrol-routes") == []


def test_draft_is_shown_to_planners_but_not_to_the_volunteers_on_it(client_of, live):
    assigned = make_account("assigned", volunteer=Volunteer.objects.get(registry_no="SECRET-9"))
    Roster.objects.update(status="draft")

    assert [one["roster"] for one in properties(client_of(Role.PLANNER), "patrol-routes")] == ["draft"]
    assert properties(logged_in(assigned), "patrol-routes") == []


@pytest.mark.parametrize("role", [Role.PLANNER, Role.COORDINATOR, Role.VOLUNTEER])
def test_no_incident_person_or_address_is_anywhere(role, client_of, live):
    client = client_of(role)
    rows = [f"/ogc/collections/{name}/items" for name in COLLECTIONS]
    urls = ["/ogc/", "/ogc/api", "/ogc/docs", "/ogc/collections", *rows]

    texts = [client.get(url).content.decode() for url in urls]

    for secret in (SECRET_NAME, SECRET_REF, "SECRET", *(f"{value:.4f}" for value in SECRET_PLACE)):
        assert not [url for url, text in zip(urls, texts, strict=True) if secret in text], secret


def test_reading_rows_is_recorded_for_the_auditor(client_of, live):
    items(client_of(Role.PLANNER), "patrol-routes")

    record = AccessRecord.objects.get()
    assert (record.page, record.shows, record.subject) == ("ogc_items", "roster", "collection=patrol-routes")


@pytest.mark.parametrize("name", ["streets", "patrol-routes", "risk-classes", "coverage-cells", "grids"])
def test_number_of_queries_does_not_grow_with_the_features(
    name, client_of, live, django_assert_max_num_queries
):
    client = client_of(Role.PLANNER)

    with django_assert_max_num_queries(12):
        items(client, name)
