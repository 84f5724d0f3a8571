"""One volunteer: their record, what they offer, when they are away, and their way in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from geoapp import mending
from geoapp.absence_words import say_what_was_mended
from geoapp.forms.people import WEEKDAYS, WEEKDAYS_SHORT, AwayForm, PersonForm, whole_days
from geoapp.models import Absence, Assignment, Slot, Volunteer
from geoapp.people import set_offers
from geoapp.permissions import visible
from geoapp.personal_links import VALID_FOR, make_token, qr_code


def within_reach(request: HttpRequest, volunteer_id: int) -> Volunteer:
    everybody = visible(request.access, Volunteer.objects.select_related("team"))
    return get_object_or_404(everybody, pk=volunteer_id)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    who = within_reach(request, volunteer_id)
    form = PersonForm(request.POST or None, who, request.access)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("person", volunteer_id=who.pk)
    return show(request, who, form, AwayForm())


def show(request: HttpRequest, who: Volunteer, form: PersonForm, away_form: AwayForm) -> HttpResponse:
    """The page of a person."""
    offered = set(who.availability.values_list("weekday", "slot_id"))
    week = [
        (slot, [(day, label, (day, slot.pk) in offered) for day, label in WEEKDAYS])
        for slot in Slot.objects.all()
    ]
    to_come = (
        Assignment.objects.filter(volunteer=who, live=True, patrol__ends_at__gt=timezone.now())
        .select_related("patrol__post", "patrol__slot")
        .order_by("patrol__starts_at")
    )
    # Not the name under ``registry_no`` of a form that was refused.
    stored = Volunteer.objects.get(pk=who.pk)
    return render(
        request,
        "people/person.html",
        {
            "who": stored,
            "form": form,
            "away_form": away_form,
            "week": week,
            "weekdays": WEEKDAYS_SHORT,
            "absences": who.absences.filter(ends_at__gt=timezone.now()).order_by("starts_at"),
            "to_come": to_come,
        },
    )


@require_POST
def offers(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """What they offer becomes what is ticked."""
    who = within_reach(request, volunteer_id)
    before = {(row.weekday, row.slot_id): row.preference for row in who.availability.all()}
    known = {
        (day, slot_id) for day, _label in WEEKDAYS for slot_id in Slot.objects.values_list("pk", flat=True)
    }
    ticked = {tuple(map(int, text.split("-"))) for text in request.POST.getlist("offer") if is_cell(text)}
    set_offers(who, {cell: before.get(cell, 0) for cell in ticked & known})
    messages.success(request, _("Saved."))
    return redirect("person", volunteer_id=who.pk)


def is_cell(text: str) -> bool:
    """Whether a text names a weekday and a slot, such as "1-3"."""
    day, dash, slot = text.partition("-")
    return bool(dash) and day.isdecimal() and slot.isdecimal()


@require_POST
def away(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    who = within_reach(request, volunteer_id)
    form = AwayForm(request.POST)
    if not form.is_valid():
        return show(request, who, PersonForm(None, who, request.access), form)
    starts_at, ends_at = whole_days(form.cleaned_data)
    Absence.objects.create(volunteer=who, starts_at=starts_at, ends_at=ends_at)
    if not form.cleaned_data["take_off"]:
        messages.success(request, _("Absence noted. Patrols on the roster stay until you change them."))
        return redirect("person", volunteer_id=who.pk)
    done = mending.mend_absences([who.pk], within=request.access.area_codes, by=request.user)
    say_what_was_mended(request, done)
    return redirect("person", volunteer_id=who.pk)


@require_POST
def back(request: HttpRequest, volunteer_id: int, absence_id: int) -> HttpResponse:
    """Delete an absence."""
    who = within_reach(request, volunteer_id)
    get_object_or_404(who.absences, pk=absence_id).delete()
    messages.success(request, _("Absence deleted."))
    return redirect("person", volunteer_id=who.pk)


@never_cache
@require_POST
def link(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """A new personal link, shown once: it is stored only as a hash."""
    who = within_reach(request, volunteer_id)
    url = request.build_absolute_uri(reverse("start", args=[make_token(who, request.user)]))
    days = VALID_FOR.days
    return render(request, "people/link.html", {"who": who, "url": url, "qr": qr_code(url), "days": days})
