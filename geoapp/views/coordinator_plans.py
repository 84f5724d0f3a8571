"""Generate: ask for a plan, watch it being made, compare drafts, and put one in force."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from geoapp import jobs
from geoapp.comparing import compare
from geoapp.convert.drafts import pins_let_go
from geoapp.convert.times import local_clock
from geoapp.holidays import special_days, years_without_table
from geoapp.models import Area, Assignment, Job, Level, Roster
from geoapp.permissions import Access, visible
from geoapp.pipeline import PlanError, the_district
from geoapp.plan_words import figure_rows, stages_of
from geoapp.publishing import publish

WHOLE = "all"
JOBS_SHOWN, DRAFTS_SHOWN, DIFFERENCES_A_PAGE = 5, 30, 50
# Beside the form: which days of the next weeks are no plain ones.
DAYS_AHEAD = 60


class PlanForm(forms.Form):
    """A period, an area, and which of several possible plans."""

    start = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=366, initial=7)
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    seed = forms.IntegerField(
        label=gettext_lazy("Variant"),
        min_value=1,
        max_value=999_999,
        initial=1,
        help_text=gettext_lazy(
            "The same variant gives the same plan; another gives a draft to compare with."
        ),
    )

    def __init__(self, *args: object, access: Access, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].initial = today + timedelta(days=7 - today.weekday())
        areas = visible(access, Area.objects.filter(level=Level.SUBDISTRICT)).filter(
            Q(valid_to=None) | Q(valid_to__gt=today)
        )
        whole = [(WHOLE, _("All subdistricts"))] if access.area_codes is None else []
        self.fields["area"].choices = whole + sorted(areas.values_list("code", "name"))

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("area") == WHOLE:
            cleaned["area"] = ""
        code, start = cleaned.get("area"), cleaned.get("start")
        if (
            code
            and start
            and not Area.objects.filter(
                Q(valid_to=None) | Q(valid_to__gt=start),
                code=code,
                level=Level.SUBDISTRICT,
                valid_from__lte=start,
            ).exists()
        ):
            self.add_error("area", _("this subdistrict does not exist on the first day"))
        return cleaned


@require_http_methods(["GET", "POST"])
def generate(request: HttpRequest) -> HttpResponse:
    """The form, what is being made, and the drafts there are."""
    today = local_clock(the_district(), timezone.now()).date()
    form = PlanForm(request.POST or None, access=request.access, today=today)
    if form.is_valid():
        wanted = form.cleaned_data
        job = jobs.start(
            Job.Kind.PLAN, {**wanted, "start": wanted["start"].isoformat()}, asked_by=request.user
        )
        return redirect("job", job_id=job.pk)
    drafts = list(_drafts(request.access)[:DRAFTS_SHOWN])
    for draft in drafts:
        draft.may_publish = reaches(request.access, draft)
    _note_what_is_in_force(request, drafts)
    ahead = [today + timedelta(days=day) for day in range(DAYS_AHEAD)]
    context = {
        "form": form,
        "special": special_days(request.district, ahead),
        "unknown_years": years_without_table(request.district, ahead),
        "jobs": visible(request.access, Job.objects.filter(kind=Job.Kind.PLAN)).order_by("-pk")[:JOBS_SHOWN],
        "drafts": drafts,
    }
    return render(request, "coordinator/generate.html", context, status=200 if not form.errors else 422)


@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a plan is; the page asks again by itself until it has ended."""
    jobs.tend()
    found = _job(request, job_id)
    made = Roster.objects.filter(job=found).select_related("area").defer("certificate", "area__shape")
    roster = made.first() if found.status == Job.Status.DONE else None
    _note_what_is_in_force(request, [roster] if roster else [])
    context = {
        "job": found,
        "stages": stages_of(found),
        "roster": roster,
        "figures": figure_rows(roster) if roster else [],
        "special": special_days(request.district, roster.all_days) if roster else [],
        "others": _comparable(request.access, roster) if roster else [],
        "may_publish": roster is not None and reaches(request.access, roster),
    }
    return render(request, f"coordinator/{'job_progress' if request.htmx else 'job'}.html", context)


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    if jobs.cancel(_job(request, job_id)):
        messages.success(request, _("Cancelled; nothing was saved."))
    else:
        messages.info(request, _("It had ended already."))
    return redirect("job", job_id=job_id)


