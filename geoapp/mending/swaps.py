"""Two volunteers change places: one asks, the other agrees, the rules are checked again, and it is done."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from geoapp.mending.edits import MendingError, StaleRoster, Wanted, editing, save_edit, whole_piece
from geoapp.models import Agreement, Assignment, District, Patrol, RosterEdit, SwapRequest, Volunteer
from scheduling.problem import Assignment as Going

State = SwapRequest.State


def ask_swap(
    asker: Volunteer, asker_patrol: Patrol, other: Volunteer, other_patrol: Patrol | None = None
) -> SwapRequest:
    """Ask somebody to change places, or to take over a patrol.

    Raises:
        MendingError: If a seat is not theirs, or it has begun, or they have asked already.
    """
    if asker == other:
        raise MendingError(_("A swap is between two people."))
    if other_patrol and other_patrol.roster_id != asker_patrol.roster_id:
        raise MendingError(_("Both patrols must be of one roster."))
    for volunteer, patrol in ((asker, asker_patrol), (other, other_patrol)):
        if patrol and not Assignment.objects.filter(volunteer=volunteer, patrol=patrol).exists():
            raise MendingError(_("They are not on this patrol any more."))
        if patrol and patrol.starts_at <= now():
            raise MendingError(_("This patrol has begun."))
    open_ones = SwapRequest.objects.filter(
        asker=asker, asker_patrol=asker_patrol, state__in=[State.ASKED, State.AGREED]
    )
    if open_ones.exists():
        raise MendingError(_("A swap of this patrol was asked for already: withdraw it first."))
    return SwapRequest.objects.create(
        asker=asker, asker_patrol=asker_patrol, other=other, other_patrol=other_patrol
    )


def answer_swap(request_id: int, other: Volunteer, *, agree: bool) -> SwapRequest:
    """The answer of whoever was asked."""
    return _settle(request_id, {State.ASKED}, State.AGREED if agree else State.REFUSED, other=other)


def withdraw_swap(request_id: int, asker: Volunteer) -> SwapRequest:
    """The asker thinks again."""
    return _settle(request_id, {State.ASKED, State.AGREED}, State.WITHDRAWN, asker=asker)


def _settle(request_id: int, before: set[State], after: State, **who: Volunteer) -> SwapRequest:
    with transaction.atomic():
        swap = SwapRequest.objects.select_for_update().filter(pk=request_id, **who).first()
        if swap is None or swap.state not in before:
            raise StaleRoster(_("This swap is settled already."))
        swap.state = after
        swap.settled_at = None if after == State.AGREED else now()
        swap.save(update_fields=["state", "settled_at"])
        return swap


def do_swap(request_id: int, *, by: User | None = None) -> RosterEdit:
    """Make the swap on which both agree, if the rules allow it as things are now.

    That they agree counts as an offer of the patrol, however far it is.

    Raises:
        MendingError: If they do not agree (any more), a seat is not theirs, or a rule forbids it.
    """
    swap = SwapRequest.objects.get(pk=request_id)
    patrols = [pk for pk in (swap.asker_patrol_id, swap.other_patrol_id) if pk]
    roster_id = swap.asker_patrol.roster_id
    with editing(roster_id) as roster:
        swap = SwapRequest.objects.select_for_update().get(pk=request_id)
        if swap.state != State.AGREED:
            raise StaleRoster(_("This swap is settled already."))
        added = [Going(swap.other_id, swap.asker_patrol_id)]
        removed = [Going(swap.asker_id, swap.asker_patrol_id)]
        if swap.other_patrol_id:
            added.append(Going(swap.asker_id, swap.other_patrol_id))
            removed.append(Going(swap.other_id, swap.other_patrol_id))
        bound_holds = not _agree(added, by)
        district = District.objects.get()
        wanted = Wanted(RosterEdit.Kind.SWAP, added, removed, by, bound_holds=bound_holds)
        edit = save_edit(district, roster, whole_piece(district, roster, wanted), wanted)
        swap.state, swap.settled_at = State.DONE, now()
        swap.save(update_fields=["state", "settled_at"])
        # Other swaps of the same seats have become impossible.
        SwapRequest.objects.filter(
            asker_patrol__in=patrols, asker__in=[swap.asker_id, swap.other_id],
            state__in=[State.ASKED, State.AGREED],
        ).update(state=State.WITHDRAWN, settled_at=now())  # fmt: skip
        return edit


def _agree(added: list[Going], by: User | None) -> bool:
    """Record that they agree to these patrols; whether any of it is new."""
    made = [
        Agreement.objects.get_or_create(
            patrol_id=one.patrol_id, volunteer_id=one.volunteer_id, defaults={"made_by": by}
        )[1]
        for one in added
    ]
    return any(made)
