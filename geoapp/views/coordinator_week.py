"""This week: what runs, what lacks people and what would help, who is uneven, who has not answered."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from geoapp.convert.times import local_clock
from geoapp.convert.week import (
    empty_seats_of,
    load_days,
    load_shares,
    monday,
    patrols_in_week,
    unanswered,
    unmet_visits,
)
from geoapp.mending.edits import MendingError
from geoapp.mending.remedies import apply_remedy
from geoapp.models import EmptySeats, Patrol, Roster, UnmetVisit, Volunteer
from geoapp.permissions import visible
from geoapp.pipeline import the_district
from geoapp.remedy_words import Advice, advice, in_language
from geoapp.words import UNMET_VISIT_REASONS

ROWS_A_PAGE = 20
WEEK = timedelta(days=7)
SUMMED = ("wanted", "run", "not_run", "desired", "filled", "empty", "confirmed", "declined", "silent")


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """The week in force around a day; the next one in force if the present has none."""
    district = the_district()
    first = monday(_wanted_day(request) or _first_day_in_force(local_clock(district, timezone.now()).date()))
    patrols = patrols_in_week(district, visible(request.access, Patrol.objects.all()), first)
    days = load_days(district, patrols, first)
    rosters = list(patrols.order_by("roster").values_list("roster", flat=True).distinct())
    visits = _page(request, unmet_visits(visible(request.access, UnmetVisit.objects.all()), first), "visits")
    for one in visits:
        one.why = (
            in_language(UNMET_VISIT_REASONS[one.reason]) if one.reason in UNMET_VISIT_REASONS else one.reason
        )
    context = {
        "before": first - WEEK,
        "after": first + WEEK,
        "days": days,
        "total": {name: sum(getattr(day, name) for day in days) for name in SUMMED},
        "rosters": rosters,
        "shares": load_shares(rosters, visible(request.access, Volunteer.objects.all())),
        "visits": visits,
        "silent": _page(request, unanswered(patrols), "silent"),
        **_empty(request, patrols),
    }
    return render(request, "coordinator/week.html", context)


@require_POST
def remedy(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Make the change that fills a seat, as somebody says it is agreed; then the list as it is now."""
    district = the_district()
    patrol = get_object_or_404(visible(request.access, Patrol.objects.select_related("roster")), pk=patrol_id)
    try:
        apply_remedy(patrol.pk, by=request.user)
    except MendingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(patrol)s has somebody more.") % {"patrol": patrol.code})
    first = monday(local_clock(district, patrol.starts_at).date())
    if not request.htmx:
        return redirect(f"{reverse('week')}?{urlencode({'day': first})}")
    patrols = patrols_in_week(district, visible(request.access, Patrol.objects.all()), first)
    context = {"with_messages": True, **_empty(request, patrols)}
    return render(request, "coordinator/empty_seats.html", context)


def _empty(request: HttpRequest, patrols: QuerySet[Patrol]) -> dict[str, object]:
    rows = _page(request, empty_seats_of(patrols), "empty")
    people = visible(request.access, Volunteer.objects.select_related("team"))
    return {"empty": rows, "advice": _advised(list(rows), people)}


def _advised(rows: list[EmptySeats], people: QuerySet[Volunteer]) -> list[tuple[EmptySeats, Advice]]:
    """Each patrol with its reason and remedy in words; people of other areas only by their team."""
    named = {
        volunteer
        for row in rows
        for volunteer in (row.remedy.get("volunteer_id"), *row.remedy.get("crew", ()))
        if volunteer is not None
    }
    known = Volunteer.objects.filter(pk__in=named).select_related("team").defer("home").in_bulk()
    own = set(people.filter(pk__in=named).values_list("pk", flat=True))
    names = {pk: person.name if pk in own else person.team.name for pk, person in known.items()}
    return [(row, advice(row, names)) for row in rows]


def _wanted_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _first_day_in_force(today: date) -> date:
    """Today, or the first day of the next roster if none is in force this week."""
    live = Roster.objects.filter(status=Roster.Status.LIVE)
    periods = sorted((roster.starts_on, roster.last_day) for roster in live.only("starts_on", "days"))
    to_come = [max(starts_on, today) for starts_on, last_day in periods if last_day >= monday(today)]
    return min(to_come, default=today)


def _page(request: HttpRequest, rows: QuerySet, name: str) -> Page:
    """One page of a list; the lists of the week are paged each by its own parameter."""
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get(name))
    page.name = name
    page.before, page.after = (
        f"?{urlencode({**request.GET.dict(), name: number})}#{name}"
        for number in (page.number - 1, page.number + 1)
    )
    return page
