"""The cheapest single change that fills an empty seat, made by one call."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from geoapp.convert.times import local_clock
from geoapp.mending.edits import MendingError, StaleRoster, Wanted, editing, save_edit, whole_piece
from geoapp.models import Agreement, District, EmptySeats, Patrol, RosterEdit, Volunteer
from scheduling import remedy as codes
from scheduling.problem import Assignment as Going


def apply_remedy(patrol_id: int, *, seen: int | None = None, by: User | None = None) -> RosterEdit:
    """Make the stored change of a patrol and put the crew of the remedy on it.

    Whoever calls this says that it is so: that the insurance is renewed, the person agreed, the leader
    named. Only new members cannot be made by a call.

    Raises:
        MendingError: If the remedy is to find new members, or holds no longer.
    """
    patrol = Patrol.objects.get(pk=patrol_id)
    with editing(patrol.roster_id, seen, [patrol_id]) as roster:
        empty = EmptySeats.objects.filter(patrol=patrol).first()
        if empty is None or not empty.remedy:
            raise StaleRoster(_("This patrol has no empty seat any more."))
        remedy = empty.remedy
        if remedy["change"] == codes.RECRUIT:
            raise MendingError(_("New members are needed: add them first, then put them on the patrol."))
        if remedy["volunteer_id"] is not None:
            _change(remedy["change"], patrol, Volunteer.objects.get(pk=remedy["volunteer_id"]), by)
        wanted = Wanted(
            RosterEdit.Kind.REMEDY,
            [Going(volunteer_id, patrol_id) for volunteer_id in remedy["crew"]],
            (),
            by,
            bound_holds=remedy["change"] == codes.ASSIGN,
        )
        district = District.objects.get()
        return save_edit(district, roster, whole_piece(district, roster, wanted), wanted)


def _change(change: str, patrol: Patrol, person: Volunteer, by: User | None) -> None:
    """Record the one change; the rules are checked with it in place."""
    if change == codes.RENEW:
        last_day = local_clock(District.objects.get(), patrol.starts_at).date()
        for name in ("insured_until", "trained_until"):
            if (until := getattr(person, name)) is not None:
                setattr(person, name, max(until, last_day))
        person.save(update_fields=["insured_until", "trained_until"])
    elif change == codes.LIFT_CAP:
        person.weekly_cap += 1
        person.save(update_fields=["weekly_cap"])
    elif change == codes.LEAD:
        person.leader = True
        person.save(update_fields=["leader"])
    else:
        Agreement.objects.get_or_create(patrol=patrol, volunteer=person, defaults={"made_by": by})
