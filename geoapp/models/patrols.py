"""How they walk or ride: routes with their stops, home visits, and what the routes cover."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import Travel


class Visit(models.Model):
    """A home visit or another errand at a place, on the dates of its recurrence."""

    ref = models.CharField(max_length=40, unique=True)
    point = models.PointField(srid=4326)
    first_date = models.DateField()
    recurrence = models.CharField(max_length=200, blank=True, help_text=_("RFC 5545 rule; empty for once"))
    window_from = models.TimeField()
    window_to = models.TimeField(help_text=_("latest start"))
    minutes = models.PositiveSmallIntegerField()
    skill = models.ForeignKey("geoapp.Skill", models.PROTECT, null=True, blank=True)
    note_kind = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(window_to__gt=F("window_from")), name="visit_window_is_open"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 240)), name="visit_of_1_to_240_minutes"),
        ]

    def __str__(self) -> str:
        return self.ref


class Route(models.Model):
    """The walk or ride of one patrol, from its post and back."""

    patrol = models.OneToOneField("geoapp.Patrol", models.CASCADE, related_name="route")
    line = models.LineStringField(
        srid=4326, null=True, help_text=_("empty when the patrol stays at its post")
    )
    seconds = ArrayField(
        models.IntegerField(), help_text=_("from the patrol's start, for each vertex of the line")
    )
    walk_m = models.FloatField(help_text=_("metres on the way, walked or ridden"))
    back_at = models.DateTimeField()
    travels = models.CharField(max_length=8, choices=Travel, default=Travel.FOOT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(walk_m__gte=0), name="route_length_not_negative"),
            models.CheckConstraint(
                condition=Q(travels__in=["foot", "bicycle"]), name="route_travels_as_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.patrol)


class Stop(models.Model):
    """A place on a route where the patrol stays a while."""

    class Kind(models.TextChoices):
        HOTSPOT = "hotspot", _("hotspot")
        VISIT = "visit", _("home visit")
        POST = "post", _("post")

    route = models.ForeignKey(Route, models.CASCADE, related_name="stops")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True)
    point = models.PointField(srid=4326)
    arrives_at = models.DateTimeField()
    leaves_at = models.DateTimeField()

    class Meta:
        ordering = ["route", "number"]
        constraints = [
            models.UniqueConstraint(fields=["route", "number"], name="stop_number_once"),
            models.CheckConstraint(
                condition=Q(leaves_at__gte=F("arrives_at")), name="stop_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(kind="visit", visit__isnull=False) | (~Q(kind="visit") & Q(visit=None)),
                name="stop_names_its_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.number}"


class UnmetVisit(models.Model):
    """A visit that no patrol of the roster could make, and why."""

    roster = models.ForeignKey("geoapp.Roster", models.CASCADE, related_name="unmet_visits")
    visit = models.ForeignKey(Visit, models.CASCADE)
    day = models.DateField()
    area = models.ForeignKey("geoapp.Area", models.PROTECT, null=True, help_text=_("subdistrict"))
    reason = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "visit", "day"], name="unmet_visit_once")]

    def __str__(self) -> str:
        return f"{self.visit} {self.day}: {self.reason}"


class CoverageCell(models.Model):
    """The dose of one cell in each two-hour block of a roster's period: planned, and as it was."""

    roster = models.ForeignKey("geoapp.Roster", models.CASCADE, related_name="coverage")
    cell_x = models.IntegerField()
    cell_y = models.IntegerField()
    dose = ArrayField(models.FloatField(), help_text=_("0 to 1 for each block, 12 a day"))
    minutes = models.FloatField(help_text=_("patrol minutes in the period"))
    alone_s = models.PositiveIntegerField(
        null=True, help_text=_("longest time without a planned patrol, seconds")
    )
    actual = ArrayField(
        models.FloatField(), null=True, help_text=_("as dose, from check-ins and tracks; empty before any")
    )
    silent = ArrayField(
        models.FloatField(), null=True, help_text=_("dose planned for times without signal, above the actual")
    )
    actual_minutes = models.FloatField(null=True)
    actual_alone_s = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "cell_x", "cell_y"], name="coverage_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.cell_x}, {self.cell_y}"


class CoverageReport(models.Model):
    """What was counted of a roster's coverage besides its cells; counting again replaces it."""

    roster = models.OneToOneField("geoapp.Roster", models.CASCADE, related_name="coverage_report")
    measured_at = models.DateTimeField(auto_now=True)
    hours_planned = ArrayField(
        models.FloatField(), size=168, help_text=_("team minutes by hour of the week, Monday 00:00 first")
    )
    hours_actual = ArrayField(models.FloatField(), size=168, null=True)
    teams_heard = models.PositiveIntegerField(default=0, help_text=_("patrols with a check-in or a track"))
    until = models.DateTimeField(null=True, help_text=_("last moment that anything was heard of"))

    def __str__(self) -> str:
        return f"{self.roster} {self.measured_at:%F %H:%M}"
