"""Nothing about others, and no incident, in any answer of any page, for those who have no business with it.

Every address of the site is opened with the keys of planted records; a new page joins by itself.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from geoapp.api.collections import COLLECTIONS
from geoapp.models import Patrol, Role, Volunteer
from tests.accounts import Place, appoint, logged_in, make_account
from tests.api_records import SECRET_NAME, SECRET_PLACE, SECRET_REF, make_everything
from tests.field_records import assign
from tests.test_geoapp_permissions import PATTERNS, SAMPLES

pytestmark = pytest.mark.django_db

PERSON = ("SECRET-9", SECRET_NAME)
# Also where the planted person lives, and what is to be visited.
PLACES = (SECRET_REF, "VISIT-SECRET", *(f"{value:.4f}" for value in SECRET_PLACE))
# They end the session that the walk needs.
NOT_OPENED = {"account_logout"}


@pytest.fixture
def planted(two_subdistricts: list[Place], settings) -> Patrol:
    """The patrol of somebody in the west."""
    settings.SECOND_FACTOR_WAIVED = True
    _roster, patrol = make_everything(two_subdistricts[0])
    return patrol


def planted_key(part: str) -> int:
    """The key of a planted record for a part of an address such as ``patrol_id``."""
    if part == "volunteer_id":
        return Volunteer.objects.get(registry_no="SECRET-9").pk
    try:
        found = apps.get_model("geoapp", part.removesuffix("_id")).objects.last()
    except LookupError:
        found = None
    return found.pk if found else SAMPLES["IntConverter"]


def addresses() -> Iterator[str]:
    for name, pattern in sorted(PATTERNS.items()):
        kinds = {part: type(kind).__name__ for part, kind in pattern.pattern.converters.items()}
        values = {
            part: planted_key(part) if kind == "IntConverter" else SAMPLES.get(kind, "x")
            for part, kind in kinds.items()
        }
        for collection in COLLECTIONS if "collection" in kinds else [""]:
            if name not in NOT_OPENED:
                yield reverse(name, kwargs=values | ({"collection": collection} if collection else {}))


def told(client: Client, secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where a walk over all addresses finds which secret, in whole pages and in parts of pages."""
    found = []
    for path in addresses():
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(path, headers=headers)
            text = b"".join(response) if response.streaming else response.content
            found += [(path, secret) for secret in secrets if secret.encode() in text]
    return found


def test_walk_finds_the_person_where_their_coordinator_may(client_of, planted):
    assert told(client_of(Role.COORDINATOR), PERSON)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.LEADER])
def test_volunteer_hears_nothing_about_people_and_incidents_elsewhere(role, client_of, planted):
    assert told(client_of(role), (*PERSON, *PLACES)) == []


def test_coordinator_hears_nothing_about_people_of_another_subdistrict(two_subdistricts, planted):
    user = make_account("a coordinator of the east")
    appoint(user, Role.COORDINATOR, two_subdistricts[1].area.code)

    assert told(logged_in(user), PERSON) == []


def test_companion_of_the_same_patrol_hears_of_no_incident_and_nobodys_home(two_subdistricts, planted):
    companion = two_subdistricts[0].volunteer
    assign(planted, companion)

    assert told(logged_in(make_account("a companion", volunteer=companion)), PLACES) == []


def test_planner_hears_of_nobody_and_of_no_single_incident(client_of, planted):
    assert told(client_of(Role.PLANNER), (*PERSON, *PLACES)) == []


def test_nobody_without_login_hears_anything(client, planted):
    assert told(client, (*PERSON, *PLACES)) == []
