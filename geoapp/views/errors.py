"""Pages for when something is not possible: what happened, and what to do about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's)
    return render(request, "403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """A form without a valid token: opened long ago, or sent by another site."""
    return render(request, "stale_form.html", status=403)


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: object) -> HttpResponse:
    """Too many wrong passwords for one user name from one address."""
    return render(request, "429.html", status=429)
