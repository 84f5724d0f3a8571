"""Every URL × role, held against a table that is written out here a second time."""

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from geoapp.models import Role, Slot, Volunteer
from geoapp.permissions import PAGES, Access, Page, Scope, visible
from geoapp.permissions.access import load_access
from geoapp.permissions.gate import on_page
from tests.accounts import appoint, make_account

# C coordinator, L leader, V volunteer, P planner, A auditor, M administrator; 0 without login.
EVERYBODY, LOGGED_IN = "0CLVPAM", "CLVPAM"
TABLE = {
    "home": LOGGED_IN,
    "health": EVERYBODY,
    "reading": EVERYBODY,
    "start": EVERYBODY,
    "account": LOGGED_IN,
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "own-data": LOGGED_IN,
    "account_reauthenticate": LOGGED_IN,
    "account_change_password": LOGGED_IN,
    "account_set_password": LOGGED_IN,
    "mfa_index": LOGGED_IN,
    "mfa_authenticate": EVERYBODY,
    "mfa_reauthenticate": LOGGED_IN,
    "mfa_activate_totp": LOGGED_IN,
    "mfa_deactivate_totp": LOGGED_IN,
    "mfa_view_recovery_codes": LOGGED_IN,
    "mfa_generate_recovery_codes": LOGGED_IN,
    "mfa_download_recovery_codes": LOGGED_IN,
    # Volunteer
    "my_shifts": "LV",
    "my_week": "LV",
    "my_hours": "LV",
    "my_notices": "LV",
    "my_calendar": "LV",
    "my_reply": "LV",
    "my_swap_ask": "LV",
    "my_swap_answer": "LV",
    "my_swap_withdraw": "LV",
    "my_route": "LV",
    "my_route_streets": "LV",
    "my_route_gpx": "LV",
    "my_consent": "LV",
    "my_token": "LV",
    "service_worker": EVERYBODY,
    "manifest": EVERYBODY,
    "field_sync": "LV",
    "field_position": EVERYBODY,
    "calendar_feed": EVERYBODY,
    # Coordinator: this week, generate
    "week": "C",
    "week-remedy": "C",
    "generate": "C",
    "job": "C",
    "job-cancel": "C",
    "compare": "C",
    "publish": "C",
    "draft-delete": "C",
    # Coordinator: board, on the day
    "board": "C",
    "board-panel": "C",
    "board-change": "C",
    "board-undo": "C",
    "board-swap": "C",
    "sheet": "CL",
    "sheets-of-day": "C",
    "day": "C",
    "day-write": "C",
    "day-no-show": "C",
    "urgent": "C",
    "rules": "CM",
    # Coordinator: people and places
    "people": "C",
    "people-together": "C",
    "people-file": "C",
    "person": "C",
    "person-offers": "C",
    "person-away": "C",
    "person-back": "C",
    "person-link": "C",
    "people-import": "C",
    "people-import-confirm": "C",
    "standby": "C",
    "teams": "C",
    "team": "C",
    "places": "CM",
    "places-streets": "CM",
    "post-new": "CM",
    "post": "CM",
    "grid": "CM",
    "grid-split": "CM",
    # Planner
    "planner-hotspots": "P",
    "planner-coverage": "P",
    "planner-count": "P",
    "planner-what-if": "P",
    "planner-before-after": "P",
    "planner-files": "P",
    "planner-file": "P",
    "planner-streets": "P",
    # GIS programs
    "ogc_landing": "CLVP",
    "ogc_conformance": "CLVP",
    "ogc_api": "CLVP",
    "ogc_docs": "CLVP",
    "ogc_collections": "CLVP",
    "ogc_collection": "CLVP",
    "ogc_items": "CLVP",
    "ogc_item": "CLVP",
    "api-tokens": "CP",
    "api-token-revoke": "CP",
    # Auditor, administrator
    "audit-opened": "A",
    "audit-changes": "A",
    "personal": "M",
    "personal-file": "M",
    "personal-erase": "M",
}
LETTERS = {
    "0": None,
    "C": Role.COORDINATOR,
    "L": Role.LEADER,
    "V": Role.VOLUNTEER,
    "P": Role.PLANNER,
    "A": Role.AUDITOR,
    "M": Role.ADMINISTRATOR,
}
# What the parts of an address are filled with; a page that knows no such record says "not found".
SAMPLES = {
    "IntConverter": 987654,
    "UUIDConverter": "0b5ab9ab-7f0a-4b6c-9f5c-0d6a3f3c1f11",
    "DayConverter": "2026-11-30",
}


def url_patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += url_patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


