"""Fixtures that several test modules share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright

from geoapp.models import GIVEN_ROLES, District, Role, TeamKind
from tests.accounts import Place, appoint, logged_in, make_account, make_person, make_places
from tests.builders import district_features, run_command, write_features
from tests.live_site import live_site, put_back  # noqa: F401 (a fixture)

# Playwright runs an event loop in this thread, in which Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English whatever the language of the machine."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def no_network_cache(settings: LazySettings) -> None:
    """Extracts that tests make up share their hashes."""
    settings.NETWORK_CACHE = None


@pytest.fixture
def data_folder() -> Path:
    """The folder of open data sets; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("PATROLGRID_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no {folder}; set PATROLGRID_DATA")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> str:
    """The test database; the rows that migrations made in it."""
    with django_db_blocker.unblock():
        return connection.creation.serialize_db_to_string()


@pytest.fixture(scope="module")
def seeds(django_db_setup: str, django_db_blocker: object) -> Iterator[str]:
    """The rows of migrations, for tests that really write: pytest-django empties all tables after each.

    Its own way to bring them back is lost here, because Playwright gives tests a connection of their own.
    """
    with django_db_blocker.unblock():
        if not TeamKind.objects.exists():
            put_back(django_db_setup)
    yield django_db_setup
    with django_db_blocker.unblock():
        put_back(django_db_setup)
        connection.close()


@pytest.fixture
def district(db: None, tmp_path: Path) -> District:
    """The small district of ``district_features``, imported."""
    run_command("import_areas", write_features(tmp_path / "areas.geojson", district_features()))
    return District.objects.get()


@pytest.fixture
def two_subdistricts(db: None) -> list[Place]:
    """West and east, each with one volunteer."""
    return make_places(2)


@pytest.fixture
def client_of(two_subdistricts: list[Place]) -> Callable[[Role | None], Client]:
    """A client of somebody with one role, a coordinator of the west; None logs nobody in."""
    west = two_subdistricts[0]

    def make(role: Role | None) -> Client:
        if role is None:
            return Client()
        if role in GIVEN_ROLES:
            user = make_account(f"a {role}")
            appoint(user, role, west.area.code if role is Role.COORDINATOR else "")
        else:
            person = make_person(west.team, f"a {role}", leader=role is Role.LEADER)
            user = make_account(f"a {role}", volunteer=person)
        return logged_in(user)

    return make


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs the Debian package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A page on a desk without network, in English."""
    context = browser.new_context(offline=True, locale="en-GB", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser) -> Iterator[Page]:
    """A page on a phone without network, in Chinese."""
    context = browser.new_context(
        offline=True, locale="zh-CN", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    yield context.new_page()
    context.close()
