"""Sheets to print: of one patrol, or of all patrols of a day."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from geoapp.convert.board import patrols_of_day
from geoapp.convert.day import day_of
from geoapp.convert.sheet_pdf import sheets_pdf
from geoapp.models import District, Patrol, Roster
from geoapp.permissions import visible


@never_cache
@require_GET
def of_patrol(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """The A4 page of one patrol."""
    patrol = get_object_or_404(visible(request.access, Patrol.objects.select_related("roster")), pk=patrol_id)
    return pdf(request, patrol.roster, [patrol.pk], slugify(patrol.code))


@never_cache
@require_GET
def of_day(request: HttpRequest, roster_id: int) -> HttpResponse:
    """All patrols of a day in one file; of one subdistrict if it is named."""
    roster = get_object_or_404(visible(request.access, Roster.objects.all()), pk=roster_id)
    day = day_of(request.GET.get("day", ""), roster.starts_on)
    patrols = patrols_of_day(District.objects.get(), roster, day, request.GET.get("area", ""))
    ids = list(visible(request.access, patrols).values_list("pk", flat=True))
    return pdf(request, roster, ids, f"{day}")


def pdf(request: HttpRequest, roster: Roster, patrol_ids: list[int], name: str) -> HttpResponse:
    """The file; "not found" if none of the patrols runs."""
    content = sheets_pdf(
        District.objects.get(),
        roster,
        patrol_ids,
        lambda patrol_id: request.build_absolute_uri(reverse("my_route", args=[patrol_id])),
    )
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="patrolgrid-{name}.pdf"'},
    )
