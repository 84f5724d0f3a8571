"""The page of one patrol: made for a phone in the cold, large and in the order in which it is needed."""

from __future__ import annotations

from collections.abc import Sequence

from maps.drawing import paths
from maps.drawing.encode import encode_line
from maps.drawing.html import Html, Json, both, escape, join, table
from maps.drawing.page import Drawing, Frame, draw_map_page, map_box
from maps.drawing.values import BaseMap, Edition, PatrolSheet, Person, Stop, Word
from maps.drawing.words import STOP_KINDS, clock, day_word, kilometres, time_span, way_word

_MAP_LABEL = Word("Map of the route with its numbered stops", "标有停靠点编号的路线图")


def draw_patrol(edition: Edition, basemap: BaseMap, sheet: PatrolSheet) -> str:
    """Draw the page of one patrol; it belongs at ``paths.patrol_path(sheet.code)``."""
    drawing = Drawing("patrol", ("patrol.js",), _data(sheet), _MAP_LABEL)
    body = Html(
        f'<div class="patrol"><section class="now">{_facts(sheet)}{_next_stop()}</section>'
        f'<section class="map-side">{map_box(drawing)}{_legend()}</section>'
        f'<section class="stops">{_stops(sheet)}</section>'
        f'<section class="people">{_people(sheet.people, sheet.seats_short)}</section>'
        f'<section class="rules">{_emergency(sheet)}{_rules(sheet.rules)}</section></div>'
    )
    day = day_word(sheet.starts.date())
    title = Word(f"Patrol {sheet.number} · {sheet.post}", f"{sheet.post} · {sheet.number} 号巡防")
    when = time_span(sheet.starts, sheet.ends)
    lead = Word(f"{day.en}, {when}", f"{day.zh} {when}")
    if note := sheet.day_note:
        lead = Word(f"{lead.en} ({note.en})", f"{lead.zh}（{note.zh}）")
    return draw_map_page(Frame(edition, paths.patrol_path(sheet.code), title, lead), basemap, drawing, body)


def _data(sheet: PatrolSheet) -> Json:
    return {
        "code": sheet.code,
        "line": encode_line(sheet.line) if len(sheet.line) > 1 else "",
        "post": [sheet.post_lon_lat[1], sheet.post_lon_lat[0], sheet.post],
        "ends": clock(sheet.ends),
        "stops": [
            {
                "number": s.number,
                "at": [round(s.lat, 6), round(s.lon, 6)],
                "kind": s.kind,
                "kindWord": [STOP_KINDS[s.kind].en, STOP_KINDS[s.kind].zh],
                "label": [s.label.en, s.label.zh],
                "arrives": clock(s.arrives),
                "leaves": clock(s.leaves),
                "minutes": s.minutes,
            }
            for s in sheet.stops
        ],
    }


def _facts(sheet: PatrolSheet) -> Html:
    pairs = (
        (Word("Meet at", "集合"), Html(f"{escape(sheet.post)}, {clock(sheet.starts)}")),
        (Word("Slot", "时段"), both(sheet.slot)),
        (Word("Back at", "返回"), Html(clock(sheet.ends))),
        (_way(sheet), Html(kilometres(sheet.walk_m))),
        (Word("Subdistrict", "街道"), escape(sheet.area)),
        (Word("Patrol code", "班次代码"), escape(sheet.code)),
    )
    items = "".join(f"<div><dt>{both(label)}</dt><dd>{value}</dd></div>" for label, value in pairs)
    return Html(f'<dl class="quick">{items}</dl>')


def _way(sheet: PatrolSheet) -> Word:
    word = way_word(rides=sheet.rides)
    return Word(word.en.capitalize(), word.zh)


def _next_stop() -> Html:
    """Leave room for the next stop, which depends on the stops ticked off on this phone."""
    return Html('<div class="next" aria-live="polite" id="next-stop"></div>')


def _legend() -> Html:
    words = (("post", "⌂", "post"), *((kind, "1", kind) for kind in ("hotspot", "visit")))
    names = {"post": Word("post: start and end", "岗点：起点和终点"), **_STOP_MEANINGS}
    items = "".join(
        f'<li><span class="pin {css}" aria-hidden="true">{sign}</span>{both(names[kind])}</li>'
        for css, sign, kind in words
    )
    return Html(f'<ul class="legend-list">{items}</ul>')


_STOP_MEANINGS = {
    "hotspot": Word("hotspot: stay and be seen", "热点：停留并让人看见"),
    "visit": Word("visit: agreed, do not skip", "走访：已约定，不可略过"),
}


def _stops(sheet: PatrolSheet) -> Html:
    heading = f"<h2>{both(Word('Stops', '停靠点'))}</h2>"
    if not sheet.stops:
        none = Word("No route: stay near the post.", "无路线：在岗点附近值守。")
        return Html(f"{heading}<p>{both(none)}</p>")
    items = join(_stop(stop) for stop in sheet.stops)
    return Html(f'{heading}<ol class="stop-list">{items}</ol>')


def _stop(stop: Stop) -> Html:
    kind = STOP_KINDS[stop.kind]
    risk = (
        Word(f", class {stop.risk_class} of 5", f"，风险 {stop.risk_class}/5 级")
        if stop.risk_class
        else Word("", "")
    )
    stay = Word(f"stay {stop.minutes} min", f"停留 {stop.minutes} 分钟")
    tick = Word(f"Stop {stop.number} done", f"{stop.number} 号点已完成")
    return Html(
        f'<li class="stop" data-stop="{stop.number}">'
        f'<span class="pin {stop.kind}" aria-hidden="true">{stop.number}</span>'
        f'<div class="what"><b>{both(stop.label)}</b>'
        f"<span>{both(kind)}{both(risk)} · {both(stay)}</span></div>"
        f'<div class="when"><b>{clock(stop.arrives)}</b><span>–{clock(stop.leaves)}</span></div>'
        f'<label class="tick"><input type="checkbox" data-done="{stop.number}">'
        f'<span class="hidden">{both(tick)}</span></label></li>'
    )


def _people(people: Sequence[Person], seats_short: int) -> Html:
    columns = (Word("Name", "姓名"), Word("Role", "角色"), Word("Kind", "类别"), Word("Team", "队伍"))
    rows = ((escape(p.name), both(p.role), both(p.kind), escape(p.team)) for p in people)
    shown = table(Word("People", "人员"), columns, rows)
    if not seats_short:
        return shown
    short = Word(f"{seats_short} seats are still empty.", f"仍缺 {seats_short} 人。")
    return Html(f'{shown}<p class="flag under">{both(short)}</p>')


def _emergency(sheet: PatrolSheet) -> Html:
    number = escape(sheet.emergency_number)
    return Html(
        f'<a class="emergency" href="tel:{number}">'
        f"<span>{both(Word('Emergency', '紧急电话'))}</span><b>{number}</b></a>"
    )


def _rules(rules: Sequence[Word]) -> Html:
    items = "".join(f"<li>{both(rule)}</li>" for rule in rules)
    return Html(f"<h2>{both(Word('Rules of the patrol', '巡防守则'))}</h2><ol>{items}</ol>")
