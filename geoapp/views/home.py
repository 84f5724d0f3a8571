"""The front door, the account page, and how somebody likes to read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from geoapp.models import Account
from geoapp.permissions import PAGES
from geoapp.views.context import TEXT_SIZES, navigation

YEAR_S = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the first page of their own."""
    own = navigation(request)
    return redirect(own[0].url if own else "account")


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what one may do about it."""
    roles = request.access.roles.keys()
    keys = bool(roles & PAGES["api-tokens"].roles.keys())
    return render(request, "account/own.html", {"roles": list(roles), "may_have_keys": keys})


@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Keep language and text size, and go back to where the reader was."""
    target = request.POST.get("next", "")
    response = redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "home")
    cookie = {"max_age": YEAR_S, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    if (size := request.POST.get("size")) in TEXT_SIZES:
        response.set_cookie("size", size, **cookie)
    if (language := request.POST.get("language")) in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **cookie)
        if request.user.is_authenticated:
            Account.objects.update_or_create(user=request.user, defaults={"language": language})
    return response
