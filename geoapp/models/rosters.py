"""When and with whom: slots of the day, rosters, patrols and who walks them."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Slot(models.Model):
    """A slot of the day that volunteers offer, in local time."""

    code = models.SlugField(max_length=20, unique=True)
    name_en = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=40)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.code


class Roster(models.Model):
    """The patrols of a period and the people who walk them, with the proof of how good it is."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        LIVE = "live", _("live")
        SUPERSEDED = "superseded", _("superseded")

    starts_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    area = models.ForeignKey(
        "geoapp.Area", models.PROTECT, null=True, blank=True, help_text=_("subdistrict; empty for all")
    )
    job = models.OneToOneField("geoapp.Job", models.SET_NULL, null=True, blank=True, related_name="roster")
    seed = models.PositiveIntegerField()
    surface = models.ForeignKey("geoapp.RiskSurface", models.PROTECT)
    streets = models.ForeignKey("geoapp.StreetExtract", models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("when it was put in force"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )
    planned_at = models.DateTimeField(null=True, blank=True, help_text=_("when all of it was there"))
    certificate = models.JSONField(
        default=dict, help_text=_("cost, bound, gap, rules, seeds, versions, hashes; duals are in the proof")
    )
    figures = models.JSONField(default=dict, help_text=_("what the summary shows"))
    version = models.PositiveIntegerField(default=0, help_text=_("rises with every change by hand"))

    class Meta:
        get_latest_by = "id"
        constraints = [
            models.CheckConstraint(condition=Q(days__range=(1, 366)), name="roster_of_1_to_366_days")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} + {self.days}"

    @property
    def gap_now_percent(self) -> str:
        """The proven gap after the changes by hand, as text; empty where the bound holds no more."""
        gap = self.certificate.get("edited", self.certificate).get("gap")
        return "" if gap is None else f"{100 * gap:.2f}"

    @property
    def last_day(self) -> date:
        return self.starts_on + timedelta(days=self.days - 1)

    @property
    def all_days(self) -> list[date]:
        return [self.starts_on + timedelta(days=number) for number in range(self.days)]


class Patrol(models.Model):
    """A shift at a post that wants people, or a standby for a subdistrict."""

    class Kind(models.TextChoices):
        PATROL = "patrol", _("patrol")
        STANDBY = "standby", _("standby")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="patrols")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PATROL)
    post = models.ForeignKey("geoapp.Post", models.PROTECT, null=True, blank=True)
    area = models.ForeignKey("geoapp.Area", models.PROTECT, help_text=_("subdistrict"))
    slot = models.ForeignKey(Slot, models.PROTECT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    risk = models.PositiveSmallIntegerField(help_text=_("weight from 1 to 10"))
    value = models.FloatField(default=0, help_text=_("expected incidents in what it covers"))
    fixed = models.BooleanField(default=False, help_text=_("by rule, not by risk"))
    seats_min = models.PositiveSmallIntegerField()
    seats_desired = models.PositiveSmallIntegerField()
    skills = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "code"], name="patrol_code_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="patrol_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(seats_desired__gte=F("seats_min")), name="patrol_wants_at_least_its_minimum"
            ),
            models.CheckConstraint(condition=Q(risk__range=(1, 10)), name="patrol_risk_from_1_to_10"),
            models.CheckConstraint(
                condition=Q(kind="standby") | Q(post__isnull=False, seats_min__gte=2),
                name="patrol_has_a_post_and_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Assignment(models.Model):
    """One volunteer on one patrol; the database refuses two at once."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="assignments")
    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="assignments")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.PROTECT, related_name="assignments")
    during = DateTimeRangeField()
    live = models.BooleanField(default=False, help_text=_("the roster is in force"))
    pinned = models.BooleanField(default=False, help_text=_("no repair moves this person"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patrol", "volunteer"], name="assignment_once"),
            ExclusionConstraint(
                name="one_patrol_at_a_time_in_a_roster",
                expressions=[
                    ("roster", RangeOperators.EQUAL),
                    ("volunteer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_live_patrol_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(live=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} → {self.patrol}"


class EmptySeats(models.Model):
    """Why a patrol has fewer people than wanted, or does not run."""

    patrol = models.OneToOneField(Patrol, models.CASCADE, related_name="empty_seats")
    seats_short = models.PositiveSmallIntegerField()
    not_run = models.BooleanField()
    reason = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    remedy = models.JSONField(default=dict, help_text=_("the cheapest single change that fills a seat"))

    class Meta:
        verbose_name_plural = "empty seats"

    def __str__(self) -> str:
        return f"{self.patrol}: {self.seats_short} ({self.reason})"


class RouteDraw(models.Model):
    """For the audit alone: the secret that told which of the possible routes were drawn.

    Whoever knows it and the inputs knows where the patrols walk; it is on no page and in no file.
    """

    roster = models.OneToOneField(Roster, models.CASCADE, related_name="draw")
    secret = models.CharField(max_length=64, help_text=_("hexadecimal digits"))
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(secret__regex=r"^[0-9a-f]{16,64}$"), name="draw_secret_in_hex")
        ]

    def __str__(self) -> str:
        return str(self.roster)
