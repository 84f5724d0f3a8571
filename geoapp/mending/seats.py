"""Changes by hand of who goes where, the best people for a seat, and undo."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from geoapp.convert.neighbourhood import load_piece
from geoapp.mending.edits import (
    MendingError,
    StaleRoster,
    Wanted,
    editing,
    log_edit,
    refuse_stale,
    save_edit,
    whole_piece,
)
from geoapp.mending.urgent import call_off
from geoapp.models import Assignment, District, Patrol, Roster, RosterEdit
from scheduling.candidates import Candidate, candidates
from scheduling.problem import Assignment as Going
from scheduling.served import overlaps

Kind = RosterEdit.Kind


def best_for_seat(patrol: Patrol, most: int = 5) -> list[Candidate]:
    """Who could take a seat of a patrol now and why, best first, then who may not and why not."""
    district = District.objects.get()
    piece = load_piece(district, patrol.roster, [patrol.pk])
    return candidates(piece.problem, piece.roster, patrol.pk, most)


def assign(
    roster_id: int, volunteer_id: int, patrol_id: int, *, seen: int | None = None, by: User | None = None
) -> RosterEdit:
    """Put somebody on a patrol; whoever stands by for that hour is called from there.

    Raises:
        MendingError: If a rule forbids it, or the patrol changed meanwhile.
    """
    return assign_crew(roster_id, [volunteer_id], patrol_id, seen=seen, by=by)


def assign_crew(
    roster_id: int,
    volunteer_ids: Collection[int],
    patrol_id: int,
    *,
    seen: int | None = None,
    by: User | None = None,
) -> RosterEdit:
    """Put several people on a patrol together, as one that does not run yet needs.

    Raises:
        MendingError: If a rule forbids it, or the patrol changed meanwhile.
    """
    with editing(roster_id, seen, [patrol_id]) as roster:
        going = [Going(volunteer_id, patrol_id) for volunteer_id in sorted(set(volunteer_ids))]
        standby = [seat for one in going for seat in _standby_at(roster, one)]
        return _save_by_hand(roster, Wanted(Kind.BY_HAND, going, standby, by))


def take_off(
    roster_id: int, volunteer_id: int, patrol_id: int, *, seen: int | None = None, by: User | None = None
) -> RosterEdit:
    """Take somebody off a patrol that can go without them.

    Raises:
        MendingError: If the patrol cannot, or changed meanwhile.
    """
    with editing(roster_id, seen, [patrol_id]) as roster:
        return _save_by_hand(roster, Wanted(Kind.BY_HAND, [], [Going(volunteer_id, patrol_id)], by))


def send_home(
    roster_id: int, patrol_id: int, *, seen: int | None = None, by: User | None = None
) -> RosterEdit:
    """Cancel a patrol: everybody on it is free."""
    with editing(roster_id, seen, [patrol_id]) as roster:
        crew = Assignment.objects.filter(roster=roster, patrol_id=patrol_id).values_list(
            "volunteer", flat=True
        )
        if not crew:
            raise StaleRoster(_("Nobody is on this patrol any more."))
        gone = [Going(volunteer_id, patrol_id) for volunteer_id in crew]
        return _save_by_hand(roster, Wanted(Kind.BY_HAND, [], gone, by))


def move(
    roster_id: int, volunteer_id: int, from_id: int, to_id: int, *, seen: int | None = None,
    by: User | None = None,
) -> RosterEdit:  # fmt: skip
    """Let somebody leave one patrol for another."""
    with editing(roster_id, seen, [from_id, to_id]) as roster:
        wanted = Wanted(Kind.BY_HAND, [Going(volunteer_id, to_id)], [Going(volunteer_id, from_id)], by)
        return _save_by_hand(roster, wanted)


def pin(
    roster_id: int, volunteer_id: int, patrol_id: int, *, pinned: bool = True, by: User | None = None
) -> RosterEdit:
    """Keep every repair from moving somebody, or allow it again."""
    with editing(roster_id) as roster:
        seat = Assignment.objects.filter(roster=roster, volunteer=volunteer_id, patrol=patrol_id).first()
        if seat is None:
            raise StaleRoster(_("They are not on this patrol any more."))
        was, seat.pinned = seat.pinned, pinned
        seat.save(update_fields=["pinned"])
        return log_edit(roster, Wanted(Kind.PIN, by=by), {}, [(volunteer_id, patrol_id, was, pinned)])


def undo(edit_id: int, *, by: User | None = None) -> RosterEdit:
    """Take one change back, if what it touched is still as it left it.

    Raises:
        MendingError: If it was undone already, the patrols changed since, or rules forbid the way back.
    """
    edit = RosterEdit.objects.get(pk=edit_id)
    with editing(edit.roster_id) as roster:
        if RosterEdit.objects.filter(undoes=edit).exists():
            raise MendingError(_("This change was undone already."))
        refuse_stale(roster, edit.version, edit.patrol_ids)
        wanted = Wanted(
            Kind.UNDO,
            [Going(*row) for row in edit.removed],
            [Going(*row) for row in edit.added],
            by,
            undoes=edit,
        )
        if edit.pinned:
            return _pin_back(roster, edit, wanted)
        if edit.kind == Kind.URGENT:
            return call_off(roster, edit, wanted)
        return _save_by_hand(roster, wanted)


def _pin_back(roster: Roster, edit: RosterEdit, wanted: Wanted) -> RosterEdit:
    rows = [(volunteer_id, patrol_id, now, was) for volunteer_id, patrol_id, was, now in edit.pinned]
    for volunteer_id, patrol_id, _now, was in rows:
        seats = Assignment.objects.filter(roster=roster, volunteer=volunteer_id, patrol=patrol_id)
        if not seats.update(pinned=was):
            raise StaleRoster(_("They are not on this patrol any more."))
    return log_edit(roster, wanted, {}, rows)


def _standby_at(roster: Roster, going: Going) -> list[Going]:
    """The standby seats of somebody that end when they are sent on a patrol of the same hour."""
    patrol = Patrol.objects.filter(roster=roster, pk=going.patrol_id).first()
    if patrol is None:
        raise StaleRoster(_("This patrol does not exist any more."))
    if patrol.kind == Patrol.Kind.STANDBY:
        return []
    seats = Assignment.objects.filter(
        roster=roster, volunteer=going.volunteer_id, patrol__kind=Patrol.Kind.STANDBY
    ).select_related("patrol")
    return [Going(going.volunteer_id, one.patrol_id) for one in seats if overlaps(one.patrol, patrol)]


def _save_by_hand(roster: Roster, wanted: Wanted) -> RosterEdit:
    district = District.objects.get()
    return save_edit(district, roster, whole_piece(district, roster, wanted), wanted)