@require_GET
def compare_drafts(request: HttpRequest) -> HttpResponse:
    """Two rosters of the same days side by side."""
    pair = [request.GET.get("first", ""), request.GET.get("second", "")]
    if not all(number.isdecimal() for number in pair) or pair[0] == pair[1]:
        messages.error(request, _("Choose two drafts to compare."))
        return redirect("generate")
    rosters = visible(request.access, Roster.objects.select_related("area"))
    first, second = (get_object_or_404(rosters, pk=number) for number in pair)
    try:
        found = compare(first, second)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("generate")
    _note_what_is_in_force(request, [first, second])
    context = {
        "first": first,
        "second": second,
        "names": [_name(one) for one in (first, second)],
        "people": found.people,
        "figures": figure_rows(first, second),
        "page": Paginator(found.patrols, DIFFERENCES_A_PAGE).get_page(request.GET.get("page")),
        "choices": [(roster, reaches(request.access, roster)) for roster in (first, second)],
    }
    return render(request, "coordinator/compare.html", context)


@require_POST
def put_in_force(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Publish a draft, at once or not at all."""
    roster = _own_roster(request, roster_id)
    try:
        published = publish(roster, by=request.user)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("generate")
    text = ngettext(
        "In force. %(count)d person was told what changes for them.",
        "In force. %(count)d people were told what changes for them.",
        published.told,
    )
    messages.success(request, text % {"count": published.told})
    return redirect("week")


@require_POST
def delete_draft(request: HttpRequest, roster_id: int) -> HttpResponse:
    roster = _own_roster(request, roster_id)
    if roster.status == Roster.Status.DRAFT:
        roster.delete()
        messages.success(request, _("The draft is deleted."))
    return redirect("generate")


def reaches(access: Access, roster: Roster) -> bool:
    """Whether somebody may decide about all that a roster holds."""
    if access.area_codes is None:
        return True
    return roster.area is not None and roster.area.code in access.area_codes


def _own_roster(request: HttpRequest, roster_id: int) -> Roster:
    roster = get_object_or_404(visible(request.access, Roster.objects.select_related("area")), pk=roster_id)
    if not reaches(request.access, roster):
        raise PermissionDenied
    return roster


def _job(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(visible(request.access, Job.objects.filter(kind=Job.Kind.PLAN)), pk=job_id)


def _note_what_is_in_force(request: HttpRequest, rosters: list[Roster]) -> None:
    """Note on each draft what its days and area have in force, and which pinned seats it would let go."""
    drafts = [one for one in rosters if one.status == Roster.Status.DRAFT]
    found = pins_let_go(request.district, drafts, visible(request.access, Assignment.objects.all()))
    live = Roster.objects.filter(status=Roster.Status.LIVE).order_by("pk")
    same = {row[1:]: row[0] for row in live.values_list("pk", "starts_on", "days", "area")}
    for draft in drafts:
        draft.lets_go = found[draft.pk]
        draft.in_force = same.get((draft.starts_on, draft.days, draft.area_id))


def _name(roster: Roster) -> str:
    if roster.status == Roster.Status.LIVE:
        return _("In force")
    return _("Variant %(number)s") % {"number": roster.seed}


def _comparable(access: Access, roster: Roster) -> QuerySet[Roster]:
    """Other drafts of the same days and area."""
    same = {"starts_on": roster.starts_on, "days": roster.days, "area": roster.area}
    return _drafts(access).filter(**same).exclude(pk=roster.pk)[:DRAFTS_SHOWN]


def _drafts(access: Access) -> QuerySet[Roster]:
    """The drafts that are whole, the newest first; those of an area only to its coordinators."""
    drafts = visible(access, Roster.objects.filter(status=Roster.Status.DRAFT, planned_at__isnull=False))
    unfinished = Q(job__status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    drafts = drafts.exclude(unfinished).select_related("area").order_by("-pk")
    drafts = drafts.defer("certificate", "area__shape")
    if access.area_codes is None:
        return drafts
    return drafts.filter(Q(area=None) | Q(area__code__in=access.area_codes))
