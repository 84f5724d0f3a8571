"""What volunteers say to their shifts, and the keys with which phones and calendars come to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ShiftReply(models.Model):
    """The latest answer of a volunteer to a shift."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    patrol = models.ForeignKey("geoapp.Patrol", models.CASCADE, related_name="replies")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="replies")
    answer = models.CharField(max_length=10, choices=Answer)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "shift replies"
        constraints = [
            models.UniqueConstraint(fields=["patrol", "volunteer"], name="one_reply_to_a_shift"),
            models.CheckConstraint(
                condition=Q(answer__in=["confirmed", "declined"]), name="reply_is_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.answer} {self.patrol}"


class ShiftToken(models.Model):
    """The key of a position app for one volunteer on one shift; only its SHA-256 is stored."""

    patrol = models.ForeignKey("geoapp.Patrol", models.CASCADE, related_name="tokens")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="shift_tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "volunteer"], name="one_token_for_a_shift")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.patrol}"


class CalendarToken(models.Model):
    """The key of a volunteer's calendar feed; only its SHA-256 is stored, and it can be revoked."""

    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="calendar_tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(revoked_at=None), name="one_calendar_link_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.made_at:%F}"


class CalendarEntry(models.Model):
    """A shift as the volunteer's calendar last saw it.

    A calendar believes a change only if SEQUENCE rises, and a cancelled entry only if it is told so; the
    rows of a plan that was replaced are not enough for either.
    """

    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="calendar_entries")
    key = models.CharField(
        max_length=60, help_text=_("names the shift in every roster: local day and patrol code")
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    sequence = models.PositiveIntegerField(default=0)
    cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar entries"
        ordering = ["starts_at", "key"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "key"], name="calendar_entry_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="calendar_entry_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.key} {self.sequence}"
