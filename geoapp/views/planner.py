"""Where and when incidents are expected, what the patrols cover, and what planners ask about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import shapely
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from geoapp.answer_tables import before_after_answer, comparison_answer, what_if_answers
from geoapp.answers import Answer
from geoapp.convert.base_map import load_area_shapes, load_drawn_map
from geoapp.convert.coverage_pages import coverage_facts
from geoapp.convert.risk import load_lattice
from geoapp.convert.risk_pages import group_word, names_of_cells, risk_groups
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.convert.versions import newest_in_force
from geoapp.forms.planner import BeforeAfterForm, WhatIfForm
from geoapp.holidays import special_days
from geoapp.models import District, Roster, StreetExtract
from geoapp.pipeline import PlanError, measure_coverage
from geoapp.planner_files import NoSuchFile, brief_names, file_names, planner_file
from geoapp.queries.places import load_areas, load_outlines
from geoapp.questions import ask_before_after, ask_what_if, compare_rosters
from geoapp.summary import spoken
from geoapp.variety_words import variety_answer
from maps.drawing.asset_files import streets_script
from maps.drawing.coverage_page import COVERAGE_LEAD, COVERAGE_TITLE, coverage_parts
from maps.drawing.hotspots_page import HOTSPOTS_LEAD, HOTSPOTS_TITLE, hotspots_parts
from maps.drawing.html import Html
from maps.drawing.page import Drawing, embedded
from maps.drawing.values import BaseMap, Word

Drawn = TypeVar("Drawn")
# Drawing takes most of a second and changes with what is measured only, which is part of the key.
KEPT_S = 3600
SHOWN_ROSTERS = 20
# In the session: moving between these pages keeps the roster.
LOOKED_AT = "planner-roster"
FORMAT_LABELS = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "zip": "CSV", "png": "PNG", "pdf": "PDF"}


@dataclass(frozen=True)
class Link:
    """A link with its label."""

    url: str
    label: str


@require_GET
def hotspots(request: HttpRequest) -> HttpResponse:
    """Hotspots by hour of the week and group of categories, with the backtest beside them."""
    return _map_page(request, "hotspots", HOTSPOTS_TITLE, HOTSPOTS_LEAD, _draw_hotspots)


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Planned against actual coverage, gaps, equity, hours of the week."""
    return _map_page(request, "coverage", COVERAGE_TITLE, COVERAGE_LEAD, _draw_coverage)


