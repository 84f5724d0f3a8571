"""The table of pages: URL name × role × how far the role reaches there.

A URL that is not in the table is closed to everybody. ``tests/test_geoapp_permissions.py`` holds a second
copy, so that nobody opens a page by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from geoapp.models import Role
from geoapp.permissions.access import Scope

ALL, AREA, LED, OWN = Scope.ALL, Scope.AREA, Scope.LED, Scope.OWN


@dataclass(frozen=True, slots=True)
class Page:
    """Who may open a URL.

    Attributes:
        roles: Role -> how far it reaches.
        label: Its name in the navigation, if it stands there.
        shows: "people", "roster" or "incidents": each opening is recorded for the auditor.
        public: Open without logging in.
        everybody: Open to everybody who is logged in.
        without_second_factor: Open before the second factor is set up.
    """

    roles: Mapping[Role, Scope] = field(default_factory=dict)
    label: str | Promise = ""
    shows: str = ""
    public: bool = False
    everybody: bool = False
    without_second_factor: bool = False


def page(label: str | Promise = "", *, shows: str = "", **roles: Scope) -> Page:
    """A page of some roles, named as in ``Role``: ``page(_("People"), coordinator=AREA)``."""
    return Page({Role(name): scope for name, scope in roles.items()}, label, shows)


PUBLIC = Page(public=True, without_second_factor=True)
LOGGED_IN = Page(everybody=True)
OWN_ACCOUNT = Page(everybody=True, without_second_factor=True)

OGC = page(coordinator=AREA, leader=LED, volunteer=OWN, planner=ALL)
OGC_ROWS = replace(OGC, shows="roster")

# In the order of the navigation.
PAGES: dict[str, Page] = {
    # Everybody
    "home": LOGGED_IN,
    "health": PUBLIC,
    "reading": PUBLIC,
    "start": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "account": OWN_ACCOUNT,
    "own-data": OWN_ACCOUNT,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "mfa_index": OWN_ACCOUNT,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_deactivate_totp": OWN_ACCOUNT,
    "mfa_view_recovery_codes": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "mfa_download_recovery_codes": OWN_ACCOUNT,
    # Volunteer
    "my_shifts": page(_("My shifts"), volunteer=OWN),
    "my_week": page(volunteer=OWN),
    "my_hours": page(volunteer=OWN),
    "my_notices": page(volunteer=OWN),
    "my_calendar": page(volunteer=OWN),
    "my_reply": page(volunteer=OWN),
    "my_swap_ask": page(volunteer=OWN),
    "my_swap_answer": page(volunteer=OWN),
    "my_swap_withdraw": page(volunteer=OWN),
    "my_route": page(shows="roster", volunteer=OWN),
    "my_route_streets": page(volunteer=OWN),
    "my_route_gpx": page(volunteer=OWN),
    "my_consent": page(volunteer=OWN),
    "my_token": page(volunteer=OWN),
    # The same for everybody: a script, and the name of the site.
    "service_worker": PUBLIC,
    "manifest": PUBLIC,
    "field_sync": page(volunteer=OWN),
    # With keys of their own, that open nothing else.
    "field_position": PUBLIC,
    "calendar_feed": PUBLIC,
    # Coordinator: this week, generate
    "week": page(_("This week"), coordinator=AREA, shows="roster"),
    "week-remedy": page(coordinator=AREA),
    "generate": page(_("Generate"), coordinator=AREA),
    "job": page(coordinator=AREA),
    "job-cancel": page(coordinator=AREA),
    "compare": page(coordinator=AREA, shows="roster"),
    "publish": page(coordinator=AREA),
    "draft-delete": page(coordinator=AREA),
    # Coordinator: board, on the day
    "board": page(_("Board"), coordinator=AREA, shows="roster"),
    "board-panel": page(coordinator=AREA, shows="roster"),
    "board-change": page(coordinator=AREA),
    "board-undo": page(coordinator=AREA),
    "board-swap": page(coordinator=AREA),
    "sheet": page(coordinator=AREA, leader=LED, shows="people"),
    "sheets-of-day": page(coordinator=AREA, shows="people"),
    "day": page(_("On the day"), coordinator=AREA, shows="roster"),
    "day-write": page(coordinator=AREA),
    "day-no-show": page(coordinator=AREA),
    "urgent": page(coordinator=AREA, shows="people"),
    "rules": page(_("Rules"), coordinator=AREA, administrator=ALL),
    # Coordinator: people and places
    "people": page(_("People"), coordinator=AREA, shows="people"),
    "people-together": page(coordinator=AREA),
    "people-file": page(coordinator=AREA, shows="people"),
    "person": page(coordinator=AREA, shows="people"),
    "person-offers": page(coordinator=AREA),
    "person-away": page(coordinator=AREA),
    "person-back": page(coordinator=AREA),
    "person-link": page(coordinator=AREA, shows="people"),
    "people-import": page(coordinator=AREA),
    "people-import-confirm": page(coordinator=AREA, shows="people"),
    "standby": page(coordinator=AREA, shows="people"),
    "teams": page(coordinator=AREA),
    "team": page(coordinator=AREA),
    "places": page(_("Places"), coordinator=AREA, administrator=ALL),
    "places-streets": page(coordinator=AREA, administrator=ALL),
    "post-new": page(coordinator=AREA, administrator=ALL),
    "post": page(coordinator=AREA, administrator=ALL),
    "grid": page(coordinator=AREA, administrator=ALL),
    "grid-split": page(coordinator=AREA, administrator=ALL),
    # Planner
    "planner-hotspots": page(_("Hotspots"), planner=ALL, shows="incidents"),
    "planner-coverage": page(_("Coverage"), planner=ALL, shows="incidents"),
    "planner-count": page(planner=ALL),
    "planner-what-if": page(_("What if"), planner=ALL, shows="incidents"),
    "planner-before-after": page(_("Before and after"), planner=ALL, shows="incidents"),
    "planner-files": page(_("Files"), planner=ALL),
    "planner-file": page(planner=ALL, shows="incidents"),
    "planner-streets": page(planner=ALL),
    # GIS programs
    "ogc_landing": OGC,
    "ogc_conformance": OGC,
    "ogc_api": OGC,
    "ogc_docs": OGC,
    "ogc_collections": OGC,
    "ogc_collection": OGC,
    "ogc_items": OGC_ROWS,
    "ogc_item": OGC_ROWS,
    "api-tokens": page(coordinator=ALL, planner=ALL),
    "api-token-revoke": page(coordinator=ALL, planner=ALL),
    # Auditor, administrator
    "audit-opened": page(_("Who opened what"), auditor=ALL),
    "audit-changes": page(_("Who changed what"), auditor=ALL),
    "personal": page(_("Personal data"), administrator=ALL),
    "personal-file": page(administrator=ALL, shows="people"),
    "personal-erase": page(administrator=ALL),
}