PATTERNS = {str(pattern.name): pattern for pattern in url_patterns()}


def address(name: str) -> str:
    """The URL of a name, its parts filled with samples."""
    converters = PATTERNS[name].pattern.converters
    parts = {key: SAMPLES.get(type(kind).__name__, "x") for key, kind in converters.items()}
    return reverse(name, kwargs=parts)


def test_every_address_has_a_name_and_a_line_in_this_table():
    assert all(pattern.name for pattern in url_patterns())
    assert PATTERNS.keys() == TABLE.keys()
    assert PAGES.keys() == TABLE.keys()


@pytest.mark.parametrize("name", sorted(PATTERNS))
@pytest.mark.django_db
def test_page_opens_for_exactly_the_roles_of_the_table(name, client_of, settings, monkeypatch):
    settings.SECOND_FACTOR_WAIVED = True
    # Whether somebody gets in is decided before the view; what it would answer is another matter.
    monkeypatch.setattr(PATTERNS[name], "callback", lambda _request, **_parts: HttpResponse("inside"))

    opened = "".join(
        letter for letter, role in LETTERS.items() if client_of(role).get(address(name)).content == b"inside"
    )

    assert opened == TABLE[name]


@pytest.mark.django_db
def test_nobody_is_sent_to_the_login_and_comes_back(client):
    assert client.get("/account/?a=1").url == "/account/login/?next=/account/%3Fa%3D1"


@pytest.mark.django_db
def test_part_of_a_page_asks_the_browser_to_log_in(client):
    response = client.get("/account/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (401, "/account/login/")


@pytest.mark.django_db
def test_page_outside_the_table_is_closed_even_to_the_administrator(client_of, monkeypatch):
    monkeypatch.delitem(PAGES, "account")

    assert client_of(Role.ADMINISTRATOR).get(reverse("account")).status_code == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.django_db
def test_powerful_role_has_to_set_up_a_second_factor_first(role, client_of):
    response = client_of(role).get(reverse("home"))

    assert (response.status_code, response.url) == (302, reverse("mfa_activate_totp"))


@pytest.mark.django_db
def test_planner_needs_no_second_factor(client_of):
    assert client_of(Role.PLANNER).get(reverse("account")).status_code == 200


def access_of(role: Role, scope: Scope, *codes: str, volunteer: Volunteer | None = None) -> Access:
    access = Access({role: frozenset(codes)}, volunteer)
    return on_page(access, Page({role: scope}))


@pytest.mark.django_db
def test_coordinator_finds_the_people_of_their_own_subdistrict_only(two_subdistricts):
    east, west = two_subdistricts

    found = visible(access_of(Role.COORDINATOR, Scope.AREA, east.area.code), Volunteer.objects.all())

    assert list(found) == [east.volunteer]
    assert list(Volunteer.objects.order_by("pk")) == [east.volunteer, west.volunteer]


@pytest.mark.django_db
def test_coordinator_of_the_whole_district_finds_everybody(two_subdistricts):
    found = visible(access_of(Role.COORDINATOR, Scope.AREA), Volunteer.objects.order_by("pk"))

    assert list(found) == [place.volunteer for place in two_subdistricts]


@pytest.mark.django_db
def test_volunteer_finds_only_themselves(two_subdistricts):
    east, _west = two_subdistricts

    found = visible(access_of(Role.VOLUNTEER, Scope.OWN, volunteer=east.volunteer), Volunteer.objects.all())

    assert list(found) == [east.volunteer]


@pytest.mark.django_db
def test_kind_of_row_without_a_line_shows_nothing_at_all(two_subdistricts):
    with pytest.raises(LookupError, match="Slot"):
        visible(access_of(Role.COORDINATOR, Scope.AREA, "1"), Slot.objects.all())


@pytest.mark.django_db
def test_role_that_does_not_open_the_page_adds_no_rows(two_subdistricts):
    access = Access({Role.PLANNER: frozenset(), Role.COORDINATOR: frozenset({"nowhere"})})
    access = on_page(access, Page({Role.COORDINATOR: Scope.AREA}))

    assert not visible(access, Volunteer.objects.all()).exists()


@pytest.mark.django_db
def test_roles_of_a_leader_come_from_their_own_record(two_subdistricts):
    user = make_account("east", volunteer=two_subdistricts[0].volunteer)
    appoint(user, Role.PLANNER)
    two_subdistricts[0].volunteer.leader = True
    two_subdistricts[0].volunteer.save()

    assert load_access(user).roles.keys() == {Role.VOLUNTEER, Role.LEADER, Role.PLANNER}
