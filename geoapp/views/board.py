"""The board: who goes where on one day, changed seat by seat, each change checked at once."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from geoapp import mending
from geoapp.convert.board import board_rows, load_cells, patrols_of_day, ranked_people
from geoapp.convert.times import local_clock
from geoapp.mending.edits import MendingError
from geoapp.mending_words import change_in_words, remedy_in_words
from geoapp.models import Area, District, EmptySeats, Patrol, Roster, RosterEdit, Slot, SwapRequest, Volunteer
from geoapp.permissions import visible
from geoapp.views.board_changes import CHANGES, Change, read_change

EDITS_SHOWN = 8
SWAPS_SHOWN = 10
# For one seat; and for a whole crew, which needs a leader and two kinds of team
BEST_SHOWN, BEST_CREW_SHOWN = 5, 12


@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """One day of a roster in one subdistrict; a patrol of it may be open in the side panel."""
    district = District.objects.get()
    roster = chosen_roster(request)
    if roster is None:
        return render(request, "board/none.html")
    patrol = chosen_patrol(request, roster)
    day = local_clock(district, patrol.starts_at).date() if patrol else chosen_day(request, roster)
    areas = visible(request.access, Area.objects.filter(level="subdistrict", patrol__roster=roster))
    areas = list(areas.distinct().order_by("code"))
    code = patrol.area.code if patrol else request.GET.get("area", "")
    area = next((one for one in areas if one.code == code), areas[0] if areas else None)
    cells = load_cells(
        district, mine(request, patrols_of_day(district, roster, day, area.code if area else ""))
    )
    slots = list(Slot.objects.filter(pk__in={cell.patrol.slot_id for cell in cells}))
    context = {
        "roster": roster,
        "rosters": Roster.objects.exclude(status="superseded")
        .defer("certificate")
        .order_by("-starts_on", "-pk")[:12],
        "day": day,
        "days": roster_days(roster),
        "areas": areas,
        "area": area,
        "slots": slots,
        "rows": board_rows(cells, slots),
        "people": sum(len(cell.seats) for cell in cells),
        "free": sum(cell.seats_free for cell in cells if not cell.standby),
        "not_run": sum(not cell.runs for cell in cells if not cell.standby),
        "open_id": patrol.pk if patrol else None,
        **log_context(request, roster),
        **(panel_context(request, patrol) if patrol else {}),
    }
    return render(request, "board/board.html", context)


@never_cache
@require_GET
def panel(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """The side panel of one patrol: its crew, its empty seats, and the best people for them."""
    patrol = get_object_or_404(mine(request, Patrol.objects.select_related("roster")), pk=patrol_id)
    if not request.htmx:
        return redirect(f"{reverse('board')}?roster={patrol.roster_id}&patrol={patrol.pk}")
    return render(request, "board/panel.html", panel_context(request, patrol))


@never_cache
@require_POST
def change(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Make one change of a patrol, and answer with everything on the board that it touched."""
    patrol = get_object_or_404(mine(request, Patrol.objects.select_related("roster")), pk=patrol_id)
    wanted = read_change(request, patrol)
    if wanted.action not in CHANGES:
        raise Http404
    edit = make(request, patrol.roster_id, wanted)
    return answer(request, patrol, edit)


@never_cache
@require_POST
def undo(request: HttpRequest, edit_id: int) -> HttpResponse:
    """Take one change back."""
    edit = get_object_or_404(RosterEdit, pk=edit_id)
    touched = list(mine(request, Patrol.objects.select_related("roster").filter(pk__in=edit.patrol_ids)))
    if len(touched) < len(edit.patrol_ids) or not touched:
        raise Http404
    back = attempt(request, lambda: mending.undo(edit.pk, by=request.user))
    left = [one for one in touched if Patrol.objects.filter(pk=one.pk).exists()]
    if len(left) < len(touched):
        # An urgent patrol that was called off is gone from the board too.
        day = local_clock(District.objects.get(), touched[-1].starts_at).date()
        url = f"{reverse('board')}?roster={edit.roster_id}&day={day}&area={touched[-1].area.code}"
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    return answer(request, touched[0], back)


@never_cache
@require_POST
def swap(request: HttpRequest, swap_id: int) -> HttpResponse:
    """Make a swap on which both people agree."""
    asked = get_object_or_404(SwapRequest.objects.select_related("asker_patrol__roster"), pk=swap_id)
    patrols = [pk for pk in (asked.asker_patrol_id, asked.other_patrol_id) if pk]
    if mine(request, Patrol.objects.filter(pk__in=patrols)).count() < len(patrols):
        raise Http404
    edit = attempt(request, lambda: mending.do_swap(asked.pk, by=request.user))
    return answer(request, asked.asker_patrol, edit)


def make(request: HttpRequest, roster_id: int, wanted: Change) -> RosterEdit | None:
    """Make a change that only touches what the coordinator may change."""

    def run() -> RosterEdit | None:
        with transaction.atomic():
            edit = CHANGES[wanted.action](roster_id, wanted)
            if edit and mine(request, Patrol.objects.filter(pk__in=edit.patrol_ids)).count() < len(
                edit.patrol_ids
            ):
                raise MendingError(
                    _("This would change a patrol of another subdistrict: ask its coordinator.")
                )
            return edit

    return attempt(request, run)


