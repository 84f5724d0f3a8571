"""Patrols with their people and routes to the sheets, lines and lists of the pages."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

import numpy as np

from geoapp.convert.risk import cells_by_place
from geoapp.convert.times import local_clock
from geoapp.holidays import day_note_word
from geoapp.models import Assignment, District, EmptySeats, Patrol, Roster, Route, Travel
from geoapp.models import Stop as StopRow
from geoapp.queries.patrols import load_stop_cells, running
from geoapp.words import (
    EMPTY_SEAT_REASONS,
    HOME_VISIT,
    LEADER,
    MEMBER,
    RULES_OF_PRACTICE,
    STAYS_AT_POST,
    UNMET_VISIT_REASONS,
)
from maps.analysis.cells import Lattice
from maps.drawing.values import Line, PatrolSheet, Person, RouteLine, Stop, UnfilledRow, UnmetVisitRow, Word


def load_sheets(
    district: District,
    roster: Roster,
    lattice: Lattice,
    cell_class: np.ndarray,
    cell_name: list[str],
    *,
    patrol_ids: Collection[int] | None = None,
    address: Callable[[int], str] = lambda _patrol_id: "",
) -> list[PatrolSheet]:
    """The sheets of the patrols that run, in order of time and code.

    A patrol that got its first crew by hand has no route yet: its sheet tells it to stay near the post.

    Args:
        cell_class: Class of risk of each cell, shape (n_cells,).
        cell_name: Name of the area that holds each cell; the only thing a sheet says about a hotspot.
        patrol_ids: Which patrols; all if None.
        address: Address of a patrol's page on the site, empty if the sheet names none.
    """
    numbers = _numbers(roster)
    # Changes by hand may have emptied a patrol that has a route.
    wanted = set(numbers) if patrol_ids is None else numbers.keys() & set(patrol_ids)
    people = _people(wanted)
    cell_of_stop = _cell_of_stop(district, wanted, lattice)
    short = dict(EmptySeats.objects.filter(patrol__roster=roster).values_list("patrol_id", "seats_short"))
    sheets = []
    for patrol in _patrols(wanted):
        route = getattr(patrol, "route", None)
        sheets.append(
            PatrolSheet(
                id=patrol.pk,
                code=patrol.code,
                number=numbers[patrol.pk],
                post=patrol.post.name,
                post_lon_lat=(patrol.post.point.x, patrol.post.point.y),
                area=patrol.area.name,
                slot=Word(patrol.slot.name_en, patrol.slot.name_zh),
                starts=local_clock(district, patrol.starts_at),
                ends=local_clock(district, patrol.ends_at),
                people=people[patrol.pk],
                stops=tuple(
                    _stop(district, stop, cell_of_stop.get(stop.pk, -1), cell_class, cell_name)
                    for stop in (route.stops.all() if route else ())
                ),
                line=_line(route) if route else (),
                walk_m=route.walk_m if route else 0.0,
                rules=RULES_OF_PRACTICE,
                emergency_number=district.emergency_number,
                seats_short=short.get(patrol.pk, 0),
                page=address(patrol.pk),
                day_note=day_note_word(district, local_clock(district, patrol.starts_at).date()),
                rides=route is not None and route.travels == Travel.BICYCLE,
            )
        )
    return sheets


def _numbers(roster: Roster) -> dict[int, int]:
    """Number of each patrol among those that start at the same time, by code."""
    so_far: Counter[datetime] = Counter()
    numbers = {}
    for pk, starts_at in running(roster.patrols.all()).values_list("pk", "starts_at"):
        so_far[starts_at] += 1
        numbers[pk] = so_far[starts_at]
    return numbers


def _patrols(ids: Collection[int]) -> list[Patrol]:
    return list(
        Patrol.objects.filter(pk__in=ids)
        .select_related("post", "slot", "area", "route")
        .prefetch_related("route__stops__visit")
        .order_by("starts_at", "code")
    )


def _people(patrol_ids: Collection[int]) -> dict[int, tuple[Person, ...]]:
    people: dict[int, list[Person]] = defaultdict(list)
    found = Assignment.objects.filter(patrol__in=patrol_ids).defer("volunteer__home")
    for assignment in found.select_related("volunteer__team__kind").order_by(
        "patrol_id", "-volunteer__leader", "volunteer__registry_no"
    ):
        person = assignment.volunteer
        leads = person.leader and not people[assignment.patrol_id]
        kind = person.team.kind
        people[assignment.patrol_id].append(
            Person(
                person.name, LEADER if leads else MEMBER, Word(kind.name_en, kind.name_zh), person.team.name
            )
        )
    return {patrol: tuple(members) for patrol, members in people.items()}


def _cell_of_stop(district: District, patrol_ids: Collection[int], lattice: Lattice) -> dict[int, int]:
    number = cells_by_place(lattice)
    return {stop: number.get(place, -1) for stop, place in load_stop_cells(district, patrol_ids).items()}


def _stop(district: District, stop: StopRow, cell: int, cell_class: np.ndarray, cell_name: list[str]) -> Stop:
    name = cell_name[cell] if cell >= 0 else ""
    labels = {
        StopRow.Kind.POST: STAYS_AT_POST,
        StopRow.Kind.VISIT: HOME_VISIT,
        StopRow.Kind.HOTSPOT: Word(name, name),
    }
    return Stop(
        number=stop.number,
        lon=stop.point.x,
        lat=stop.point.y,
        arrives=local_clock(district, stop.arrives_at),
        leaves=local_clock(district, stop.leaves_at),
        minutes=round((stop.leaves_at - stop.arrives_at).total_seconds() / 60),
        kind=stop.kind,
        label=labels[StopRow.Kind(stop.kind)],
        risk_class=int(cell_class[cell]) if cell >= 0 and stop.kind == StopRow.Kind.HOTSPOT else 0,
    )


def _line(route: Route) -> Line:
    """The way on the streets without the vertices that only mark time."""
    vertices = [(round(lon, 6), round(lat, 6)) for lon, lat in route.line]
    line = [vertex for vertex, before in zip(vertices, [None, *vertices], strict=False) if vertex != before]
    return tuple(line) if len(line) > 1 else ()


def route_lines(sheets: list[PatrolSheet]) -> list[RouteLine]:
    """The same patrols for the page of all routes."""
    return [
        RouteLine(
            code=sheet.code,
            number=sheet.number,
            day=sheet.starts.date(),
            slot=sheet.slot,
            starts=sheet.starts,
            ends=sheet.ends,
            post=sheet.post,
            area=sheet.area,
            line=sheet.line,
            walk_m=sheet.walk_m,
            stops=len(sheet.stops),
            people=len(sheet.people),
            seats_short=sheet.seats_short,
            rides=sheet.rides,
        )
        for sheet in sheets
    ]


def unfilled_rows(district: District, roster: Roster) -> list[UnfilledRow]:
    """The patrols with empty seats, those that do not run first, then by risk and time."""
    found = (
        EmptySeats.objects.filter(patrol__roster=roster, patrol__kind=Patrol.Kind.PATROL)
        .select_related("patrol__post", "patrol__slot", "patrol__area")
        .order_by("-not_run", "-patrol__risk", "patrol__starts_at", "patrol__code")
    )
    return [
        UnfilledRow(
            code=row.patrol.code,
            day=local_clock(district, row.patrol.starts_at).date(),
            slot=Word(row.patrol.slot.name_en, row.patrol.slot.name_zh),
            starts=local_clock(district, row.patrol.starts_at),
            ends=local_clock(district, row.patrol.ends_at),
            post=row.patrol.post.name,
            area=row.patrol.area.name,
            seats_short=row.seats_short,
            reason=EMPTY_SEAT_REASONS[row.reason][0],
            remedy=EMPTY_SEAT_REASONS[row.reason][1],
            runs=not row.not_run,
            has_page=not row.not_run,
            facts=_counts(row.facts),
        )
        for row in found
    ]


def _counts(facts: dict[str, int]) -> Word:
    """The numbers behind a reason."""
    offer, free, needed = facts["offer"], facts["free"], facts["needed"]
    return Word(
        f"{offer} offer, {free} of them free, {needed} needed",
        f"报名 {offer} 人，其中可用 {free} 人，需 {needed} 人",
    )


def unmet_visit_rows(roster: Roster) -> list[UnmetVisitRow]:
    """The visits that no patrol makes, by day and reference."""
    found = roster.unmet_visits.select_related("visit", "area").order_by("day", "visit__ref")
    return [
        UnmetVisitRow(
            ref=row.visit.ref,
            day=row.day,
            window=f"{row.visit.window_from:%H:%M}–{row.visit.window_to:%H:%M}",
            area=row.area.name if row.area else "",
            reason=UNMET_VISIT_REASONS[row.reason],
        )
        for row in found
    ]
