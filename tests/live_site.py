"""A running site for a browser: one server and one district for all tests of a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from geoapp.models import GIVEN_ROLES, Role
from tests.accounts import Place, appoint, logged_in, make_account, make_person, make_places

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DARK_PHONE = PHONE | {"color_scheme": "dark", "locale": "zh-CN"}
SESSION = "sessionid"


@dataclass(frozen=True)
class LiveSite:
    """A site with two subdistricts; ``clients`` are logged in, a role each, the coordinator in the west."""

    url: str
    places: list[Place]
    clients: dict[Role, Client]

    def context(self, browser: Browser, role: Role | None, look: dict[str, object]) -> BrowserContext:
        """A browser in which somebody with a role is logged in; to be closed by whoever asked for it."""
        client = self.clients[role] if role is not None else None
        return context_of(browser, self.url, client, look)


def context_of(
    browser: Browser, url: str, client: Client | None, look: dict[str, object] = DESK
) -> BrowserContext:
    """A browser before a site, logged in as a client is; to be closed by whoever asked for it."""
    context = browser.new_context(base_url=url, **look)
    if client is not None:
        session = client.cookies[SESSION].value
        context.add_cookies([{"name": SESSION, "value": session, "url": url}])
    return context


@pytest.fixture(scope="module")
def live_site(django_db_setup: None, django_db_blocker: object) -> Iterator[LiveSite]:
    """Rows are really written, and the tables put back afterwards: a server sees nothing of a transaction.

    Tests that use it are marked ``django_db``: without one, pytest-django would make no database for them.
    """
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), f"{name} is no database of tests: mark the module with django_db"
    with django_db_blocker.unblock(), rows_put_back(), override_settings(SECOND_FACTOR_WAIVED=True):
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            places = make_places(2)
            yield LiveSite(server.url, places, {role: _client(role, places[0]) for role in Role})
        server.stop()


@contextmanager
def rows_put_back() -> Iterator[None]:
    """Keep the rows that migrations made, and bring them back without what the tests wrote."""
    kept = connection.creation.serialize_db_to_string()
    try:
        yield
    finally:
        put_back(kept)


def put_back(rows: str) -> None:
    """Put serialised rows in the place of all others."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(rows)
    # Rows came with their ids: the sequences and what Django remembers of content types know nothing of it.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
    ContentType.objects.clear_cache()


def _client(role: Role, place: Place) -> Client:
    if role in GIVEN_ROLES:
        user = make_account(f"a {role}")
        appoint(user, role, place.area.code if role is Role.COORDINATOR else "")
    else:
        person = make_person(place.team, f"a {role}", leader=role is Role.LEADER)
        user = make_account(f"a {role}", volunteer=person)
    return logged_in(user)
