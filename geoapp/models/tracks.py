"""Where patrols walked: only with consent, only during the shift, and not for long.

Positions become stays in cells within 72 hours, and the stays go within 30 days of the shift
(`manage.py retire`); what planners keep is the dose of a cell, which names nobody.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TrackConsent(models.Model):
    """From when to when a volunteer agreed to be tracked during own shifts."""

    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="track_consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(withdrawn_at=None), name="one_consent_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.given_at:%F}"


class Track(models.Model):
    """The walk of one volunteer on one patrol: pings for some hours, then stays and silences."""

    patrol = models.ForeignKey("geoapp.Patrol", models.PROTECT, related_name="tracks")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="tracks")
    distilled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("when its positions became stays in cells")
    )
    silent = ArrayField(
        DateTimeRangeField(), default=list, blank=True, help_text=_("when nothing was heard, once distilled")
    )
    files = ArrayField(
        models.CharField(max_length=64), default=list, blank=True, help_text=_("SHA-256 of imported files")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "volunteer"], name="track_once")]

    def __str__(self) -> str:
        return f"{self.patrol} {self.volunteer}"


class Ping(models.Model):
    """One position of a track."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="pings")
    at = models.DateTimeField()
    point = models.PointField(srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(help_text=_("radius that the phone states"))

    class Meta:
        ordering = ["track", "at"]
        constraints = [
            models.UniqueConstraint(fields=["track", "at"], name="ping_once"),
            models.CheckConstraint(condition=Q(accuracy_m__gte=0), name="ping_accuracy_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.at:%H:%M:%S}"


class Dwell(models.Model):
    """A stay in one cell: what is left of a track's positions."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="dwells")
    cell_x = models.IntegerField(help_text=_("column of the cell: easting ÷ cell size"))
    cell_y = models.IntegerField(help_text=_("row of the cell: northing ÷ cell size"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["track", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["track", "cell_x", "cell_y", "starts_at"], name="dwell_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="dwell_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.cell_x}, {self.cell_y}"
