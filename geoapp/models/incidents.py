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
    """Expected incidents in each cell and two-hour block of the week, as of a date.

    The surface of all categories, from which patrols are planned, has one for each group of categories beside
    it for the planner to look at.
    """

    whole = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="groups",
        help_text=_("the surface of all categories that this is a part of"),
    )  # fmt: skip
    group = models.CharField(max_length=20, blank=True, help_text=_("of categories; empty for all"))
    as_of = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    cell_m = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    parameters = models.JSONField()
    backtest = models.JSONField()

    class Meta:
        get_latest_by = ["as_of", "id"]
        constraints = [
            models.UniqueConstraint(fields=["whole", "group"], name="risk_group_once"),
            models.CheckConstraint(
                condition=Q(group="", whole=None) | (~Q(group="") & Q(whole__isnull=False)),
                name="risk_group_is_part_of_a_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d} {self.group} ({self.incidents})"


class RiskCell(models.Model):
    """One cell of a surface: what is expected, and what the eye may compare it with."""

    surface = models.ForeignKey(RiskSurface, models.CASCADE, related_name="cells")
    cell_x = models.IntegerField()
    cell_y = models.IntegerField()
    per_week = ArrayField(
        models.FloatField(), size=84, help_text=_("expected incidents by block of the week")
    )
    counted = models.FloatField(default=0, help_text=_("incidents behind it; few are not shown"))
    observed = models.FloatField(default=0, help_text=_("patrol observations, which train nothing"))
    z = models.FloatField(default=0, help_text=_("Gi* of the last year"))
    hot = models.BooleanField(default=False, help_text=_("a cluster after false-discovery control"))
    density = models.FloatField(default=0, help_text=_("incidents of the last year on a square kilometre"))
    history = models.PositiveSmallIntegerField(
        default=0, help_text=_("0 never, 1 new, 2 intensifying, 3 persistent, 4 fading")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["surface", "cell_x", "cell_y"], name="risk_cell_once")]

    def __str__(self) -> str:
        return f"{self.cell_x}, {self.cell_y}"
