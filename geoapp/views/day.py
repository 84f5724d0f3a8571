"""On the day: who is out, who is overdue, who did not come, and the log of operations."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from geoapp.convert.board import day_span
from geoapp.convert.day import LOOKED_FOR, State, day_of, load_today, split_entry
from geoapp.convert.rules import load_rules
from geoapp.convert.times import local_clock
from geoapp.models import Area, Assignment, District, NoShow, OperationsEntry, Patrol
from geoapp.permissions import visible

ENTRIES_SHOWN = 100


class EntryForm(forms.Form):
    """One line of the log."""

    text = forms.CharField(label=gettext_lazy("New line"), max_length=300)


@never_cache
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Patrols of the day and the log; asked for in part, only what changes by itself."""
    context = day_context(request)
    return render(request, "day/patrols.html" if request.htmx else "day/day.html", context)


@never_cache
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Add a line to the log; "@code" at its start says which patrol was heard of."""
    district = District.objects.get()
    day = chosen_day(request, district)
    form = EntryForm(request.POST)
    if form.is_valid():
        patrols = {
            patrol.code: patrol for patrol in patrols_of(request, district, day).select_related("area")
        }
        code, text = split_entry(form.cleaned_data["text"], patrols)
        patrol = patrols.get(code)
        OperationsEntry.objects.create(
            day=day, by=request.user, text=text or _("called in"), patrol=patrol,
            area=patrol.area if patrol else own_area(request),
        )  # fmt: skip
    else:
        messages.error(request, " ".join(form.errors["text"]))
    return back(request, day)


@never_cache
@require_POST
def no_show(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Note that somebody did not come, or that they did after all."""
    patrol = get_object_or_404(visible(request.access, Patrol.objects.all()), pk=patrol_id)
    came = request.POST.get("came", "")
    text = came or request.POST.get("missing", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    seat = get_object_or_404(Assignment, patrol=patrol, volunteer=int(text))
    if patrol.starts_at > now():
        messages.error(request, _("This patrol has not begun yet."))
    elif came:
        NoShow.objects.filter(patrol=patrol, volunteer=seat.volunteer_id).delete()
    else:
        NoShow.objects.get_or_create(
            patrol=patrol, volunteer_id=seat.volunteer_id, defaults={"by": request.user}
        )
    return back(request, local_clock(District.objects.get(), patrol.starts_at).date())


def back(request: HttpRequest, day: date) -> HttpResponse:
    """The changed part; without script, the page again."""
    if request.htmx:
        return render(request, "day/patrols.html", day_context(request, day))
    return redirect(f"{reverse('day')}?day={day}")


def day_context(request: HttpRequest, day: date | None = None) -> dict[str, object]:
    district = District.objects.get()
    day = day or chosen_day(request, district)
    interval_min = load_rules().call_in_minutes
    areas = list(areas_of(request))
    code = request.POST.get("area") or request.GET.get("area", "")
    area = next((one for one in areas if one.code == code), areas[0] if areas else None)
    interval = timedelta(minutes=interval_min)
    rows = load_today(district, patrols_of(request, district, day), now(), interval, area)
    shown = [row for row in rows if row.patrol.area == area]
    return {
        "day": day,
        "areas": areas,
        "area": area,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        # The alarm is about all that the coordinator answers for, the table about one subdistrict.
        "rows": shown,
        "overdue": [row for row in rows if row.state is State.OVERDUE],
        "out": sum(row.state is State.OUT for row in shown),
        "interval": interval_min,
        "entries": entries_of(request, day)[:ENTRIES_SHOWN],
        "form": EntryForm(),
        "at": local_clock(district, now()),
    }


def patrols_of(request: HttpRequest, district: District, day: date) -> QuerySet[Patrol]:
    """The patrols in force on a local day, within reach of the coordinator.

    Today's are also those of the evening before that are still out or looked for: midnight ends no alarm.
    """
    first, last = day_span(district, day)
    of_day = Q(starts_at__gte=first, starts_at__lt=last)
    if first <= now() < last:
        of_day |= Q(starts_at__lt=first, ends_at__gt=now() - LOOKED_FOR)
    return visible(request.access, Patrol.objects.filter(of_day, roster__status="live"))


def entries_of(request: HttpRequest, day: date) -> QuerySet[OperationsEntry]:
    """The log of a day: lines about the own subdistricts, and those about the whole district."""
    rows = OperationsEntry.objects.filter(day=day).filter(Q(area=None) | Q(area__in=areas_of(request)))
    return rows.select_related("by", "patrol")


def areas_of(request: HttpRequest) -> QuerySet[Area]:
    """The subdistricts of the coordinator in which there are posts of patrols."""
    found = Area.objects.filter(level="subdistrict", patrol__isnull=False).distinct()
    return visible(request.access, found).defer("shape").order_by("code")


def own_area(request: HttpRequest) -> Area | None:
    """The subdistrict of a coordinator who has one; None for the whole district or several."""
    codes = request.access.area_codes
    if not codes or len(codes) > 1:
        return None
    return Area.objects.filter(level="subdistrict", code__in=codes).order_by("-valid_from").first()


def chosen_day(request: HttpRequest, district: District) -> date:
    return day_of(request.POST.get("day") or request.GET.get("day", ""), local_clock(district, now()).date())
