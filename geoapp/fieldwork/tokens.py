"""Keys that let an app or a calendar in without a login; only their hash is stored."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from geoapp.models import CalendarToken, Patrol, Roster, ShiftToken, Volunteer


def digest_of(token: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_shift_token(patrol: Patrol, volunteer: Volunteer) -> str:
    """A new key for a position app on one shift; an earlier one no longer opens anything."""
    token = secrets.token_urlsafe(24)
    ShiftToken.objects.update_or_create(
        patrol=patrol, volunteer=volunteer, defaults={"sha256": digest_of(token)}
    )
    return token


def shift_of_token(token: str) -> tuple[Patrol, Volunteer] | None:
    """Whose key it is, and for which shift, if they are still on it."""
    found = ShiftToken.objects.filter(sha256=digest_of(token)).select_related("patrol__roster", "volunteer")
    key = found.first()
    if key is None or key.patrol.roster.status == Roster.Status.DRAFT:
        return None
    on_it = key.patrol.assignments.filter(volunteer=key.volunteer).exists()
    return (key.patrol, key.volunteer) if on_it else None


@transaction.atomic
def make_calendar_token(volunteer: Volunteer) -> str:
    """A new key of the volunteer's calendar; an earlier one no longer opens anything."""
    # Locked, so that two taps at once do not make two links.
    Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    revoke_calendar_token(volunteer)
    token = secrets.token_urlsafe(24)
    CalendarToken.objects.create(volunteer=volunteer, sha256=digest_of(token))
    return token


def revoke_calendar_token(volunteer: Volunteer) -> None:
    """Close the volunteer's calendar link."""
    CalendarToken.objects.filter(volunteer=volunteer, revoked_at=None).update(revoked_at=timezone.now())


def volunteer_of_calendar(token: str) -> Volunteer | None:
    """Whose calendar a key opens."""
    found = CalendarToken.objects.filter(sha256=digest_of(token), revoked_at=None, volunteer__active=True)
    key = found.select_related("volunteer").first()
    return key.volunteer if key else None
