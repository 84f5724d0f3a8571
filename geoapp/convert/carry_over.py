"""What other rosters hand on to one: loads that were uneven, and duties near its borders."""

from collections.abc import Collection
from datetime import timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from geoapp.convert.times import local_clock, local_midnight
from geoapp.models import Assignment, District, FairShare, Patrol, Roster
from scheduling.fairness import handed_on
from scheduling.problem import Duty


def load_past_loads(roster: Roster) -> dict[int, float]:
    """Load that each volunteer brings along from the latest roster in force before this one."""
    before = [
        past.pk
        for past in Roster.objects.filter(status=Roster.Status.LIVE, starts_on__lt=roster.starts_on)
        .exclude(pk=roster.pk)
        .only("starts_on", "days")
        if past.last_day < roster.starts_on
    ]
    served = {
        (roster_id, volunteer_id): patrols
        for roster_id, volunteer_id, patrols in Assignment.objects.filter(roster__in=before)
        .values_list("roster", "volunteer")
        .annotate(patrols=Count("pk"))
    }
    newest = (
        FairShare.objects.filter(roster__in=before)
        .order_by("volunteer", "-roster__starts_on", "-roster")
        .distinct("volunteer")
        .values_list("roster", "volunteer", "offered", "past_load")
    )
    return {
        volunteer_id: handed_on(offered, past_load, served.get((roster_id, volunteer_id), 0))
        for roster_id, volunteer_id, offered, past_load in newest
    }


def load_duties(
    district: District, roster: Roster, min_rest_h: float, volunteers: Collection[int] | None = None
) -> tuple[Duty, ...]:
    """Patrols of other rosters in force that count for this one's rest, days and weeks.

    What lies on the days of a draft is left out: the roster in force there is what the draft replaces.
    """
    rest_days = ceil(min_rest_h / 24)
    week_begins = roster.starts_on - timedelta(days=roster.starts_on.weekday())
    week_ends = roster.last_day + timedelta(days=7 - roster.last_day.weekday())
    first = min(week_begins, roster.starts_on - timedelta(days=rest_days))
    last = max(week_ends, roster.last_day + timedelta(days=1 + rest_days))
    span = (local_midnight(district, first), local_midnight(district, last))
    in_force = Assignment.objects.filter(live=True, during__overlap=span).exclude(roster=roster)
    if roster.status == Roster.Status.DRAFT:
        in_force = in_force.exclude(patrol__in=replaced_by(district, roster).values("pk"))
    if volunteers is not None:
        in_force = in_force.filter(volunteer__in=volunteers)
    found = in_force.order_by("volunteer", "patrol__starts_at").values_list(
        "volunteer", "patrol__starts_at", "patrol__ends_at"
    )
    zone = ZoneInfo(district.time_zone)
    return tuple(
        Duty(volunteer_id, starts_at, ends_at, starts_at.astimezone(zone).date())
        for volunteer_id, starts_at, ends_at in found
    )


def replaced_by(district: District, roster: Roster) -> QuerySet[Patrol]:
    """The patrols in force that a draft takes the place of: on its days, and in its area if it has one."""
    first = local_midnight(district, roster.starts_on)
    after = local_midnight(district, roster.last_day + timedelta(days=1))
    patrols = Patrol.objects.filter(
        roster__status=Roster.Status.LIVE, starts_at__gte=first, starts_at__lt=after
    ).exclude(roster=roster)
    return patrols.filter(area__code=roster.area.code) if roster.area else patrols


def gives_way(district: District, patrol: Patrol, draft: Roster) -> bool:
    """Whether a patrol in force is one of ``replaced_by``, for many drafts at once."""
    day = local_clock(district, patrol.starts_at).date()
    in_its_area = draft.area is None or draft.area.code == patrol.area.code
    return draft.starts_on <= day <= draft.last_day and in_its_area
