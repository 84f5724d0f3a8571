"""An urgent patrol: asked for, shown with whom it would call, then called or left."""

import json
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geoapp import mending
from geoapp.convert.urgent import urgent_rows
from geoapp.convert.versions import in_force_on
from geoapp.forms.urgent import UrgentForm
from geoapp.models import Area, Roster
from geoapp.views.places import map_context, own_grids, own_posts

# Of these the page shows the best five; those who are called may rank lower.
RANKED = 60


@never_cache
@require_http_methods(["GET", "POST"])
def urgent(request: HttpRequest) -> HttpResponse:
    """The form; asked for, who would go; accepted, the patrol on the board."""
    form = UrgentForm(request.POST or None, request.access, own_posts(request), asked_day(request))
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        roster = roster_of(form.area, form.cleaned_data["day"]) if form.area else None
        if roster is None:
            form.add_error("day", _("No roster is in force there on that day."))
        elif "accept" in request.POST and (answer := accepted(request, roster, form)):
            return answer
        else:
            context = tried_out(request, roster, form)
    posts = list(own_posts(request).filter(active=True))
    drawn = map_context(list(own_grids(request)), posts)
    drawn["map"] |= {"mode": "point"}
    status = 422 if form.errors else 200
    return render(request, "urgent.html", {"form": form, **drawn, **context}, status=status)


def tried_out(request: HttpRequest, roster: Roster, form: UrgentForm) -> dict[str, object]:
    """Who would be called and whose plans change, or in the form why it cannot be."""
    within = request.access.area_codes
    try:
        plan = mending.plan_urgent_patrol(roster.pk, form.wanted(), RANKED, within=within)
    except mending.MendingError as error:
        form.add_error(None, str(error))
        return {}
    rows = urgent_rows(request.district, plan)
    sent = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return {"plan": plan, "rows": rows, "looked_at": json.dumps(plan.calls), "sent": sent}


def accepted(request: HttpRequest, roster: Roster, form: UrgentForm) -> HttpResponse | None:
    """Call it; None when others would be called by now, so that the page shows them."""
    try:
        plan = mending.add_urgent_patrol(
            roster.pk,
            form.wanted(),
            within=request.access.area_codes,
            looked_at=read_calls(request.POST.get("looked_at", "")),
            by=request.user,
        )
    except mending.StaleRoster as error:
        messages.warning(request, str(error))
        return None
    except mending.MendingError as error:
        form.add_error(None, str(error))
        return None
    told = len({who for who, _patrol_id in (*plan.edit.added, *plan.edit.removed)})
    text = ngettext(
        "The urgent patrol is on the board. %(count)d person was told.",
        "The urgent patrol is on the board. %(count)d people were told.",
        told,
    )
    messages.success(request, text % {"count": told})
    return redirect(f"{reverse('board')}?roster={roster.pk}&patrol={plan.patrol.pk}")


def read_calls(text: str) -> list[list[list[int]]]:
    """What the page sent along; whatever else stands there matches no plan."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def roster_of(area: Area, day: date) -> Roster | None:
    """The roster in force on a day in a subdistrict: its own before that of the district."""
    reaching = in_force_on(Roster.objects.defer("certificate").select_related("area"), day)
    own = [one for one in reaching if one.area and one.area.code == area.code]
    return next(iter(own + [one for one in reaching if one.area is None]), None)


def asked_day(request: HttpRequest) -> date:
    """The day that the link names, today at the earliest."""
    today = timezone.localdate()
    try:
        return max(today, date.fromisoformat(request.GET.get("day", "")))
    except ValueError:
        return today