def attempt(request: HttpRequest, run: Callable[[], RosterEdit | None]) -> RosterEdit | None:
    """Run a change and tell how it went: what it cost or won, or why it cannot be."""
    try:
        edit = run()
    except mending.StaleRoster as error:
        messages.warning(request, str(error))
        return None
    except MendingError as error:
        messages.error(request, _("Not changed. %(why)s") % {"why": error})
        return None
    if edit is None:
        messages.info(request, _("Nothing had to change."))
    else:
        messages.success(request, change_in_words(edit.cost_change))
    return edit


def answer(request: HttpRequest, patrol: Patrol, edit: RosterEdit | None) -> HttpResponse:
    """The panel, the changed cells, the log and the messages; without script, the board again."""
    if not request.htmx:
        return redirect(f"{reverse('board')}?roster={patrol.roster_id}&patrol={patrol.pk}")
    changed = {patrol.pk, *(edit.patrol_ids if edit else ())}
    district = District.objects.get()
    patrol.roster.refresh_from_db()
    context = panel_context(request, patrol) | {
        "cells": load_cells(district, mine(request, Patrol.objects.filter(pk__in=changed))),
        "open_id": patrol.pk,
        "roster": patrol.roster,
        **log_context(request, patrol.roster),
    }
    return render(request, "board/changed.html", context)


def panel_context(request: HttpRequest, patrol: Patrol) -> dict[str, object]:
    """What the side panel of a patrol shows."""
    district = District.objects.get()
    cell = load_cells(district, Patrol.objects.filter(pk=patrol.pk))[0]
    most = BEST_SHOWN if cell.runs or cell.standby else BEST_CREW_SHOWN
    best = ranked_people(mending.best_for_seat(patrol, most)) if cell.seats_free else []
    near = mine(request, patrols_of_day(district, patrol.roster, cell.starts.date(), patrol.area.code))
    return {
        "roster": patrol.roster,
        "cell": cell,
        "able": [one for one in best if not one.candidate.broken],
        "unable": [one for one in best if one.candidate.broken],
        "others": near.filter(slot=patrol.slot).exclude(pk=patrol.pk).select_related("post").order_by("code"),
        "remedy": remedy_text(cell.empty),
    }


def remedy_text(empty: EmptySeats | None) -> str:
    """The cheapest change for an empty seat, with names."""
    if empty is None or not empty.remedy:
        return ""
    ids = [*empty.remedy["crew"], empty.remedy["volunteer_id"]]
    names = dict(Volunteer.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "name"))
    return remedy_in_words(empty.remedy, names)


def log_context(request: HttpRequest, roster: Roster) -> dict[str, object]:
    """The last changes, and the swaps that wait, with whether the rules allow them now."""
    edits = list(roster.edits.select_related("by", "undone_by")[:EDITS_SHOWN])
    codes = dict(
        Patrol.objects.filter(pk__in={pk for edit in edits for pk in edit.patrol_ids}).values_list(
            "pk", "code"
        )
    )
    reachable = set(mine(request, Patrol.objects.filter(pk__in=codes)).values_list("pk", flat=True))
    swaps = SwapRequest.objects.filter(
        asker_patrol__in=mine(request, Patrol.objects.filter(roster=roster)), state__in=["asked", "agreed"]
    ).select_related("asker", "other", "asker_patrol", "other_patrol")[:SWAPS_SHOWN]
    return {
        "edits": [
            {
                "edit": edit,
                "patrols": [codes[pk] for pk in edit.patrol_ids if pk in codes],
                "may_undo": edit.kind != RosterEdit.Kind.UNDO
                and not hasattr(edit, "undone_by")
                and reachable.issuperset(edit.patrol_ids),
            }
            for edit in edits
        ],
        "swaps": [{"swap": one, "why_not": swap_forbidden(one)} for one in swaps],
    }


def swap_forbidden(asked: SwapRequest) -> str:
    """Why a swap on which both agree cannot be made now; empty if it can."""
    if asked.state != SwapRequest.State.AGREED:
        return ""
    try:
        mending.try_out(lambda: mending.do_swap(asked.pk))
    except MendingError as error:
        return str(error)
    return ""


def mine(request: HttpRequest, patrols: QuerySet[Patrol]) -> QuerySet[Patrol]:
    """Those of the patrols that the coordinator may see and change."""
    return visible(request.access, patrols)


def chosen_roster(request: HttpRequest) -> Roster | None:
    """The roster that was asked for, or the one in force, or the latest."""
    rosters = visible(request.access, Roster.objects.all())
    asked = request.GET.get("roster", "")
    if asked.isascii() and asked.isdigit():
        return get_object_or_404(rosters, pk=int(asked))
    return rosters.filter(status="live").order_by("-starts_on").first() or rosters.order_by("-pk").first()


def chosen_patrol(request: HttpRequest, roster: Roster) -> Patrol | None:
    asked = request.GET.get("patrol", "")
    if not (asked.isascii() and asked.isdigit()):
        return None
    patrols = mine(request, roster.patrols.select_related("area", "roster", "slot"))
    return get_object_or_404(patrols, pk=int(asked))


def chosen_day(request: HttpRequest, roster: Roster) -> date:
    """A day of the roster: as asked for, else today if it has it, else its first."""
    days = roster_days(roster)
    asked = request.GET.get("day", "")
    today = local_clock(District.objects.get(), now()).date()
    return next((day for day in days if day.isoformat() == asked), today if today in days else days[0])


def roster_days(roster: Roster) -> list[date]:
    return [roster.starts_on + timedelta(days=k) for k in range(roster.days)]
