"""Every page in a real browser: readable by a screen reader, not wider than a phone, nothing refused.

A page joins by its line in the table of pages. One with parts in its address (a person, a roster) joins by a
line in ``PARTS``.
"""

from collections.abc import Callable
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page

from geoapp.models import Role
from geoapp.permissions import PAGES
from tests.accounts import Place
from tests.live_site import DARK_PHONE, DESK, PHONE, LiveSite
from tests.test_geoapp_permissions import LETTERS, PATTERNS, TABLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LOOKS = {"desk": DESK, "phone": PHONE, "dark phone": DARK_PHONE}
# What axe calls a nuisance is left to the eye.
GRAVE = {"serious", "critical"}
# Parts of an address, from the two subdistricts that every test has.
PARTS: dict[str, Callable[[list[Place]], dict[str, object]]] = {
    "person": lambda places: {"volunteer_id": places[0].volunteer.pk},
    "grid": lambda places: {"area_id": places[0].grid.pk},
    "grid-split": lambda places: {"area_id": places[0].grid.pk},
    "team": lambda places: {"team_id": places[0].team.pk},
}
# Files, redirects, answers for programs, and what only takes a POST: nothing to look at.
NOT_LOOKED_AT = {
    "health",
    "api-token-revoke",
    "ogc_landing",
    "ogc_conformance",
    "ogc_api",
    "ogc_collections",
    "ogc_collection",
    "ogc_items",
    "ogc_item",
    "home",
    "board-panel",
    "board-change",
    "board-undo",
    "board-swap",
    "day-write",
    "sheet",
    "sheets-of-day",
    "day-no-show",
    "reading",
    "compare",
    "job",
    "week-remedy",
    "job-cancel",
    "publish",
    "draft-delete",
    "own-data",
    "people-file",
    "planner-count",
    "planner-file",
    "planner-streets",
    "people-import-confirm",
    "people-together",
    "person-away",
    "person-back",
    "person-link",
    "person-offers",
    "personal-file",
    "places-streets",
    "post",
    "personal-erase",
    "account_logout",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "account_change_password",
    "calendar_feed",
    "field_position",
    "field_sync",
    "manifest",
    "my_calendar",
    "my_consent",
    "my_notices",
    "my_reply",
    # With a shift to show, in test_field_looks.py
    "my_route",
    "my_route_gpx",
    "my_route_streets",
    "my_swap_answer",
    "my_swap_ask",
    "my_swap_withdraw",
    "my_token",
    "service_worker",
    "start",
}
LOOKED_AT = sorted(PAGES.keys() - NOT_LOOKED_AT)


def path_of(name: str, places: list[Place]) -> str:
    return reverse(name, kwargs=PARTS[name](places) if name in PARTS else {})


def reader_of(name: str) -> Role | None:
    """The first role that may open a page; nobody where that is enough."""
    return LETTERS[TABLE[name][0]]


def flaws(browser: Browser, site: LiveSite, name: str, look: str) -> list[str]:
    """What is wrong with a page on one kind of screen."""
    context = site.context(browser, reader_of(name), LOOKS[look])
    page = context.new_page()
    found: list[str] = []
    page.on("console", partial(_note_error, found))
    page.on("pageerror", lambda error: found.append(str(error)))
    answer = page.goto(path_of(name, site.places))
    if answer is None or answer.status != 200:
        found.append(f"status {answer and answer.status}")
    if too_wide(page):
        found.append("wider than the screen")
    found += [
        f"{one['id']} {[node['target'] for node in one['nodes']][:3]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in GRAVE
    ]
    context.close()
    return found


def _note_error(found: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        found.append(message.text)


def too_wide(page: Page) -> bool:
    # Not innerWidth: a phone widens it to what the page needs.
    assert page.viewport_size is not None
    return bool(page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"])


def test_every_page_is_looked_at_or_named_as_nothing_to_look_at():
    with_parts = {name for name, pattern in PATTERNS.items() if pattern.pattern.converters}

    assert with_parts <= NOT_LOOKED_AT | PARTS.keys()
    assert PARTS.keys() | NOT_LOOKED_AT <= PAGES.keys()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_page_is_sound_on_every_screen(name, browser, live_site):
    assert {look: flaws(browser, live_site, name, look) for look in LOOKS} == {look: [] for look in LOOKS}


def test_text_grows_to_24_pixels_and_the_page_still_fits(browser, live_site):
    page = live_site.context(browser, Role.PLANNER, PHONE).new_page()
    page.goto("/account/")

    page.click("button.size-24")

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    assert not too_wide(page)
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"


def test_keyboard_reaches_the_content_first(browser, live_site):
    page = live_site.context(browser, Role.PLANNER, DESK).new_page()
    page.goto("/account/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
