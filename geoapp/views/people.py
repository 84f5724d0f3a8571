"""The list of people: found, filtered, changed together, and written to a sheet."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from geoapp import mending
from geoapp import people as steps
from geoapp.absence_words import say_what_was_mended
from geoapp.forms.people import PeopleFilter, TogetherForm, whole_days
from geoapp.models import Volunteer
from geoapp.permissions import visible
from geoapp.views.audit import page_of

# Each takes up to half a second.
MOST_TAKEN_OFF = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    form, rows = found(request)
    context = {"form": form, "page": page_of(request, steps.with_counts(rows)), "together": TogetherForm()}
    return render(request, "people/list.html", context | expiries(request))


@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The people of the list, all pages of it."""
    _form, rows = found(request)
    sheet = steps.people_sheet(rows)
    return HttpResponse(
        sheet, content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="people.xlsx"'}
    )


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Change several people at once: those that are ticked, or all that the filter finds."""
    form = TogetherForm(request.POST)
    _filter, rows = found(request)
    if not request.POST.get("everybody"):
        rows = rows.filter(pk__in=[key for key in request.POST.getlist("who") if key.isdigit()])
    # By key: the filter may be about the very thing that changes.
    chosen = Volunteer.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    count = len(chosen)
    if not count:
        messages.error(request, _("Nobody is ticked, so nothing was changed."))
    elif not form.is_valid():
        wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, _("Nothing was changed. %(why)s") % {"why": wrong})
    else:
        did = change(chosen, form.cleaned_data)
        text = ngettext("%(count)d person: %(did)s", "%(count)d people: %(did)s", count)
        messages.success(request, text % {"count": count, "did": did})
        if form.cleaned_data["action"] == "away" and form.cleaned_data["take_off"]:
            take_off(request, [one.pk for one in chosen])
    return redirect(f"{request.path.removesuffix('together/')}?{request.GET.urlencode()}")


def change(chosen: QuerySet[Volunteer], wanted: dict[str, Any]) -> str:
    """Do what the form says for the chosen people; what was done, in words."""
    if wanted["action"] == "away":
        steps.send_away(chosen, *whole_days(wanted))
        return _("absence noted")
    act = steps.offer if wanted["action"] == "offer" else steps.withdraw
    slots = act(chosen, wanted["weekdays"], list(wanted["slots"]))
    text = _("%(slots)d slots added") if wanted["action"] == "offer" else _("%(slots)d slots taken back")
    return text % {"slots": slots}


def take_off(request: HttpRequest, people: list[int]) -> None:
    """Mend the patrols of people who are away now; too many at once are left to the page of the week."""
    count = mending.seats_of_absent(people).values("volunteer").distinct().count()
    if count > MOST_TAKEN_OFF:
        text = _(
            "%(count)d of them are on patrols in that time: too many to take off at once. This week shows "
            "them first among those who have not confirmed."
        )
        messages.warning(request, text % {"count": count})
        return
    done = mending.mend_absences(people, within=request.access.area_codes, by=request.user)
    say_what_was_mended(request, done)


def found(request: HttpRequest) -> tuple[PeopleFilter, QuerySet[Volunteer]]:
    """The filter of the address and whom it finds among those within reach."""
    form = PeopleFilter(request.GET or None, request.access)
    wanted = form.cleaned_data if form.is_valid() else {}
    everybody = visible(request.access, Volunteer.objects.all())
    return form, steps.found_people(everybody, wanted, timezone.localdate(), timezone.now())


def expiries(request: HttpRequest) -> dict[str, object]:
    """How many lapsed or lapse soon, with the addresses of their lists."""
    active = visible(request.access, Volunteer.objects.filter(active=True))
    today = timezone.localdate()
    return {
        "today": today,
        "soon_day": today + steps.SOON,
        "lapsed": active.filter(steps.lapsed(today)).count(),
        "soon": active.filter(steps.lapses_soon(today)).count(),
        "lapsed_query": urlencode({"state": "lapsed"}),
        "soon_query": urlencode({"state": "soon"}),
    }
