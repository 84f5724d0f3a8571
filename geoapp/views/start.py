"""The page behind a volunteer's personal link."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geoapp.accounts import keep_phone_logged_in
from geoapp.personal_links import LinkRefused, person_of, use

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, then let in: messengers open a link to preview it, and must not use it up."""
    try:
        if request.method == "GET":
            return render(request, "start.html", {"person": person_of(token)})
        user = use(token)
    except LinkRefused:
        return render(request, "start_refused.html", status=410)
    login(request, user, backend=BACKEND)
    keep_phone_logged_in(request, user)
    if not user.has_usable_password():
        messages.success(request, _("Welcome. This phone stays logged in; choose a password for others."))
    return redirect("home")
