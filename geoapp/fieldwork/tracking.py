"""Tracks: consent, positions during the shift, and their end."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geoapp.convert.tracks import distil
from geoapp.models import District, Patrol, Ping, ShiftToken, Track, TrackConsent, Volunteer

# Positions become stays after this time; a run that is missed for a day still keeps the promised 72 hours.
DISTIL_AFTER = timedelta(hours=48)
# Likewise for the 30 days after which the stays go.
FORGET_AFTER = timedelta(days=29)

logger = logging.getLogger(__name__)


class NotTracked(Exception):
    """Positions were refused and nothing was stored; the text says why and what to do."""


class NoConsent(NotTracked):
    """The volunteer has not agreed, or does so no longer."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a phone was: degrees of WGS 84, and the radius that it states."""

    at: datetime
    lon: float
    lat: float
    accuracy_m: float


def give_consent(volunteer: Volunteer) -> None:
    """Record that the volunteer agrees; a second time changes nothing."""
    try:
        with transaction.atomic():
            TrackConsent.objects.create(volunteer=volunteer, given_at=timezone.now())
    except IntegrityError:
        # It is in force already: the database allows one.
        return


@transaction.atomic
def withdraw_consent(volunteer: Volunteer) -> None:
    """Record that the volunteer no longer agrees, and forget the tracks that are left."""
    TrackConsent.objects.filter(volunteer=volunteer, withdrawn_at=None).update(withdrawn_at=timezone.now())
    Track.objects.filter(volunteer=volunteer).delete()
    ShiftToken.objects.filter(volunteer=volunteer).delete()


@transaction.atomic
def add_positions(
    patrol: Patrol, volunteer: Volunteer, positions: Sequence[Position], *, distilled_too: bool = False
) -> int:
    """Store positions of a volunteer during a shift; those outside it are left out, repeats do no harm.

    Args:
        distilled_too: Also when the track has been turned into stays, as for a file; call ``distil`` then.

    Returns:
        How many were new.

    Raises:
        NoConsent: Nobody is tracked without having agreed.
        NotTracked: The track has been turned into stays already.
    """
    # Locked, so that consent cannot be withdrawn between the question and the storing.
    in_force = TrackConsent.objects.select_for_update().filter(volunteer=volunteer, withdrawn_at=None)
    if in_force.first() is None:
        raise NoConsent(_("Nothing was stored: you have not agreed to be tracked. You can, under My route."))
    inside = [one for one in positions if patrol.starts_at <= one.at <= patrol.ends_at]
    if not inside:
        return 0
    track = _locked_track(patrol, volunteer)
    if track.distilled_at is not None and not distilled_too:
        raise NotTracked(
            _("Nothing was stored: positions come too late so long after the shift. Check in by stop.")
        )
    before = track.pings.count()
    pings = [
        Ping(track=track, at=one.at, point=Point(one.lon, one.lat), accuracy_m=one.accuracy_m)
        for one in inside
    ]
    Ping.objects.bulk_create(pings, ignore_conflicts=True)
    return track.pings.count() - before


def _locked_track(patrol: Patrol, volunteer: Volunteer) -> Track:
    track, _made = Track.objects.get_or_create(patrol=patrol, volunteer=volunteer)
    return Track.objects.select_for_update().get(pk=track.pk)


@dataclass(frozen=True, slots=True)
class Retired:
    """What a run of ``retire_tracks`` did."""

    distilled: int
    forgotten: int


def retire_tracks(district: District, now: datetime) -> Retired:
    """Turn old positions into stays and forget older stays; a second run at once does nothing."""
    ended = Track.objects.filter(patrol__ends_at__lte=now - FORGET_AFTER)
    forgotten = ended.count()
    ended.delete()
    old = Track.objects.filter(patrol__ends_at__lte=now - DISTIL_AFTER, pings__isnull=False)
    ids = list(old.distinct().values_list("pk", flat=True))
    for track_id in ids:
        distil(district, track_id)
    ShiftToken.objects.filter(patrol__ends_at__lte=now - DISTIL_AFTER).delete()
    logger.info("retired tracks: %d distilled, %d forgotten", len(ids), forgotten)
    return Retired(len(ids), forgotten)
