"""Keys with which GIS programs read the API: no cookie, no password, and good for nothing else."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from geoapp.models import ApiToken

VALID_FOR = timedelta(days=90)
SCHEME = "Bearer "
PATHS = "/ogc/"


def make_token(user: User, label: str) -> str:
    """A new key of a user, which is shown once."""
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user, label=label, token_sha256=digest(token), expires_at=timezone.now() + VALID_FOR
    )
    return token


def user_of_token(request: HttpRequest) -> User | None:
    """Whose key a request to the API carries, if it is in force."""
    header = request.headers.get("Authorization", "")
    if not request.path.startswith(PATHS) or not header.startswith(SCHEME):
        return None
    in_force = ApiToken.objects.filter(expires_at__gt=timezone.now(), user__is_active=True)
    token = in_force.select_related("user").filter(token_sha256=digest(header[len(SCHEME) :].strip())).first()
    return token.user if token else None


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
