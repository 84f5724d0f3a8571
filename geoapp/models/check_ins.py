"""What patrols report from the street: that they were at a place, and what they saw there.

Phones send a report again until they hear that it arrived, so each carries a number that the phone drew;
the database stores a number once.
"""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geoapp.models.incidents import Source


class CheckIn(models.Model):
    """A patrol was at a place at a moment, by its phone's position or by a tap on one of its stops.

    Whoever has to be counted later was there: a patrol with check-ins cannot be deleted.
    """

    client_id = models.UUIDField(unique=True, help_text=_("drawn by the phone; makes a repeat harmless"))
    patrol = models.ForeignKey("geoapp.Patrol", models.PROTECT, related_name="check_ins")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.PROTECT, related_name="check_ins")
    stop = models.ForeignKey("geoapp.Stop", models.SET_NULL, null=True, blank=True, related_name="check_ins")
    at = models.DateTimeField(help_text=_("when it was tapped, by the phone's clock"))
    received_at = models.DateTimeField(auto_now_add=True)
    point = models.PointField(
        srid=4326, null=True, blank=True, help_text=_("where it counts; empty if nobody knows")
    )
    accuracy_m = models.FloatField(
        null=True, blank=True, help_text=_("of the phone's position; empty if the place is the stop's")
    )

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["patrol", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(accuracy_m=None) | Q(accuracy_m__gte=0, point__isnull=False),
                name="check_in_accuracy_of_a_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.patrol} {self.at:%F %H:%M}"


class Observation(models.Model):
    """What a patrol saw. A layer of its own: it never trains the risk, else the map would feed itself."""

    source = Source.PATROL_OBSERVATION

    client_id = models.UUIDField(unique=True, help_text=_("drawn by the phone; makes a repeat harmless"))
    patrol = models.ForeignKey("geoapp.Patrol", models.PROTECT, related_name="observations")
    volunteer = models.ForeignKey("geoapp.Volunteer", models.PROTECT, related_name="observations")
    category = models.ForeignKey("geoapp.Category", models.PROTECT)
    stop = models.ForeignKey(
        "geoapp.Stop", models.SET_NULL, null=True, blank=True, related_name="observations"
    )
    at = models.DateTimeField(help_text=_("when it was seen"))
    received_at = models.DateTimeField(auto_now_add=True)
    point = models.PointField(srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    text = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.patrol} {self.category}"


class Photo(models.Model):
    """The picture of an observation, without what the camera wrote into it.

    In the database, so that it is stored, backed up and erased together with its observation.
    """

    observation = models.OneToOneField(Observation, models.CASCADE, related_name="photo")
    jpeg = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.observation} {self.width} × {self.height}"
