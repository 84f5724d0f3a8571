"""Drafts of a period: which stand beside each other, and which one takes another's place."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from geoapp.convert.carry_over import gives_way
from geoapp.models import Assignment, District, Job, RiskSurface, Roster

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


def pins_let_go(
    district: District, drafts: Sequence[Roster], seats: QuerySet[Assignment]
) -> dict[int, list[Assignment]]:
    """The pinned seats whose people would not keep their place if a draft were published, by the draft's row.

    A plan knows nothing of pins: they hold a roster together while it is mended.

    Args:
        drafts: Of any days and areas.
        seats: Those that may be told of.
    """
    pinned = list(
        seats.filter(pinned=True, live=True, patrol__starts_at__gt=timezone.now())
        .select_related("volunteer", "patrol__post", "patrol__area")
        .defer("volunteer__home", "patrol__post__point", "patrol__area__shape")
        .order_by("patrol__starts_at", "patrol__code", "volunteer")
    )
    there = Assignment.objects.filter(roster__in=drafts, volunteer__in=[one.volunteer_id for one in pinned])
    kept = set(
        there.values_list("roster", "volunteer", "patrol__starts_at", "patrol__post", "patrol__area__code")
    )
    return {
        draft.pk: [
            one
            for one in pinned
            if gives_way(district, one.patrol, draft)
            and (draft.pk, one.volunteer_id, one.patrol.starts_at, one.patrol.post_id, one.patrol.area.code)
            not in kept
        ]
        for draft in drafts
    }


def surface_of_job(job: Job | None, as_of: datetime) -> RiskSurface | None:
    """The surface that an earlier attempt of a job has saved."""
    made = RiskSurface.objects.filter(as_of=as_of, whole=None)
    return made.filter(made_at__gte=job.asked_at).order_by("pk").first() if job else None
