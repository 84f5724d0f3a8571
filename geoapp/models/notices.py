"""What a volunteer is told when a roster that is put in force changes something for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One change of one person's shifts. The words are chosen when it is shown, in the reader's language."""

    class Kind(models.TextChoices):
        NEW = "new", _("new shift")
        MOVED = "moved", _("shift moved")
        CANCELLED = "cancelled", _("shift cancelled")

    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="notices")
    roster = models.ForeignKey("geoapp.Roster", models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    patrol = models.ForeignKey(
        "geoapp.Patrol", models.SET_NULL, null=True, related_name="notices", help_text=_("as it is now")
    )
    was_starts_at = models.DateTimeField(null=True)
    was_ends_at = models.DateTimeField(null=True)
    was_place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="new", was_starts_at=None, starts_at__isnull=False)
                | Q(kind="moved", was_starts_at__isnull=False, starts_at__isnull=False)
                | Q(kind="cancelled", was_starts_at__isnull=False, starts_at=None),
                name="notice_says_what_changed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.volunteer_id}"
