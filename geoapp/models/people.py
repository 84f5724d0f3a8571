"""Who: team kinds, teams, volunteers, what they can do and when they come."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Travel(models.TextChoices):
    """How a team or a patrol gets about."""

    FOOT = "foot", _("on foot")
    BICYCLE = "bicycle", _("by bicycle")


class TeamKind(models.Model):
    """One of the six kinds of the five-in-one patrols."""

    code = models.SlugField(max_length=20, unique=True)
    name_en = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.code


class Skill(models.Model):
    code = models.SlugField(max_length=30, unique=True)
    name_en = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.code


class Team(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    kind = models.ForeignKey(TeamKind, models.PROTECT)
    community = models.ForeignKey("geoapp.Area", models.PROTECT)
    post = models.ForeignKey("geoapp.Post", models.SET_NULL, null=True, blank=True, help_text=_("own post"))
    travels = models.CharField(max_length=8, choices=Travel, default=Travel.FOOT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(travels__in=["foot", "bicycle"]), name="team_travels_as_known")
        ]

    def __str__(self) -> str:
        return self.name


class Volunteer(models.Model):
    """A person under the registry's unified number; identity card numbers are not stored."""

    registry_no = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60, help_text=_("surname first"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="volunteers")
    leader = models.BooleanField(default=False)
    skills = models.ManyToManyField(Skill, blank=True)
    weekly_cap = models.PositiveSmallIntegerField(default=2, help_text=_("patrols a week at most"))
    home = models.PointField(srid=4326, help_text=_("where they set out from: the entrance of the estate"))
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    insured_until = models.DateField(null=True, blank=True)
    trained_until = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekly_cap__lte=14), name="weekly_cap_of_at_most_14")
        ]

    def __str__(self) -> str:
        return self.registry_no


class Availability(models.Model):
    """A slot of the week that a volunteer offers."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(help_text=_("1 Monday … 7 Sunday"))
    slot = models.ForeignKey("geoapp.Slot", models.CASCADE)
    preference = models.PositiveSmallIntegerField(default=0, help_text=_("0 gladly … 3 if need be"))

    class Meta:
        verbose_name_plural = "availabilities"
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "weekday", "slot"], name="availability_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="availability_weekday"),
            models.CheckConstraint(condition=Q(preference__lte=3), name="availability_preference"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.weekday} {self.slot}"


class Absence(models.Model):
    """From when to when somebody cannot come, whatever they offered."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.starts_at:%F} – {self.ends_at:%F}"
