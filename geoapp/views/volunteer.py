"""A volunteer's own pages: shifts, the week offered, hours, and the link of the calendar."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from geoapp.convert.own_shifts import hours_by_month, load_notices, load_own_shifts, load_worked_shifts
from geoapp.convert.own_swaps import load_asked_of, load_team_mates
from geoapp.fieldwork.offers import save_offers
from geoapp.fieldwork.replies import TooLate, confirm, decline
from geoapp.fieldwork.tokens import make_calendar_token, revoke_calendar_token
from geoapp.models import CalendarToken, Notice, Patrol, Slot
from geoapp.permissions import visible

DAYS = range(1, 8)


@require_GET
@never_cache
def my_shifts(request: HttpRequest) -> HttpResponse:
    """What comes next, with whom, and what can be done about it."""
    volunteer, district = request.access.volunteer, request.district
    shifts = load_own_shifts(district, volunteer)
    return render(
        request,
        "field/shifts.html",
        {
            "next": shifts[0] if shifts else None,
            "later": shifts[1:],
            "notices": load_notices(district, volunteer),
            "asked_of_me": load_asked_of(district, volunteer),
            "team_mates": load_team_mates(volunteer),
            "calendar_in_force": CalendarToken.objects.filter(volunteer=volunteer, revoked_at=None).exists(),
            "calendar_link": request.session.pop("calendar_link", ""),
        },
    )


@require_POST
def reply(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Confirm or decline a shift."""
    patrol = get_object_or_404(visible(request.access, Patrol.objects.all()), pk=patrol_id)
    try:
        if request.POST.get("answer") == "confirmed":
            confirm(patrol, request.access.volunteer)
            messages.success(request, _("Thank you: your coordinator sees that you come."))
        elif decline(patrol, request.access.volunteer, request.user):
            messages.success(request, _("You are off this shift, and your coordinator knows."))
        else:
            messages.warning(request, _("Your answer is recorded. Your coordinator takes you off the shift."))
    except TooLate as error:
        messages.error(request, str(error))
    return redirect("my_shifts")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """The volunteer has read what changed."""
    Notice.objects.filter(volunteer=request.access.volunteer, seen_at=None).update(seen_at=timezone.now())
    return redirect("my_shifts")


@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make a link of the calendar, which is shown once, or revoke it."""
    if request.POST.get("revoke"):
        revoke_calendar_token(request.access.volunteer)
        messages.success(request, _("The calendar link no longer works."))
        return redirect("my_shifts")
    token = make_calendar_token(request.access.volunteer)
    # Shown by the page after the redirect: only its hash is stored.
    request.session["calendar_link"] = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    return redirect(reverse("my_shifts") + "#calendar")


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the week; ``name`` is its field."""

    name: str
    day: str | Promise
    checked: bool


@require_http_methods(["GET", "POST"])
def my_week(request: HttpRequest) -> HttpResponse:
    """The slots of the week that a volunteer offers."""
    volunteer = request.access.volunteer
    slots = list(Slot.objects.all())
    if request.method == "POST":
        save_offers(
            volunteer,
            {(day, slot.pk) for day in DAYS for slot in slots if request.POST.get(_field(day, slot))},
        )
        messages.success(
            request, _("Saved. It counts from the next roster; shifts that you have stay yours.")
        )
        return redirect("my_week")
    offered = set(volunteer.availability.values_list("weekday", "slot_id"))
    chinese = get_language() == "zh-hans"
    rows = [
        (
            slot,
            slot.name_zh if chinese else slot.name_en,
            [Box(_field(day, slot), WEEKDAYS[day - 1], (day, slot.pk) in offered) for day in DAYS],
        )
        for slot in slots
    ]
    # 星期一 is told apart by its end, Monday by its beginning.
    short = slice(-1, None) if chinese else slice(2)
    days = [(str(WEEKDAYS[day - 1])[short], WEEKDAYS[day - 1]) for day in DAYS]
    return render(request, "field/week.html", {"rows": rows, "days": days})


def _field(day: int, slot: Slot) -> str:
    return f"{day}-{slot.code}"


@require_GET
def my_hours(request: HttpRequest) -> HttpResponse:
    """The shifts that are over, with their hours."""
    shifts = load_worked_shifts(request.district, request.access.volunteer)
    return render(
        request,
        "field/hours.html",
        {
            "shifts": shifts,
            "months": hours_by_month(shifts),
            "hours": sum(shift.hours for shift in shifts),
        },
    )
