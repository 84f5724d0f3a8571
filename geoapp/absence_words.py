"""What an absence changed, what it left, and who has to act, in the reader's language."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoapp.mending import Absent
from geoapp.models import Appointment, Patrol, Role


def say_what_was_mended(request: HttpRequest, done: Absent) -> None:
    """Tell whoever noted an absence what became of the patrols."""
    messages.success(request, taken_off_in_words(done))
    for warning in left_in_words(done):
        messages.warning(request, warning)


def taken_off_in_words(done: Absent) -> str:
    """How many people were told of a change, the absent one among them."""
    told = {who for edit in done.edits for who, _patrol_id in (*edit.added, *edit.removed)}
    if not told:
        return _("Absence noted. No patrol that you can change had to be mended.")
    text = ngettext(
        "Absence noted and patrols mended. %(count)d person was told.",
        "Absence noted and patrols mended. %(count)d people were told.",
        len(told),
    )
    return text % {"count": len(told)}


def left_in_words(done: Absent) -> list[str]:
    """One sentence for each subdistrict whose coordinator has to act, and for each patrol that is stuck."""
    by_area: dict[str, list[Patrol]] = {}
    for patrol in done.beyond:
        by_area.setdefault(patrol.area.code, []).append(patrol)
    sentences = [
        _("Still on %(patrols)s in %(area)s, which you cannot change. To act: %(who)s.")
        % {"patrols": _codes(patrols), "area": patrols[0].area.name, "who": _coordinators(code)}
        for code, patrols in sorted(by_area.items())
    ]
    return sentences + [
        _("Still on %(patrols)s: %(why)s") % {"patrols": patrol.code, "why": why}
        for patrol, why in done.stuck
    ]


def _codes(patrols: Iterable[Patrol]) -> str:
    return ", ".join(patrol.code for patrol in patrols)


def _coordinators(area_code: str) -> str:
    """The users who can change patrols of a subdistrict: its own, else those of the district."""
    for code in (area_code, ""):
        found = Appointment.objects.filter(role=Role.COORDINATOR, area_code=code).values("user")
        users = User.objects.filter(pk__in=found, is_active=True).order_by("username")
        if users.exists():
            return ", ".join(users.values_list("username", flat=True))
    return _("an administrator, who appoints a coordinator there")
