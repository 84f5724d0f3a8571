"""What keeps a roster alive: its proof and shares, changes by hand, agreements, swaps, and the day's log."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Proof(models.Model):
    """The roster as it was solved, with everything that decides and proves it.

    Apart from its roster, because lists of rosters need not read a megabyte each.
    """

    roster = models.OneToOneField("geoapp.Roster", models.CASCADE, related_name="proof")
    export = models.BinaryField(help_text=_("JSON of scheduling.export, with gzip"))
    sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=0, help_text=_("of the roster that is proven"))

    def __str__(self) -> str:
        return f"{self.roster} {self.sha256[:8]}"


class FairShare(models.Model):
    """What a volunteer's load in a roster is measured by."""

    roster = models.ForeignKey("geoapp.Roster", models.CASCADE, related_name="shares")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="shares")
    offered = models.PositiveIntegerField(help_text=_("slots offered in the period"))
    past_load = models.FloatField(default=0, help_text=_("load carried over: patrols ÷ offered slots"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "volunteer"], name="fair_share_once")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.offered}"


class Agreement(models.Model):
    """A volunteer agreed to one patrol beyond the slots and the walk that they offered."""

    patrol = models.ForeignKey("geoapp.Patrol", models.CASCADE, related_name="agreements")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="agreements")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "volunteer"], name="agreement_once")]

    def __str__(self) -> str:
        return f"{self.volunteer} → {self.patrol}"


class RosterEdit(models.Model):
    """One change of a roster after it was made; with its inverse, so that it can be undone."""

    class Kind(models.TextChoices):
        BY_HAND = "by-hand", _("changed by hand")
        SWAP = "swap", _("swap")
        ABSENCE = "absence", _("somebody cannot come")
        REPAIR = "repair", _("mended")
        URGENT = "urgent", _("urgent patrol")
        REMEDY = "remedy", _("remedy")
        PIN = "pin", _("pinned or released")
        UNDO = "undo", _("undone")

    roster = models.ForeignKey("geoapp.Roster", models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField(help_text=_("of the roster, once the change was made"))
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added = models.JSONField(default=list, help_text=_("[volunteer, patrol] of each seat taken"))
    removed = models.JSONField(default=list, help_text=_("[volunteer, patrol] of each seat left"))
    pinned = models.JSONField(default=list, help_text=_("[volunteer, patrol, pinned before?, now?]"))
    patrol_ids = ArrayField(models.BigIntegerField(), help_text=_("patrols that changed"))
    cost_change = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ["roster", "-version"]
        constraints = [models.UniqueConstraint(fields=["roster", "version"], name="edit_makes_a_version")]

    def __str__(self) -> str:
        return f"{self.roster} v{self.version}: {self.kind}"


class SwapRequest(models.Model):
    """One volunteer asks another to change places, or to take over a patrol."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("both agree")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    asker = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="swaps_asked")
    asker_patrol = models.ForeignKey("geoapp.Patrol", models.CASCADE, related_name="+")
    other = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="swaps_offered")
    other_patrol = models.ForeignKey(
        "geoapp.Patrol",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("empty when the other only takes over"),
    )
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=models.F("other")), name="swap_is_between_two"),
            models.UniqueConstraint(
                fields=["asker", "asker_patrol"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_open_swap_of_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} {self.asker_patrol}: {self.state}"


class NoShow(models.Model):
    """Somebody was on a patrol and did not come; such rows size the standby of later rosters."""

    patrol = models.ForeignKey("geoapp.Patrol", models.CASCADE, related_name="no_shows")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="no_shows")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "volunteer"], name="no_show_once")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.patrol}"


class OperationsEntry(models.Model):
    """One line in the log of the day: what happened, when, and who wrote it. Lines are never changed."""

    at = models.DateTimeField(auto_now_add=True)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey(
        "geoapp.Area", models.PROTECT, null=True, blank=True, help_text=_("subdistrict; empty for all")
    )
    patrol = models.ForeignKey(
        "geoapp.Patrol", models.SET_NULL, null=True, blank=True, related_name="log_entries"
    )
    text = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "operations entries"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}"
