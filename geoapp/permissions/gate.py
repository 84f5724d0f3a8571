"""Holds every request against the table of pages, and records who opened what."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from geoapp.models import AccessRecord, District
from geoapp.permissions.access import Access, Scope, load_access
from geoapp.permissions.pages import PAGES, Page
from geoapp.permissions.tokens import user_of_token


class Gate:
    """Middleware: ``request.access`` and ``request.district`` for the view, or login, or "not allowed".

    Times on pages are local to the district; the language is the user's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if user := user_of_token(request):
            request.user = user
        request.access = load_access(request.user)
        request.district = District.objects.first()
        if request.district:
            timezone.activate(ZoneInfo(request.district.time_zone))
        if request.access.account and request.access.account.language:
            translation.activate(request.access.account.language)
            request.LANGUAGE_CODE = translation.get_language()
        try:
            response = self.get_response(request)
            record_access(request, response)
        finally:
            timezone.deactivate()
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """None when the view may answer."""
        page = PAGES.get(request.resolver_match.view_name)
        if page is None:
            raise PermissionDenied
        request.access = on_page(request.access, page)
        if page.public:
            return None
        if not request.user.is_authenticated:
            return ask_to_log_in(request)
        if not page.everybody and not request.access.scopes:
            raise PermissionDenied
        if page.without_second_factor or not lacks_second_factor(request):
            return None
        messages.info(request, _("Set up a second factor first: with your role it is required."))
        return redirect("mfa_activate_totp")


def on_page(access: Access, page: Page) -> Access:
    """The access with how far it reaches on a page."""
    mine = [role for role in access.roles if role in page.roles]
    by_area = [access.roles[role] for role in mine if page.roles[role] is Scope.AREA]
    whole = any(not codes for codes in by_area)
    return replace(
        access,
        scopes=frozenset(page.roles[role] for role in mine),
        area_codes=None if whole else frozenset().union(*by_area),
    )


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """The login page; part of a page and the API get a plain answer that their readers understand."""
    if request.htmx:
        response = HttpResponse(status=401)
        response["HX-Redirect"] = reverse(settings.LOGIN_URL)
        return response
    if request.path.startswith(("/api/", "/ogc/")):
        response = HttpResponse(_("Log in first."), status=401, content_type="text/plain; charset=utf-8")
        response["WWW-Authenticate"] = "Bearer"
        return response
    return redirect_to_login(request.get_full_path())


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the role wants a second factor and none is set up."""
    wanted = request.access.needs_second_factor and not settings.SECOND_FACTOR_WAIVED
    return wanted and not is_mfa_enabled(request.user)


def record_access(request: HttpRequest, response: HttpResponse) -> None:
    """Keep who opened a page about people, a roster or incidents; ids only."""
    match = request.resolver_match
    page = PAGES.get(match.view_name) if match else None
    # 304 is an opening too: the browser shows the page that it has.
    shown = response.status_code in (200, 304)
    if not page or not page.shows or not shown or not request.user.is_authenticated:
        return
    AccessRecord.objects.create(
        user=request.user, page=match.view_name, shows=page.shows, subject=subject(match.kwargs)
    )


def subject(kwargs: Mapping[str, object]) -> str:
    """The ids in a URL, such as "volunteer_id=7"."""
    return " ".join(f"{name}={value}" for name, value in kwargs.items())[:100]
