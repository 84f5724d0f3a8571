"""What personal data has had its time, and its end; the settings ``KEEP_…`` say after how many days.

Planners keep what names nobody: the dose of a cell and the number of observations in it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from geoapp.fieldwork.tracking import retire_tracks
from geoapp.models import (
    AccessRecord,
    CheckIn,
    District,
    Notice,
    Observation,
    OperationsEntry,
    PersonalLink,
    Photo,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retired:
    """How many rows of each kind a run let go.

    Attributes:
        distilled: Tracks whose positions became stays.
        forgotten: Tracks that went with their stays.
        photos: Of observations.
        words: Texts of observations that stay as a kind, a place and a time.
        places: Of check-ins that stay as a time.
        reports: Check-ins and observations, as a whole; notices, and lines of the operations log.
        records: Of logins that failed and personal links that ended, of who opened what and changed what.
    """

    distilled: int = 0
    forgotten: int = 0
    photos: int = 0
    words: int = 0
    places: int = 0
    reports: int = 0
    records: int = 0


def retire(now: datetime) -> Retired:
    """Let go what has had its time; a second run at once does nothing."""
    district = District.objects.first()
    tracks = retire_tracks(district, now) if district else None
    photos, words = _close_observations(_before(now, settings.KEEP_PHOTOS_DAYS))
    done = Retired(
        distilled=tracks.distilled if tracks else 0,
        forgotten=tracks.forgotten if tracks else 0,
        photos=photos,
        words=words,
        places=_forget_places(_before(now, settings.KEEP_PLACES_DAYS)),
        reports=_delete_reports(_before(now, settings.KEEP_REPORTS_DAYS)),
        records=_delete_records(now),
    )
    logger.info("retired: %s", done)
    return done


def _before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


@transaction.atomic
def _close_observations(limit: datetime) -> tuple[int, int]:
    """Photos and words of observations seen by then: both may show who was there."""
    photos, _ = Photo.objects.filter(observation__at__lte=limit).delete()
    words = Observation.objects.filter(at__lte=limit).exclude(text="").update(text="")
    return photos, words


def _forget_places(limit: datetime) -> int:
    """Where somebody was by then; that their patrol called in stays, for the record of their hours."""
    known = CheckIn.objects.filter(at__lte=limit, point__isnull=False)
    known |= CheckIn.objects.filter(at__lte=limit, stop__isnull=False)
    return known.update(point=None, accuracy_m=None, stop=None)


def _delete_reports(limit: datetime) -> int:
    gone, _ = CheckIn.objects.filter(at__lte=limit).delete()
    gone += Observation.objects.filter(at__lte=limit).delete()[0]
    gone += Notice.objects.filter(made_at__lte=limit).delete()[0]
    return gone + OperationsEntry.objects.filter(at__lte=limit).delete()[0]


def _delete_records(now: datetime) -> int:
    """Failed logins, ended links, who opened and changed what; axes' own cool-off is a quarter of an hour."""
    logins, used = (_before(now, days) for days in (settings.KEEP_LOGINS_DAYS, settings.KEEP_AUDIT_DAYS))
    gone, _ = AccessAttempt.objects.filter(attempt_time__lte=logins).delete()
    gone += PersonalLink.objects.filter(expires_at__lte=logins).delete()[0]
    gone += AccessRecord.objects.filter(at__lte=used).delete()[0]
    return gone + LogEntry.objects.filter(timestamp__lte=used).delete()[0]
