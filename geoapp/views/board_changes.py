"""What the buttons of the board do, by the names that their forms send."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from geoapp import mending
from geoapp.models import Patrol, RosterEdit
from geoapp.permissions import visible


@dataclass(frozen=True)
class Change:
    """One button pressed: what, on which patrol, for whom, at which version of the roster."""

    action: str
    patrol_id: int
    volunteer_ids: tuple[int, ...]
    to_id: int | None
    seen: int | None
    by: User
    area_codes: frozenset[str] | None

    @property
    def person(self) -> int:
        """The one whom the button is about."""
        if len(self.volunteer_ids) != 1:
            raise Http404
        return self.volunteer_ids[0]


def read_change(request: HttpRequest, patrol: Patrol) -> Change:
    """The change that a form asks for; another patrol that it names must be within reach too."""
    to_id = _number(request, "to")
    if to_id is not None and not visible(request.access, Patrol.objects.filter(pk=to_id)).exists():
        raise Http404
    return Change(
        action=request.POST.get("action", ""),
        patrol_id=patrol.pk,
        volunteer_ids=tuple(map(_as_number, request.POST.getlist("volunteer"))),
        to_id=to_id,
        seen=_number(request, "seen"),
        by=request.user,
        area_codes=request.access.area_codes,
    )


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return _as_number(text) if text else None


def _as_number(text: str) -> int:
    """The number in a field that people do not fill in; whatever else stands there was made up."""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)


def _assign(roster_id: int, one: Change) -> RosterEdit:
    if not one.volunteer_ids:
        raise mending.MendingError(_("Choose somebody first."))
    return mending.assign_crew(roster_id, one.volunteer_ids, one.patrol_id, seen=one.seen, by=one.by)


def _move(roster_id: int, one: Change) -> RosterEdit:
    if one.to_id is None:
        raise Http404
    return mending.move(roster_id, one.person, one.patrol_id, one.to_id, seen=one.seen, by=one.by)


CHANGES: dict[str, Callable[[int, Change], RosterEdit | None]] = {
    "assign": _assign,
    "take-off": lambda roster_id, one: mending.take_off(
        roster_id, one.person, one.patrol_id, seen=one.seen, by=one.by
    ),
    "cannot-come": lambda roster_id, one: mending.drop_out(
        roster_id, one.person, [one.patrol_id], within=one.area_codes, by=one.by
    ),
    "move": _move,
    "pin": lambda roster_id, one: mending.pin(roster_id, one.person, one.patrol_id, by=one.by),
    "release": lambda roster_id, one: mending.pin(
        roster_id, one.person, one.patrol_id, pinned=False, by=one.by
    ),
    "mend": lambda roster_id, one: mending.mend(
        roster_id, one.patrol_id, within=one.area_codes, seen=one.seen, by=one.by
    ),
    "remedy": lambda _roster_id, one: mending.apply_remedy(one.patrol_id, seen=one.seen, by=one.by),
    "send-home": lambda roster_id, one: mending.send_home(roster_id, one.patrol_id, seen=one.seen, by=one.by),
}
