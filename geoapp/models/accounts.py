"""Who may open what: accounts, roles, personal links, and the record of who saw whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    LEADER = "leader", _("patrol leader")
    VOLUNTEER = "volunteer", _("volunteer")
    PLANNER = "planner", _("planner")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


# A volunteer's record says by itself that they are one, and whether they lead.
GIVEN_ROLES = (Role.COORDINATOR, Role.PLANNER, Role.AUDITOR, Role.ADMINISTRATOR)


class Account(models.Model):
    """What Patrolgrid knows of a user beside name and password."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account")
    volunteer = models.OneToOneField(
        "geoapp.Volunteer", models.CASCADE, null=True, blank=True, related_name="account"
    )
    language = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"account {self.pk}"


class Appointment(models.Model):
    """A role that somebody was given, for one subdistrict or for all."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=14, choices=[(role.value, role.label) for role in GIVEN_ROLES])
    area_code = models.CharField(
        max_length=20,
        blank=True,
        help_text=_("code of a subdistrict, which outlives a change of its border; empty for the district"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "area_code"], name="appointment_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in GIVEN_ROLES]),
                name="appointment_role_is_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area_code}".strip()


class PersonalLink(models.Model):
    """The way in of a volunteer's first visit: once, for a while, and kept only as a hash."""

    volunteer = models.ForeignKey("geoapp.Volunteer", models.CASCADE, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link {self.pk}"


class ApiToken(models.Model):
    """A key with which a GIS program reads the API as its user; kept only as a hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=60)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"token {self.pk}"


class AccessRecord(models.Model):
    """Somebody opened a page that shows people, a roster or incidents."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    page = models.CharField(max_length=60)
    shows = models.CharField(max_length=20)
    subject = models.CharField(max_length=100, blank=True, help_text=_("id of what was opened"))

    class Meta:
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["shows", "subject"])]

    def __str__(self) -> str:
        return f"{self.page} {self.subject}".strip()
