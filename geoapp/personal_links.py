"""The way in of a volunteer's first visit: a link or QR code that works once, and for a while."""

import hashlib
import secrets
from datetime import timedelta

import segno
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from geoapp.models import Account, PersonalLink, Volunteer
from geoapp.permissions.access import ROLES_WITH_SECOND_FACTOR, load_access

VALID_FOR = timedelta(days=14)


class LinkRefused(Exception):
    """The link is used, expired or unknown, or its person may not come in this way."""


def make_token(volunteer: Volunteer, made_by: User | None) -> str:
    """A new token; links that the volunteer got before stop working."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        PersonalLink.objects.filter(volunteer=volunteer, used_at=None).delete()
        PersonalLink.objects.create(
            volunteer=volunteer,
            token_sha256=digest(token),
            made_by=made_by,
            expires_at=timezone.now() + VALID_FOR,
        )
    return token


def person_of(token: str) -> Volunteer:
    """Whom a link would let in.

    Raises:
        LinkRefused: If it is not in force.
    """
    link = _in_force(token).select_related("volunteer").first()
    if link is None or not link.volunteer.active:
        raise LinkRefused
    return link.volunteer


@transaction.atomic
def use(token: str) -> User:
    """The user whom a link lets in, made on the first visit; the link is used up.

    Raises:
        LinkRefused: If it is not in force, or its person needs a password and a second factor.
    """
    volunteer = person_of(token)
    user = user_of(volunteer)
    if ROLES_WITH_SECOND_FACTOR & load_access(user).roles.keys() or not user.is_active:
        raise LinkRefused
    # The update says whether another request was faster.
    if not _in_force(token).update(used_at=timezone.now()):
        raise LinkRefused
    return user


def user_of(volunteer: Volunteer) -> User:
    """The user of a volunteer; without a password until they choose one."""
    account = Account.objects.select_related("user").filter(volunteer=volunteer).first()
    if account is None:
        if User.objects.filter(username=volunteer.registry_no).exists():
            raise LinkRefused
        user = User(username=volunteer.registry_no)
        user.set_unusable_password()
        user.save()
        account = Account.objects.create(user=user, volunteer=volunteer)
    return account.user


def qr_code(url: str) -> str:
    """A QR code as a data address for an image, dark on white in any colour scheme."""
    return segno.make(url, error="m").svg_data_uri(scale=6, border=2, light="#fff")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _in_force(token: str) -> QuerySet[PersonalLink]:
    return PersonalLink.objects.filter(
        token_sha256=digest(token), used_at=None, expires_at__gt=timezone.now()
    )
