"""What volunteers answer to their shifts."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geoapp import mending
from geoapp.models import Assignment, Patrol, ShiftReply, Volunteer


class TooLate(Exception):
    """The shift has begun, or is no longer theirs; the text says what to do."""


@transaction.atomic
def confirm(patrol: Patrol, volunteer: Volunteer) -> None:
    """Record that the volunteer will come.

    Raises:
        TooLate: If the shift has begun or is no longer theirs.
    """
    _locked_assignment(patrol, volunteer)
    _answer(patrol, volunteer, ShiftReply.Answer.CONFIRMED)


def decline(patrol: Patrol, volunteer: Volunteer, by: User | None = None) -> bool:
    """Record that the volunteer cannot come, and mend the patrol by the fewest changes.

    Returns:
        Whether they are off the shift; otherwise the coordinator has to take them off.

    Raises:
        TooLate: If the shift has begun or is no longer theirs.
    """
    with transaction.atomic():
        _locked_assignment(patrol, volunteer)
        _answer(patrol, volunteer, ShiftReply.Answer.DECLINED)
    try:
        return mending.drop_out(patrol.roster_id, volunteer.pk, [patrol.pk], by=by) is not None
    except mending.MendingError:
        # The answer stays, and stands on the coordinator's page.
        return False


def _locked_assignment(patrol: Patrol, volunteer: Volunteer) -> Assignment:
    mine = Assignment.objects.select_for_update().filter(patrol=patrol, volunteer=volunteer, live=True)
    assignment = mine.first()
    if assignment is None:
        raise TooLate(_("This shift is no longer yours; nothing was changed."))
    if patrol.starts_at <= timezone.now():
        raise TooLate(_("The shift has begun: call your coordinator."))
    return assignment


def _answer(patrol: Patrol, volunteer: Volunteer, answer: ShiftReply.Answer) -> None:
    ShiftReply.objects.update_or_create(
        patrol=patrol, volunteer=volunteer, defaults={"answer": answer, "at": timezone.now()}
    )
