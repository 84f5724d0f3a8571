"""Work that goes on when its page is closed: the row says how far it is, whatever becomes of its process."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of long work and all that is known of it.

    The row is the truth and a queue only a messenger: queues deliver twice, and workers die. Whoever holds
    the latest attempt's token may save; a worker that was thought dead and comes back finds another token.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("plan a period")
        ROUTES = "routes", _("draw missing routes")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=20, choices=Kind)
    arguments = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    stage = models.CharField(max_length=40, blank=True, help_text=_("step of the pipeline"))
    step = models.CharField(max_length=40, blank=True, help_text=_("part of the step"))
    share = models.FloatField(null=True, help_text=_("of the part, 0 to 1; empty if not known"))
    bound = models.FloatField(null=True, help_text=_("no result can cost less"))
    best = models.FloatField(null=True, help_text=_("cost of the best result so far"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, help_text=_("when a worker was last told of it"))
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True, help_text=_("when its worker was last heard of"))
    attempt = models.UUIDField(null=True, help_text=_("token of the worker that may save"))
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, help_text=_("one sentence for whoever asked"))

    class Meta:
        indexes = [
            models.Index(fields=["status"], condition=Q(status__in=["queued", "running"]), name="job_to_do")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__range=(0, 1)), name="job_share_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(attempt__isnull=False, heartbeat_at__isnull=False),
                name="running_job_has_a_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def unfinished(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)


class JobPart(models.Model):
    """One call of a pure function, for any worker to do; its rows go when the caller has all results."""

    batch = models.UUIDField(help_text=_("parts of one list"))
    number = models.PositiveIntegerField()
    call = models.BinaryField(help_text=_("pickled function and arguments"))
    result = models.BinaryField(null=True, help_text=_("pickled"))
    failure = models.TextField(blank=True)
    wanted_at = models.DateTimeField(help_text=_("when the caller last waited for it"))
    taken_at = models.DateTimeField(null=True, help_text=_("when its worker was last heard of"))
    attempt = models.UUIDField(null=True, help_text=_("token of the worker that may save"))
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="job_part_once")]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"
