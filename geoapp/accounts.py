"""How people log in: what the packages for accounts, lock-out and second factor ask of a site."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from geoapp.permissions.access import load_access


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the site, never by whoever comes along."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Nothing: the lock-out by user and address does this."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        keep_phone_logged_in(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are of no use to somebody who finds a backup."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def keep_phone_logged_in(request: HttpRequest, user: User) -> None:
    """A volunteer stays logged in; somebody who sees other people's data does not."""
    roles = load_access(user).roles.keys()
    if roles and all(role in ("volunteer", "leader") for role in roles):
        request.session.set_expiry(settings.PHONE_SESSION_AGE)


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: behind a proxy of ours, the last address that it added."""
    if settings.BEHIND_PROXY and (hops := request.headers.get("X-Forwarded-For")):
        return hops.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR") or "127.0.0.1"  # a socket has no address


def name_tried(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """The user name of a login that is counted, in small letters."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return given.strip().lower()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
