"""What happens: incidents with their categories, and the risk that is estimated from them."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A kind of incident; the group is what planners filter by."""

    code = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    group = models.CharField(max_length=20, default="other")

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.code


class Source(models.TextChoices):
    RESIDENT_REPORT = "resident-report", _("resident report")
    OPEN_RECORD = "open-record", _("open record")
    PATROL_OBSERVATION = "patrol-observation", _("patrol observation")


class Incident(models.Model):
    """One reported event; the time is an interval because often nobody saw it happen."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    ref = models.CharField(max_length=64, unique=True)
    category = models.ForeignKey(Category, models.PROTECT)
    source = models.CharField(max_length=20, choices=Source)
    status = models.CharField(max_length=8, choices=Status, blank=True)
    weight = models.FloatField(default=1.0)
    time_from = models.DateTimeField()
    time_to = models.DateTimeField()
    point = models.PointField(srid=4326)
    frame = models.CharField(max_length=20, help_text=_("coordinate frame of the import"))
    x_original = models.FloatField()
    y_original = models.FloatField()
    grid = models.ForeignKey("geoapp.Area", models.PROTECT, null=True, blank=True)
    cell_x = models.IntegerField(null=True, help_text=_("column of the cell: easting ÷ cell size"))
    cell_y = models.IntegerField(null=True, help_text=_("row of the cell: northing ÷ cell size"))
    block = models.PositiveSmallIntegerField(
        null=True, help_text=_("two-hour block of the local week, 0 to 83")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(time_to__gte=F("time_from")), name="incident_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="incident_weight_not_negative"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="incident_source_is_known"),
        ]
        indexes = [models.Index(fields=["time_from"]), models.Index(fields=["cell_x", "cell_y"])]

    def __str__(self) -> str:
        return self.ref


class RiskSurface(models.Model):
    """Expected incidents in each cell and two-hour block of the week, as of a date."""

    as_of = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    cell_m = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    parameters = models.JSONField()
    backtest = models.JSONField()

    class Meta:
        get_latest_by = ["as_of", "id"]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d} ({self.incidents})"


class RiskCell(models.Model):
    """One cell of a surface."""

    surface = models.ForeignKey(RiskSurface, models.CASCADE, related_name="cells")
    cell_x = models.IntegerField()
    cell_y = models.IntegerField()
    per_week = ArrayField(
        models.FloatField(), size=84, help_text=_("expected incidents by block of the week")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["surface", "cell_x", "cell_y"], name="risk_cell_once")]

    def __str__(self) -> str:
        return f"{self.cell_x}, {self.cell_y}"
