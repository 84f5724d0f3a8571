"""What phones send and fetch: their queue, positions of other apps, the calendar and the route as GPX."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from geoapp.fieldwork.calendars import calendar_feed
from geoapp.fieldwork.position_apps import read_message
from geoapp.fieldwork.recording import store_reports
from geoapp.fieldwork.reports import BadReport, Report, by_our_clock, moment, parsed_report
from geoapp.fieldwork.tokens import shift_of_token, volunteer_of_calendar
from geoapp.fieldwork.tracking import NotTracked, add_positions

# A phone sends its queue in parts; each has at most so many reports.
MOST_REPORTS = 500


@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """Store a part of a phone's queue and say for each report whether it is stored.

    The body is ``{"sent_at": "…", "reports": [{"kind": "check-in", "client_id": "…", "patrol": 1, …}]}``. A
    report that was stored before is stored, so a phone may send until it hears so. A refused one stays
    refused: the phone keeps it and shows why.
    """
    volunteer = request.access.volunteer
    try:
        sent_at, items = _queue(request.body)
    except BadReport as error:
        return JsonResponse({"error": str(error)}, status=400)
    reports: list[Report] = []
    results: list[dict[str, object]] = []
    for item in items:
        try:
            reports.append(by_our_clock(parsed_report(item), sent_at, timezone.now()))
        except BadReport as error:
            named = item.get("client_id") if isinstance(item, dict) else None
            results.append({"client_id": named, "stored": False, "reason": str(error)})
    results += [
        {"client_id": str(outcome.client_id), "stored": not outcome.refused, "reason": outcome.refused}
        for outcome in store_reports(volunteer, reports)
    ]
    return JsonResponse({"results": results})


def _queue(body: bytes) -> tuple[object, list[object]]:
    try:
        queue = json.loads(body)
    except (UnicodeDecodeError, ValueError) as error:
        raise BadReport(_("The queue is not JSON.")) from error
    reports = queue.get("reports") if isinstance(queue, dict) else None
    if not isinstance(reports, list) or len(reports) > MOST_REPORTS:
        raise BadReport(_("A queue holds a list of at most %(most)d reports.") % {"most": MOST_REPORTS})
    return moment(queue.get("sent_at")), reports


@csrf_exempt  # The key is in the request, and no cookie is looked at.
@never_cache
def position(request: HttpRequest) -> HttpResponse:
    """A position of OwnTracks, OsmAnd or Traccar Client, with the key of one shift.

    Nothing is stored unless the key is right, the volunteer has agreed, and the position lies in the shift.
    """
    body = request.body  # Before the form: afterwards Django no longer gives it.
    parameters = {**request.GET.dict(), **request.POST.dict()}
    try:
        message = read_message(parameters, body, request.headers.get("Authorization", ""))
    except BadReport as error:
        return _refusal(str(error), 400)
    shift = shift_of_token(message.token) if message.token else None
    if shift is None:
        refused = _refusal(
            _("Nothing was stored: this key opens no shift. Make a new one under My route."), 401
        )
        refused["WWW-Authenticate"] = 'Basic realm="Patrolgrid"'
        return refused
    if message.position is None:
        return JsonResponse([], safe=False)
    patrol, volunteer = shift
    if not patrol.starts_at <= message.position.at <= patrol.ends_at:
        return _refusal(_("Nothing was stored: the position lies outside the shift of this key."), 403)
    try:
        add_positions(patrol, volunteer, [message.position])
    except NotTracked as error:
        return _refusal(str(error), 403)
    # OwnTracks expects a list of what others sent, and nobody is shown to others.
    return JsonResponse([], safe=False)


def _refusal(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@require_GET
@never_cache
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar feed behind a link; a revoked one is gone for good."""
    volunteer = volunteer_of_calendar(token)
    if volunteer is None:
        return _refusal(_("This calendar link was revoked or never existed."), 410)
    feed = calendar_feed(volunteer, request.build_absolute_uri(reverse("home")))
    return HttpResponse(feed, content_type="text/calendar; charset=utf-8")
