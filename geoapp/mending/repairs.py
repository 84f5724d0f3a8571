"""When somebody drops out, or a patrol lacks people."""

from collections.abc import Collection

import numpy as np
from django.contrib.auth.models import User
from django.utils.timezone import now
from django.utils.translation import gettext as _

from geoapp.convert.neighbourhood import Piece, load_piece
from geoapp.mending.edits import MendingError, StaleRoster, Wanted, editing, save_edit
from geoapp.models import Assignment, District, Patrol, Roster, RosterEdit
from scheduling import repair as engine
from scheduling.edit import sub_problem
from scheduling.neighbourhood import blocking
from scheduling.problem import Assignment as Going
from scheduling.problem import Problem
from scheduling.problem import Roster as PlannedRoster
from scheduling.verify import cost

Kind = RosterEdit.Kind


def drop_out(
    roster_id: int,
    volunteer_id: int,
    patrol_ids: Collection[int] | None = None,
    *,
    within: Collection[str] | None = None,
    by: User | None = None,
) -> RosterEdit | None:
    """Take somebody off patrols that they cannot make, and mend those with the fewest changes of plans.

    Args:
        roster_id: The roster to mend.
        volunteer_id: Who cannot come.
        patrol_ids: Which patrols; all that are still to come if None.
        within: Codes of the subdistricts whose patrols may change for it; all if None. They stay on their
            patrols of others.
        by: Who says so.

    Returns:
        The edit, or None if they are on none of these patrols.
    """
    with editing(roster_id) as roster:
        seats = Assignment.objects.filter(roster=roster, volunteer=volunteer_id)
        if patrol_ids is None:
            seats = seats.filter(patrol__starts_at__gt=now())
        else:
            seats = seats.filter(patrol__in=patrol_ids)
        if within is not None:
            seats = seats.filter(patrol__area__code__in=within)
        hurt = set(seats.values_list("patrol", flat=True))
        if not hurt:
            return None
        return mended(roster, hurt, Kind.ABSENCE, by, within, gone=[Going(volunteer_id, pk) for pk in hurt])


def mend(
    roster_id: int,
    patrol_id: int,
    *,
    within: Collection[str] | None = None,
    seen: int | None = None,
    by: User | None = None,
) -> RosterEdit:
    """Get one person more onto a patrol, or its minimum, by the fewest and cheapest changes.

    Only patrols ``within`` subdistricts of these codes change for it; of any if None.

    Raises:
        MendingError: If there is no way without breaking a rule.
    """
    with editing(roster_id, seen, [patrol_id]) as roster:
        return mended(roster, {patrol_id}, Kind.REPAIR, by, within, insist=True)


def mended(
    roster: Roster,
    hurt: set[int],
    kind: Kind,
    by: User | None,
    within: Collection[str] | None,
    *,
    gone: Collection[Going] = (),
    insist: bool = False,
    new: Patrol | None = None,
) -> RosterEdit:
    """Mend the hurt patrols of a locked roster and save it; ``new`` is a patrol that nobody wanted before."""
    district = District.objects.get()
    pinned = _pinned(roster, within)
    people = {one.volunteer_id for one in gone}
    piece = _around(district, roster, hurt, pinned - hurt, people)
    problem, going = _without(piece, people, hurt)
    # The crews of patrols outside the piece are not all known: nobody may be taken from there.
    unknown = {patrol.id for patrol in problem.patrols} - piece.ids
    found = engine.repair(problem, going, hurt, pinned=(pinned - hurt) | unknown, insist=insist)
    if insist and not found.added:
        raise MendingError(_("Nobody can take this seat without breaking a rule or leaving another patrol."))
    wanted = Wanted(
        kind,
        found.added,
        [*gone, *found.removed],
        by,
        extra_cost=cost_of_nobody(piece, new.pk) if new else {},
    )
    return save_edit(district, roster, piece, wanted)


def _pinned(roster: Roster, within: Collection[str] | None) -> set[int]:
    """Patrols that stay as they are: with somebody pinned, begun, or of other subdistricts."""
    begun = Patrol.objects.filter(roster=roster, starts_at__lte=now()).values_list("pk", flat=True)
    held = Assignment.objects.filter(roster=roster, pinned=True).values_list("patrol", flat=True)
    patrols = Patrol.objects.filter(roster=roster)
    away = patrols.none() if within is None else patrols.exclude(area__code__in=within)
    return {*begun, *held, *away.values_list("pk", flat=True)}


def _around(
    district: District, roster: Roster, hurt: set[int], pinned: set[int], people: Collection[int]
) -> Piece:
    """The hurt patrols, and those which their candidates would have to leave."""
    near = load_piece(district, roster, hurt, people, absent=True)
    known = {patrol.id for patrol in near.problem.patrols}
    if not hurt <= known:
        raise StaleRoster(_("This patrol does not exist any more."))
    busy = blocking(*_without(near, people, hurt), hurt, pinned)
    return load_piece(district, roster, hurt | busy, people, absent=True) if busy else near


def _without(piece: Piece, people: Collection[int], hurt: set[int]) -> tuple[Problem, PlannedRoster]:
    """The piece once some people cannot take the hurt patrols."""
    problem, going = piece.problem, piece.roster
    for volunteer_id in sorted(people):
        problem, going = engine.drop_out(problem, going, volunteer_id, hurt)
    return problem, going


def cost_of_nobody(piece: Piece, patrol_id: int) -> dict[str, int]:
    """What it costs, by tier, that a new patrol is wanted and nobody is there yet."""
    index = [patrol.id for patrol in piece.problem.patrols].index(patrol_id)
    alone = sub_problem(piece.problem, np.empty(0, dtype=np.int64), np.array([index]))
    return cost(alone, ())
