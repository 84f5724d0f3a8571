"""What the auditor reads: who opened pages about people, rosters and incidents, and who changed what."""

from datetime import timedelta

from auditlog.models import LogEntry
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from geoapp.models import AccessRecord
from geoapp.permissions import PAGES

ROWS_A_PAGE = 50


class AuditFilter(forms.Form):
    """Whose doing, concerning whom, and since when; all optional."""

    user = forms.CharField(label=_("By user"), required=False, max_length=150)
    subject = forms.CharField(label=_("Concerning id"), required=False, max_length=100)
    days = forms.TypedChoiceField(
        label=_("Period"),
        required=False,
        coerce=int,
        empty_value=30,
        initial=30,
        choices=[
            (1, _("last 24 hours")),
            (7, _("last 7 days")),
            (30, _("last 30 days")),
            (366, _("last year")),
        ],
    )


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    form, wanted = read_filter(request)
    rows = AccessRecord.objects.filter(at__gte=wanted["since"]).select_related("user").order_by("-at", "-pk")
    if wanted["user"]:
        rows = rows.filter(user__username__iexact=wanted["user"])
    if wanted["subject"]:
        rows = rows.filter(subject__icontains=wanted["subject"])
    page = page_of(request, rows)
    for row in page:
        row.page_label = PAGES[row.page].label if row.page in PAGES else ""
    return render(request, "audit/opened.html", {"form": form, "page": page})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    form, wanted = read_filter(request)
    rows = LogEntry.objects.filter(timestamp__gte=wanted["since"]).select_related("actor", "content_type")
    if wanted["user"]:
        rows = rows.filter(actor__username__iexact=wanted["user"])
    if wanted["subject"]:
        rows = rows.filter(object_repr__icontains=wanted["subject"])
    page = page_of(request, rows.order_by("-timestamp", "-pk"))
    for row in page:
        row.fields = plain_changes(row)
    return render(request, "audit/changes.html", {"form": form, "page": page})


def plain_changes(entry: LogEntry) -> list[tuple[str, str, str]]:
    """Field, before and after; links to several records, such as skills, as what was added or removed."""
    found = []
    for name, change in (entry.changes_dict or {}).items():
        if isinstance(change, dict):
            objects = ", ".join(change.get("objects", []))
            added = change.get("operation") == "add"
            found.append((name, "" if added else objects, objects if added else ""))
        else:
            found.append((name, *change))
    return found


def read_filter(request: HttpRequest) -> tuple[AuditFilter, dict[str, object]]:
    """The form and what it asks for; all of the last month while it is wrong."""
    form = AuditFilter({"days": 30} | request.GET.dict())
    cleaned = form.cleaned_data if form.is_valid() else {}
    days = cleaned.get("days") or 30
    return form, {
        "user": cleaned.get("user", ""),
        "subject": cleaned.get("subject", ""),
        "since": timezone.now() - timedelta(days=days),
    }


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """The page that the address asks for; the nearest there is when there is no such page."""
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
