"""Somebody is away: their patrols are mended as far as the coordinator reaches, and the rest is told."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.timezone import now

from geoapp.mending.edits import MendingError
from geoapp.mending.repairs import drop_out
from geoapp.models import Assignment, Patrol, RosterEdit
from geoapp.queries.people import DURING_ABSENCE


@dataclass
class Absent:
    """What became of the patrols in force on which somebody is who is away then.

    Attributes:
        edits: The changes, each of one roster; their people are free and told.
        beyond: Patrols of subdistricts out of reach: others have to act.
        stuck: Patrols within reach from which nobody could be taken, with the reasons.
    """

    edits: list[RosterEdit] = field(default_factory=list)
    beyond: list[Patrol] = field(default_factory=list)
    stuck: list[tuple[Patrol, str]] = field(default_factory=list)


def mend_absences(
    people: Collection[int] | None = None, *, within: Collection[str] | None = None, by: User | None = None
) -> Absent:
    """Take people off the patrols to come during their absences, and fill the seats.

    Args:
        people: Who is away, by number; all who are if None.
        within: Codes of the subdistricts whose patrols may change for it; all if None.
        by: Who says so.
    """
    found = Absent()
    theirs: defaultdict[tuple[int, int], list[Patrol]] = defaultdict(list)
    seats = seats_of_absent(people).select_related("patrol__area", "patrol__post")
    for seat in seats.order_by("patrol__starts_at", "volunteer"):
        if within is None or seat.patrol.area.code in within:
            theirs[seat.roster_id, seat.volunteer_id].append(seat.patrol)
        else:
            found.beyond.append(seat.patrol)
    for (roster_id, volunteer_id), patrols in sorted(theirs.items(), key=lambda item: item[0]):
        try:
            ids = [patrol.pk for patrol in patrols]
            edit = drop_out(roster_id, volunteer_id, ids, within=within, by=by)
        except MendingError as error:
            found.stuck += [(patrol, str(error)) for patrol in patrols]
        else:
            found.edits += [edit] if edit else []
    return found


def seats_of_absent(people: Collection[int] | None = None) -> QuerySet[Assignment]:
    """Seats in force that have not ended, of people who are away then."""
    seats = Assignment.objects.filter(DURING_ABSENCE, live=True, patrol__ends_at__gt=now())
    return (seats if people is None else seats.filter(volunteer__in=people)).distinct()
