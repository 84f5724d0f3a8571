"""Addresses of all pages; each name needs its line in ``permissions/pages.py``."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from geoapp.api import field, ogc
from geoapp.views import (
    audit,
    board,
    day,
    health,
    home,
    people,
    people_file,
    person,
    personal,
    planner,
    route,
    start,
    swaps,
    teams,
    tokens,
    volunteer,
)

urlpatterns = [
    # Everybody
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    path("reading/", home.reading, name="reading"),
    path("start/<str:token>/", start.start, name="start"),
    path("account/", home.account, name="account"),
    path("account/data/", personal.own_file, name="own-data"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/first/", account.password_set, name="account_set_password"),
    path("account/factor/", mfa.index, name="mfa_index"),
    path("account/factor/enter/", mfa.authenticate, name="mfa_authenticate"),
    path("account/factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/factor/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    # Volunteer
    path("my/", volunteer.my_shifts, name="my_shifts"),
    path("my/week/", volunteer.my_week, name="my_week"),
    path("my/hours/", volunteer.my_hours, name="my_hours"),
    path("my/notices/", volunteer.notices_read, name="my_notices"),
    path("my/calendar/", volunteer.calendar_link, name="my_calendar"),
    path("my/shift/<int:patrol_id>/reply/", volunteer.reply, name="my_reply"),
    path("my/shift/<int:patrol_id>/swap/", swaps.ask, name="my_swap_ask"),
    path("my/swap/<int:swap_id>/answer/", swaps.answer, name="my_swap_answer"),
    path("my/swap/<int:swap_id>/withdraw/", swaps.withdraw, name="my_swap_withdraw"),
    path("my/route/<int:patrol_id>/", route.my_route, name="my_route"),
    path("my/route/<int:patrol_id>/streets.js", route.my_route_streets, name="my_route_streets"),
    path("my/route/<int:patrol_id>/route.gpx", route.my_route_gpx, name="my_route_gpx"),
    path("my/route/<int:patrol_id>/consent/", route.consent, name="my_consent"),
    path("my/route/<int:patrol_id>/key/", route.shift_token, name="my_token"),
    path("worker.js", route.service_worker, name="service_worker"),
    path("manifest.webmanifest", route.manifest, name="manifest"),
    path("api/field/sync/", field.sync, name="field_sync"),
    path("track/", field.position, name="field_position"),
    path("calendar/<str:token>.ics", field.calendar, name="calendar_feed"),
    # Coordinator: this week, generate
    # Coordinator: board, on the day
    path("board/", board.board, name="board"),
    path("board/patrol/<int:patrol_id>/", board.panel, name="board-panel"),
    path("board/patrol/<int:patrol_id>/change/", board.change, name="board-change"),
    path("board/edit/<int:edit_id>/undo/", board.undo, name="board-undo"),
    path("board/swap/<int:swap_id>/", board.swap, name="board-swap"),
    path("day/", day.today, name="day"),
    path("day/write/", day.write, name="day-write"),
    path("day/patrol/<int:patrol_id>/no-show/", day.no_show, name="day-no-show"),
    # Coordinator: people and places
    path("people/", people.people, name="people"),
    path("people/together/", people.together, name="people-together"),
    path("people/file.xlsx", people.file, name="people-file"),
    path("people/<int:volunteer_id>/", person.person, name="person"),
    path("people/<int:volunteer_id>/offers/", person.offers, name="person-offers"),
    path("people/<int:volunteer_id>/away/", person.away, name="person-away"),
    path("people/<int:volunteer_id>/back/<int:absence_id>/", person.back, name="person-back"),
    path("people/<int:volunteer_id>/link/", person.link, name="person-link"),
    path("people/import/", people_file.choose, name="people-import"),
    path("people/import/<str:key>/", people_file.confirm, name="people-import-confirm"),
    path("people/standby/", teams.standby, name="standby"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:team_id>/", teams.team, name="team"),
    # Planner
    path("planner/", planner.hotspots, name="planner-hotspots"),
    path("planner/coverage/", planner.coverage, name="planner-coverage"),
    path("planner/what-if/", planner.what_if, name="planner-what-if"),
    path("planner/before-after/", planner.before_after, name="planner-before-after"),
    path("planner/files/", planner.files, name="planner-files"),
    path("planner/files/<int:roster_id>/<str:name>", planner.file, name="planner-file"),
    path("planner/streets-<int:extract_id>.js", planner.streets, name="planner-streets"),
    # GIS programs
    path("ogc/", ogc.Landing.as_view(), name="ogc_landing"),
    path("ogc/conformance", ogc.Conformance.as_view(), name="ogc_conformance"),
    path("ogc/api", ogc.Description.as_view(), name="ogc_api"),
    path("ogc/docs", ogc.docs, name="ogc_docs"),
    path("ogc/collections", ogc.Collections.as_view(), name="ogc_collections"),
    path("ogc/collections/<slug:collection>", ogc.OneCollection.as_view(), name="ogc_collection"),
    path("ogc/collections/<slug:collection>/items", ogc.Items.as_view(), name="ogc_items"),
    path("ogc/collections/<slug:collection>/items/<int:feature>", ogc.Item.as_view(), name="ogc_item"),
    path("account/tokens/", tokens.own, name="api-tokens"),
    path("account/tokens/<int:token_id>/revoke/", tokens.revoke, name="api-token-revoke"),
    # Auditor, administrator
    path("audit/", audit.opened, name="audit-opened"),
    path("audit/changes/", audit.changes, name="audit-changes"),
    path("personal/", personal.find, name="personal"),
    path("personal/<int:volunteer_id>/file/", personal.file, name="personal-file"),
    path("personal/<int:volunteer_id>/erase/", personal.erase, name="personal-erase"),
]

handler403 = "geoapp.views.errors.not_allowed"
