"""Where: the district, its areas of four levels, posts and streets."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    DISTRICT = "district", _("district")
    SUBDISTRICT = "subdistrict", _("subdistrict")
    COMMUNITY = "community", _("community")
    GRID = "grid", _("grid")


class District(models.Model):
    """What the whole database is about; there is exactly one."""

    class Holidays(models.TextChoices):
        NONE = "none", _("none: every day counts as its day of the week")
        MAINLAND_CHINA = "cn", _("mainland China, with worked weekends")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=60, default="Asia/Shanghai")
    metric_srid = models.PositiveIntegerField(help_text=_("UTM zone for distances and areas"))
    cell_m = models.PositiveIntegerField(default=250, validators=[MinValueValidator(50)])
    emergency_number = models.CharField(max_length=20, default="110")
    synthetic = models.BooleanField(default=False)
    holidays = models.CharField(
        max_length=4,
        choices=Holidays,
        default=Holidays.NONE,
        help_text=_("whose holidays decide which days are worked"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_district"),
            models.CheckConstraint(condition=Q(cell_m__gte=50), name="cell_of_at_least_50_m"),
        ]

    def __str__(self) -> str:
        return self.name


class DateRange(Func):
    """SQL ``daterange(from, to)``: from included, to excluded, no end when null."""

    function = "daterange"
    output_field = DateRangeField()


class Area(models.Model):
    """A polygon of one level, for as long as it is valid."""

    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=_("first day on which it no longer holds"))
    shape = models.MultiPolygonField(srid=4326)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="area_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(level="district", parent=None) | (~Q(level="district") & Q(parent__isnull=False)),
                name="area_has_a_parent_unless_district",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="area_level_is_known"),
            ExclusionConstraint(
                name="area_code_is_unique_at_a_date",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["level", "code"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Post(models.Model):
    """Where a patrol meets, starts and ends."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    point = models.PointField(srid=4326)
    max_patrols = models.PositiveSmallIntegerField(default=2, help_text=_("patrols at once"))
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class FixedPatrol(models.Model):
    """A patrol that runs by rule, such as the station in the morning rush."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="fixed_patrols")
    slot = models.ForeignKey("geoapp.Slot", models.CASCADE)
    weekday = models.PositiveSmallIntegerField(help_text=_("1 Monday … 7 Sunday"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "slot", "weekday"], name="fixed_patrol_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="fixed_patrol_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.weekday} {self.slot}"


class StreetExtract(models.Model):
    """One dated file of streets; plans record its hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=200)
    dated = models.DateField(null=True, blank=True, help_text=_("newest edit in the file"))
    imported_at = models.DateTimeField(auto_now_add=True)
    attribution = models.CharField(max_length=200)
    riding = models.BooleanField(default=False, help_text=_("says which streets may be ridden"))

    class Meta:
        get_latest_by = "imported_at"

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:8]})"


class Street(models.Model):
    """One segment between two junctions, drawn from the first to the second, and who may use it."""

    class Binding(models.TextChoices):
        """As ``routing.profiles.Binding``."""

        BOTH = "both", _("both ways")
        ALONG = "along", _("as drawn")
        AGAINST = "against", _("against its drawing")
        CLOSED = "closed", _("not at all")

    extract = models.ForeignKey(StreetExtract, models.CASCADE, related_name="streets")
    number = models.PositiveIntegerField(help_text=_("order in the extract"))
    from_node = models.PositiveIntegerField()
    to_node = models.PositiveIntegerField()
    on_foot = models.CharField(max_length=8, choices=Binding, default=Binding.BOTH)
    by_bicycle = models.CharField(max_length=8, choices=Binding, default=Binding.CLOSED)
    highway = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    line = models.LineStringField(srid=4326)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "number"], name="street_number_once"),
            models.CheckConstraint(
                condition=Q(on_foot__in=["both", "along", "against", "closed"])
                & Q(by_bicycle__in=["both", "along", "against", "closed"]),
                name="street_binding_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.highway} {self.number}"


class Landscape(models.Model):
    """What helps people to read a map: water, rails and parks of the street extract."""

    class Kind(models.TextChoices):
        WATER = "water", _("water")
        RAIL = "rail", _("railway")
        PARK = "park", _("park")

    extract = models.ForeignKey(StreetExtract, models.CASCADE, related_name="landscape")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200, blank=True)
    shape = models.GeometryField(srid=4326)

    def __str__(self) -> str:
        return self.name or self.kind
