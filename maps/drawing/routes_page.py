"""The page with all patrols of the plan, those of one day and slot at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from maps.drawing import paths
from maps.drawing.cell_parts import areas_json
from maps.drawing.encode import encode_line
from maps.drawing.html import Html, Json, both, option, table
from maps.drawing.page import Drawing, Frame, draw_map_page, map_box
from maps.drawing.palette import ROUTES
from maps.drawing.values import AreaShape, BaseMap, Edition, RouteLine, Word
from maps.drawing.words import day_word, time_span

_TITLE = Word("Routes of the patrols", "巡防路线")
_LEAD = Word(
    "Choose a day and a time. A number on the map is the number in the table; both open the patrol.",
    "请选择日期和时段。地图上的编号与表格一致，点开可查看该班次。",
)
_STROKE = 'aria-hidden="true" viewBox="0 0 40 10"><path d="M1 5H39"/>'
_COLUMNS = (
    Word("No.", "编号"),
    Word("Post", "岗点"),
    Word("Time", "时间"),
    Word("People", "人数"),
    Word("Seats short", "缺员"),
    Word("Stops", "停靠点"),
    Word("Way", "路程"),
    Word("Subdistrict", "街道"),
)


def draw_routes(
    edition: Edition, basemap: BaseMap, areas: Sequence[AreaShape], routes: Sequence[RouteLine]
) -> str:
    """Draw the page of all routes; it belongs at ``paths.ROUTES``."""
    ordered = sorted(routes, key=lambda r: (r.starts, r.number, r.code))
    drawing = Drawing("routes", ("routes.js",), _data(areas, ordered), _TITLE)
    body = Html(
        f'<div class="split"><section class="map-side">{_choices(ordered)}{map_box(drawing)}{_legend()}'
        f'</section><section class="facts">{_table()}</section></div>'
    )
    return draw_map_page(Frame(edition, paths.ROUTES, _TITLE, _LEAD), basemap, drawing, body)


def _data(areas: Sequence[AreaShape], routes: Sequence[RouteLine]) -> Json:
    days, slots = _days(routes), _slots(routes)
    posts = sorted({r.post for r in routes})
    names = sorted({r.area for r in routes})
    rows: list[Json] = [
        [
            r.code,
            r.number,
            days.index(r.day),
            slots.index(r.slot),
            time_span(r.starts, r.ends),
            posts.index(r.post),
            names.index(r.area),
            r.people,
            r.seats_short,
            r.stops,
            round(r.walk_m),
            r.runs,
            r.rides,
            encode_line(r.line) if len(r.line) > 1 else "",
        ]
        for r in routes
    ]
    return {
        "areas": areas_json(areas),
        "routes": rows,
        "posts": posts,
        "names": names,
        "slots": len(slots),
        "colours": list(ROUTES),
    }


def _days(routes: Sequence[RouteLine]) -> list[date]:
    return sorted({r.day for r in routes})


def _slots(routes: Sequence[RouteLine]) -> list[Word]:
    """Return the slots in the order of their clock times; ``routes`` are in order of time within a day."""
    first = {r.slot: r.starts.time() for r in sorted(routes, key=lambda r: r.starts.time(), reverse=True)}
    return sorted(first, key=lambda slot: (first[slot], slot.en))


def _choices(routes: Sequence[RouteLine]) -> Html:
    days = [option(str(i), day_word(day)) for i, day in enumerate(_days(routes))]
    slots = [option(str(i), slot) for i, slot in enumerate(_slots(routes))]
    areas = [option("-1", Word("All", "全部"))]
    areas += [option(str(i), Word(name, name)) for i, name in enumerate(sorted({r.area for r in routes}))]
    return Html(
        '<p class="choice">'
        f"{_select('day', Word('Day', '日期'), days)}{_select('slot', Word('Time', '时段'), slots)}"
        f"{_select('area', Word('Subdistrict', '街道'), areas)}</p>"
    )


def _select(name: str, label: Word, options: Sequence[Html]) -> Html:
    return Html(
        f'<span class="pair"><label for="{name}">{both(label)}</label> '
        f'<select id="{name}">{"".join(options)}</select></span>'
    )


def _legend() -> Html:
    route = Word("route, with the patrol's number", "路线及班次编号")
    short = Word("dashed: seats are short", "虚线：缺员")
    post = Word("post where it starts and ends", "出发和返回的岗点")
    note = Word(
        "Colours only keep neighbours apart. Numbers that would overlap appear on zooming in. Patrols that "
        "do not run are in the table without a line.",
        "颜色仅用于区分相邻路线。重叠的编号放大后显示。不执行的班次只列在表中。",
    )
    return Html(
        '<ul class="legend-list" aria-label="Legend" data-label-en="Legend" data-label-zh="图例">'
        f'<li><svg class="line" {_STROKE}</svg>{both(route)}</li>'
        f'<li><svg class="line dashed" {_STROKE}</svg>{both(short)}</li>'
        f'<li><span class="post-dot" aria-hidden="true"></span>{both(post)}</li></ul>'
        f'<p class="note">{both(note)}</p>'
    )


def _table() -> Html:
    """Draw the head of the table; the page's script writes the rows of the chosen day and slot."""
    shown = table(Word("Patrols shown", "所示班次"), _COLUMNS, (), numeric=range(3, 7))
    return Html(f'<p id="counts" class="ledger" aria-live="polite"></p>{shown}')
