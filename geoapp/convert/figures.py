"""Figures of a roster that can be counted again at any time."""

from django.db.models import Count, Q, Sum

from geoapp.models import Assignment, Patrol, Roster

STANDBY = Patrol.Kind.STANDBY


def count_seats(roster: Roster) -> dict[str, int]:
    """How many patrols run, how many seats are filled, and by how many people."""
    wanted = Patrol.objects.filter(roster=roster).exclude(kind=STANDBY)
    patrols = wanted.aggregate(patrols_wanted=Count("pk"), seats_desired=Sum("seats_desired", default=0))
    standby = Q(patrol__kind=STANDBY)
    return patrols | Assignment.objects.filter(roster=roster).aggregate(
        patrols_run=Count("patrol", distinct=True, filter=~standby),
        seats_filled=Count("pk", filter=~standby),
        standby_filled=Count("pk", filter=standby),
        people_used=Count("volunteer", distinct=True),
    )
