"""Putting a draft in force: at once or not at all, and everybody is told what changes for them only."""

import logging
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoapp.convert.carry_over import replaced_by
from geoapp.convert.roster import load_crews
from geoapp.convert.roster_rows import load_assignments
from geoapp.convert.shifts import Change, Shift, changes, load_shifts, unchanged
from geoapp.convert.versions import retire
from geoapp.models import Assignment, District, Job, Notice, Patrol, Roster, ShiftReply
from geoapp.pipeline import PlanError, measure_coverage, the_district
from geoapp.queries.people import DURING_ABSENCE
from geoapp.words import broken_in_words
from scheduling.verify import violations_of_people

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: rosters that it took the place of, and people who were told something."""

    replaced: list[int]
    told: int


def publish(roster: Roster, by: AbstractBaseUser | None = None) -> Published:
    """Put a draft in force in one transaction; the rosters in force on its days and areas give way.

    Patrols that have begun stay as they are, whoever planned them.

    Raises:
        PlanError: If it is no draft, is not whole, or somebody on it cannot go; nothing has changed then.
    """
    district = the_district()
    try:
        with transaction.atomic():
            # One publication at a time: two at once could each leave the other's patrols in force.
            District.objects.select_for_update().get(pk=district.pk)
            roster = Roster.objects.select_for_update().get(pk=roster.pk)
            _refuse(district, roster)
            replaced = replaced_by(district, roster)
            if replaced.filter(starts_at__lte=timezone.now()).exists():
                roster.patrols.filter(starts_at__lte=timezone.now()).delete()
            published = _replace(district, roster, replaced.filter(starts_at__gt=timezone.now()), by)
    except IntegrityError as error:
        raise PlanError(
            _("Somebody on this draft is on another patrol in force at the same time: plan it again.")
        ) from error
    log.info("roster %d: in force, instead of %s, %d told", roster.pk, published.replaced, published.told)
    return published


def _refuse(district: District, roster: Roster) -> None:
    if roster.status != Roster.Status.DRAFT:
        raise PlanError(_("Roster %(roster)d is no draft any more.") % {"roster": roster.pk})
    job = Job.objects.filter(roster=roster).first()
    if not roster.patrols.exists() or "patrols_run" not in roster.figures or (job and job.unfinished):
        raise PlanError(_("Roster %(roster)d is not planned to the end yet.") % {"roster": roster.pk})
    count, rule = _breaking(district, roster)
    if count:
        raise PlanError(
            ngettext(
                "%(count)d person on this draft would break a rule now: plan it again. %(why)s",
                "%(count)d people on this draft would break a rule now: plan it again. %(why)s",
                count,
            )
            % {"count": count, "why": broken_in_words(rule)}
        )
    if away := cannot_go(roster):
        raise PlanError(
            ngettext(
                "%(count)d person on this draft cannot go any more: mend it or plan it again.",
                "%(count)d people on this draft cannot go any more: mend it or plan it again.",
                away,
            )
            % {"count": away}
        )


def _breaking(district: District, roster: Roster) -> tuple[int, str]:
    """How many people would break a rule beside what is in force by now, and the first such rule."""
    going = load_assignments(roster.assignments.filter(patrol__starts_at__gt=timezone.now()))
    broken = violations_of_people(load_crews(district, roster, going), going)
    return len({one.volunteer_id for one in broken}), broken[0].rule if broken else ""


def cannot_go(roster: Roster) -> int:
    """How many people on a roster have told since that they are away, or are volunteers no more."""
    to_come = roster.assignments.filter(patrol__ends_at__gt=timezone.now())
    away = to_come.filter(DURING_ABSENCE)
    return (away | to_come.filter(volunteer__active=False)).values("volunteer").distinct().count()


def _replace(
    district: District, roster: Roster, replaced: QuerySet[Patrol], by: AbstractBaseUser | None
) -> Published:
    gone = list(replaced.values_list("pk", flat=True))
    before = load_shifts(district, Assignment.objects.filter(patrol__in=gone))
    partly, rosters = retire(roster, gone)
    roster.assignments.update(live=True)
    roster.status = Roster.Status.LIVE
    roster.published_at, roster.published_by = timezone.now(), by
    roster.save(update_fields=["status", "published_at", "published_by"])
    after = load_shifts(district, roster.assignments.all())
    _keep_replies_and_pins(before, after)
    told = tell(roster, changes(before, after))
    for other in partly:
        if other.coverage.exists():
            measure_coverage(other)
    return Published(rosters, told)


def _keep_replies_and_pins(before: list[Shift], after: list[Shift]) -> None:
    """Who confirmed a shift that stays as it is need not confirm it again; who is pinned to it stays so."""
    patrol_after = {(was.volunteer_id, was.patrol_id): now.patrol_id for was, now in unchanged(before, after)}
    patrols_before = {was.patrol_id for was in before}
    pinned = Assignment.objects.filter(patrol__in=patrols_before, pinned=True)
    for who, patrol in pinned.values_list("volunteer", "patrol"):
        if (who, patrol) in patrol_after:
            seat = Assignment.objects.filter(volunteer=who, patrol=patrol_after[who, patrol])
            seat.update(pinned=True)
    replies = ShiftReply.objects.filter(patrol__in=patrols_before)
    ShiftReply.objects.bulk_create(
        (
            ShiftReply(
                patrol_id=patrol_after[reply.volunteer_id, reply.patrol_id],
                volunteer_id=reply.volunteer_id,
                answer=reply.answer,
                at=reply.at,
            )
            for reply in replies
            if (reply.volunteer_id, reply.patrol_id) in patrol_after
        ),
        batch_size=2000,
    )


def tell(roster: Roster, found: list[Change]) -> int:
    """Leave a notice for each change of a shift to come; how many people have one."""
    now = timezone.now()
    notices = [
        Notice(
            volunteer_id=change.volunteer_id,
            roster=roster,
            kind=_kind(change),
            patrol_id=change.after.patrol_id if change.after else None,
            **_as_fields("was_", change.before),
            **_as_fields("", change.after),
        )
        for change in found
        if any(shift and shift.ends_at > now for shift in (change.before, change.after))
    ]
    Notice.objects.bulk_create(notices, batch_size=2000)
    return len({notice.volunteer_id for notice in notices})


def _kind(change: Change) -> Notice.Kind:
    if change.before is None:
        return Notice.Kind.NEW
    return Notice.Kind.MOVED if change.after else Notice.Kind.CANCELLED


def _as_fields(prefix: str, shift: Shift | None) -> dict[str, object]:
    if shift is None:
        return {}
    return {
        f"{prefix}starts_at": shift.starts_at,
        f"{prefix}ends_at": shift.ends_at,
        f"{prefix}place": shift.place,
    }
