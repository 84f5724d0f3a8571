"""Which roster is in force, and those that give way to another: kept whole, as they were in force."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from geoapp.models import Assignment, Patrol, Roster, UnmetVisit


def in_force_on(rosters: QuerySet[Roster], day: date) -> list[Roster]:
    """Those in force on a day, the newest first."""
    begun = rosters.filter(status=Roster.Status.LIVE, starts_on__lte=day).order_by("-pk")
    return [one for one in begun if one.last_day >= day]


def newest_in_force(rosters: QuerySet[Roster], day: date) -> Roster | None:
    """The newest in force on a day, else the newest there is."""
    return next(iter(in_force_on(rosters, day)), None) or rosters.order_by("-pk").first()


def retire(by: Roster, patrols: Sequence[int]) -> tuple[list[Roster], list[int]]:
    """Take patrols out of force.

    A roster that loses all its patrols is superseded as it is. One that loses some keeps the others; those
    that go are kept in a superseded version of it.

    Returns:
        The rosters that keep some patrols; the numbers of all that lost any.
    """
    losing = Patrol.objects.filter(pk__in=patrols).values("roster")
    rosters = list(Roster.objects.select_for_update().filter(pk__in=losing).order_by("pk"))
    partly = []
    for roster in rosters:
        keeps = roster.patrols.exclude(pk__in=patrols).exists()
        version = _version_of(roster, by, patrols) if keeps else roster
        Assignment.objects.filter(roster=version).update(live=False)
        version.status = Roster.Status.SUPERSEDED
        version.superseded_by = by
        version.save(update_fields=["status", "superseded_by"])
        if keeps:
            partly.append(roster)
    return partly, [roster.pk for roster in rosters]


def _version_of(roster: Roster, by: Roster, patrols: Sequence[int]) -> Roster:
    """A roster that holds what goes from another."""
    version = Roster.objects.create(
        starts_on=max(roster.starts_on, by.starts_on),
        days=(min(roster.last_day, by.last_day) - max(roster.starts_on, by.starts_on)).days + 1,
        status=Roster.Status.DRAFT,
        area=by.area,
        seed=roster.seed,
        surface=roster.surface,
        streets=roster.streets,
        planned_at=roster.planned_at,
        published_at=roster.published_at,
        published_by=roster.published_by,
    )
    gone = Patrol.objects.filter(roster=roster, pk__in=patrols)
    Assignment.objects.filter(patrol__in=gone).update(roster=version)
    visits = UnmetVisit.objects.filter(roster=roster, day__range=(version.starts_on, version.last_day))
    if by.area:
        visits = visits.filter(area__code=by.area.code)
    visits.update(roster=version)
    gone.update(roster=version)
    return version