@require_POST
def count(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Count again what was delivered, with what phones have sent since."""
    roster = get_object_or_404(Roster, pk=roster_id)
    try:
        measure_coverage(roster)
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Counted with all that has come in until now."))
    return redirect(f"{reverse('planner-coverage')}?roster={roster.pk}")


@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """What more patrols, posts or other hours would add, or two rosters side by side."""
    roster = _chosen(request)
    title = _("What if")
    if roster is None:
        return _nothing(request, title)
    form = WhatIfForm(request.POST if request.method == "POST" else None, roster)
    answers: list[Answer] = []
    refused = ""
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["compare"]
        try:
            answers = (
                what_if_answers(ask_what_if(roster))
                if other is None
                else [comparison_answer(roster.pk, other.pk, compare_rosters(roster, other))]
            )
        except PlanError as error:
            refused = str(error)
    lead = _("What the patrols cover, measured by incidents that the plan did not know, where there are any.")
    return _question(request, roster, title, lead, form, answers, refused)


@require_http_methods(["GET", "POST"])
def before_after(request: HttpRequest) -> HttpResponse:
    """Whether incidents fell where patrols began, against cells where they did not."""
    roster = _chosen(request)
    title = _("Before and after")
    if roster is None:
        return _nothing(request, title)
    form = BeforeAfterForm(request.POST if request.method == "POST" else None, roster.starts_on)
    answers: list[Answer] = []
    refused = ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        zone = ZoneInfo(request.district.time_zone)
        try:
            found = ask_before_after(
                datetime.combine(asked["began"], time(0), zone),
                asked["weeks"],
                asked["patrolled"],
                asked["control"],
                asked["buffer_m"],
            )
            answers = [before_after_answer(found)]
        except PlanError as error:
            refused = str(error)
    lead = _("A fall says nothing by itself: it is compared with places without these patrols.")
    return _question(request, roster, title, lead, form, answers, refused)


@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """What can be taken away."""
    roster = _chosen(request)
    title = _("Files")
    if roster is None:
        return _nothing(request, title)
    rows = [
        {
            "title": _file_title(what),
            **{who: [_file_link(roster, name) for name in names] for who, names in by_audience.items()},
        }
        for what, by_audience in file_names(roster).items()
    ]
    briefs = [
        Link(_file_link(roster, name).url, label)
        for name, label in zip(brief_names(), ("PDF, English", "PDF，中文"), strict=True)
    ]
    more = {"title": title, "rows": rows, "briefs": briefs}
    return render(request, "planner/files.html", {**_frame(request.district, roster), **more})


@require_GET
def file(request: HttpRequest, roster_id: int, name: str) -> HttpResponse:
    """One file."""
    roster = get_object_or_404(Roster, pk=roster_id)
    try:
        made = planner_file(request.district, roster, name, roster.streets.attribution)
    except NoSuchFile as error:
        raise Http404(name) from error
    kind = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(made.content, content_type=made.content_type, headers=kind)


@require_GET
@cache_control(private=True, max_age=24 * 3600)
def streets(_request: HttpRequest, extract_id: int) -> HttpResponse:
    """The streets under the maps, as a script, because every map of a district shares them."""
    extract = get_object_or_404(StreetExtract, pk=extract_id)
    roster = Roster.objects.filter(streets=extract).order_by("pk").last()
    if roster is None:
        raise Http404(extract_id)
    script = _kept(f"streets-{extract.pk}", lambda: streets_script(_base_map(roster)))
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _map_page(
    request: HttpRequest,
    tab: str,
    title: Word,
    lead: Word,
    draw: Callable[[District, Roster], tuple[Drawing, Html]],
) -> HttpResponse:
    roster = _chosen(request)
    if roster is None:
        return _nothing(request, spoken(title))
    report = getattr(roster, "coverage_report", None)
    measured = report.measured_at.timestamp() if report else 0

    def drawn() -> tuple[tuple[str, ...], str]:
        drawing, body = draw(request.district, roster)
        return drawing.scripts, embedded(drawing, body, _base_map(roster))

    variety = variety_answer(roster) if tab == "coverage" else None
    scripts, body = _kept(f"{tab}-{roster.pk}-{roster.surface_id}-{measured}", drawn)
    more = {
        "title": spoken(title),
        "lead": spoken(lead),
        "body": body,
        "drawn_by": [f"drawing/{script}" for script in scripts],
        "answers": _shown([variety] if variety else []),
        "counted_at": report.measured_at if report and tab == "coverage" else None,
    }
    return render(request, "planner/map.html", {**_frame(request.district, roster), **more})


def _draw_hotspots(district: District, roster: Roster) -> tuple[Drawing, Html]:
    day = roster.starts_on
    lattice = load_lattice(district, day)
    levels = {level: load_areas(district, level, day) for level in ("community", "grid")}
    names = names_of_cells(lattice, levels["community"])
    groups, observed = risk_groups(district, roster.surface, lattice, levels, names)
    areas = (*load_area_shapes("community", day), *load_area_shapes("grid", day))
    return hotspots_parts(areas, groups, observed)


def _draw_coverage(district: District, roster: Roster) -> tuple[Drawing, Html]:
    day = roster.starts_on
    lattice = load_lattice(district, day)
    communities = load_areas(district, "community", day)
    per_week = load_risk_per_week(roster.surface, lattice)
    areas = (*load_area_shapes("subdistrict", day), *load_area_shapes("community", day))
    return coverage_parts(areas, coverage_facts(district, roster, lattice, per_week, communities))


def _base_map(roster: Roster) -> BaseMap:
    outline = shapely.union_all([shape for *_ids, shape in load_outlines("district", roster.starts_on)])
    return load_drawn_map(roster, outline)


def _kept(key: str, draw: Callable[[], Drawn]) -> Drawn:
    return cache.get_or_set(f"planner-{key}", draw, KEPT_S)


def _question(
    request: HttpRequest,
    roster: Roster,
    title: str,
    lead: str,
    form: object,
    answers: Sequence[Answer],
    refused: str,
) -> HttpResponse:
    more = {"title": title, "lead": lead, "form": form, "answers": _shown(answers), "refused": refused}
    return render(request, "planner/question.html", {**_frame(request.district, roster), **more})


def _shown(answers: Sequence[Answer]) -> list[dict[str, object]]:
    """Answers as ``planner/answers.html`` shows them."""
    return [
        {
            "title": spoken(answer.title),
            "headings": [spoken(column.heading) for column in answer.columns],
            "rows": answer.shown_rows(),
            "notes": [spoken(note) for note in answer.notes],
        }
        for answer in answers
    ]


def _chosen(request: HttpRequest) -> Roster | None:
    """The roster of the address, else the one that was looked at before, else what is in force."""
    rosters = Roster.objects.select_related("surface", "streets", "coverage_report")
    wanted = request.GET.get("roster", "")
    if wanted.isdecimal():
        roster = get_object_or_404(rosters, pk=int(wanted))
        request.session[LOOKED_AT] = roster.pk
        return roster
    before = rosters.filter(pk=request.session.get(LOOKED_AT)).first()
    return before or newest_in_force(rosters, timezone.localdate())


def _frame(district: District, roster: Roster) -> dict[str, object]:
    rosters = Roster.objects.order_by("-pk")[:SHOWN_ROSTERS]
    return {"roster": roster, "rosters": rosters, "special": special_days(district, roster.all_days)}


def _nothing(request: HttpRequest, title: str) -> HttpResponse:
    return render(request, "planner/nothing.html", {"title": title})


def _file_title(what: str) -> str:
    if what == "coverage":
        return _("Coverage and gaps by cell")
    group = what.removeprefix("risk-")
    return _("Risk by cell: %(group)s") % {"group": spoken(group_word("" if group == "all" else group))}


def _file_link(roster: Roster, name: str) -> Link:
    url = reverse("planner-file", kwargs={"roster_id": roster.pk, "name": name})
    return Link(url, FORMAT_LABELS[name.rsplit(".", 1)[1]])
