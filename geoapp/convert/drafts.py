"""Drafts of a period: which stand beside each other, and which one takes another's place."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from geoapp.models import Job, RiskSurface, Roster

AT_WORK = Q(job__status__in=[Job.Status.QUEUED, Job.Status.RUNNING])


def close_draft(roster: Roster) -> None:
    """Mark a draft as whole; it takes the place of earlier ones of the same question.

    Drafts of another seed or area stay, so that they can be compared; those that never became whole go,
    unless a job is at them.
    """
    roster.planned_at = timezone.now()
    roster.save(update_fields=["planned_at"])
    earlier = Roster.objects.filter(
        starts_on=roster.starts_on, days=roster.days, status=Roster.Status.DRAFT, pk__lt=roster.pk
    )
    same = Q(seed=roster.seed, area=roster.area)
    gone = earlier.exclude(AT_WORK).filter(same | Q(planned_at=None))
    Roster.objects.filter(pk__in=gone.values("pk")).delete()


def surface_of_job(job: Job | None, as_of: datetime) -> RiskSurface | None:
    """The surface that an earlier attempt of a job has saved."""
    made = RiskSurface.objects.filter(as_of=as_of, whole=None)
    return made.filter(made_at__gte=job.asked_at).order_by("pk").first() if job else None
