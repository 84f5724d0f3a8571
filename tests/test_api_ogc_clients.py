"""The API as programs of others use it: GDAL, OWSLib, and Schemathesis with the API's own description."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from owslib.ogcapi.features import Features
from schemathesis.specs.openapi.checks import positive_data_acceptance

from geoapp.models import Patrol, Roster, Street
from geoapp.permissions.tokens import make_token
from tests.accounts import Place
from tests.api_records import make_everything, planner
from tests.sharing_server import served

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(two_subdistricts: list[Place]) -> tuple[Roster, Patrol]:
    return make_everything(two_subdistricts[0])


@pytest.fixture
def key(live: object) -> str:
    """What a planner's program sends to be let in."""
    return f"Bearer {make_token(planner(), 'program')}"


@pytest.fixture
def address(live: object) -> Iterator[str]:
    with served() as url:
        yield f"{url}/ogc/"


@pytest.fixture
def gdal(key: str, address: str) -> Callable[[str], object]:
    """What an expression about ``url`` says, in a process of its own: GDAL waits and lets nobody else run."""
    setting = {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": key.removeprefix("Bearer ")}

    def evaluate(expression: str) -> object:
        code = f"import json, pyogrio; url = 'OAPIF:{address}'; print(json.dumps({expression}, default=str))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60,
            env={**os.environ, **setting},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluate


def test_gdal_lists_and_reads_every_collection(gdal):
    sizes = gdal("{n: len(pyogrio.read_dataframe(url, layer=n)) for n, _ in pyogrio.list_layers(url)}")

    assert sizes == {
        "district": 1, "subdistricts": 2, "communities": 2, "grids": 2, "posts": 1, "streets": 1,
        "risk-classes": 3, "coverage-cells": 4, "patrol-routes": 1,
    }  # fmt: skip


def test_gdal_reads_places_properties_and_times(gdal):
    route = gdal("pyogrio.read_dataframe(url, layer='patrol-routes').iloc[0].to_dict()")

    assert (route["patrol"], route["walk_m"]) == ("1130-evening-P1-1", 2000)
    assert route["geometry"].startswith("LINESTRING (123.91 41.855,")
    assert route["starts_at"].startswith("2026-11-30 11:00:00")


def test_gdal_pages_through_more_features_than_one_page_holds(gdal):
    first = Street.objects.get()
    Street.objects.bulk_create(
        Street(extract=first.extract, number=n, from_node=1, to_node=2, highway="path", line=first.line)
        for n in range(2, 1502)
    )

    assert gdal("len(pyogrio.read_dataframe(url, layer='streets'))") == 1501


def test_gdal_sends_its_box(gdal):
    box = (123.901, 41.85, 123.902, 41.86)

    assert gdal(f"len(pyogrio.read_dataframe(url, layer='subdistricts', bbox={box}))") == 1


def test_owslib_finds_the_same(key, address):
    api = Features(address, headers={"Authorization": key})

    assert "patrol-routes" in api.feature_collections()
    assert api.conformance()["conformsTo"][0].endswith("core")
    assert "/ogc/" in api.api()["paths"]
    page = api.collection_items("coverage-cells", bbox=[123, 41, 125, 43], limit=3)
    assert (page["numberMatched"], page["numberReturned"]) == (4, 3)
    one = api.collection_item("coverage-cells", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]


def test_every_answer_is_as_the_description_says(key, address):
    """Requests drawn from the description, also such as break it: no crash, no undeclared answer."""
    headers = {"Authorization": key}
    schema = schemathesis.openapi.from_url(f"{address}api", headers=headers)
    for operation in schema.get_all_operations():
        endpoint = operation.ok()

        @settings(max_examples=40, deadline=None, phases=[Phase.generate], derandomize=True,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=endpoint.as_strategy())
        def probe(case):
            # Some days that a description allows are in no calendar, and some boxes have no inside.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        probe()
