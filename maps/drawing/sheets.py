"""Printed sheets, one A4 page a patrol: map, stops, people, rules, and lines to write on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import printable

import segno

from maps.drawing.paper import INK, PAPER_H_MM, PAPER_W_MM, QUIET, RED, RULE, WHITE, Colour, Paper
from maps.drawing.sheet_map import PaperStreets, draw_sheet_map, draw_stop_mark, paper_streets
from maps.drawing.values import BaseMap, Edition, PatrolSheet, Stop, Word
from maps.drawing.words import (
    STOP_KINDS,
    SYNTHETIC,
    clock,
    day_word,
    kilometres,
    period_word,
    time_span,
    way_word,
)

_MARGIN_MM = 12.0
_WIDTH_MM = PAPER_W_MM - 2 * _MARGIN_MM
_MAP_TOP_MM, _MAP_H_MM = 47.0, 112.0
_LEFT_W_MM = 106.0
_RIGHT_X_MM = _MARGIN_MM + _LEFT_W_MM + 6
_RIGHT_W_MM = _WIDTH_MM - _LEFT_W_MM - 6
_BELOW_MM = _MAP_TOP_MM + _MAP_H_MM + 8
_FOOT_MM = PAPER_H_MM - 10.0
_BODY_PT, _SMALL_PT, _RULE_PT = 10.0, 8.5, 9.5
_ROW_MM = 9.0
_QR_MM = 16.5
_PEOPLE_ON_TWO_LINES, _PEOPLE_SHOWN = 6, 10

_EMERGENCY = Word("Emergency", "紧急电话")
_PATROL = Word("Patrol", "巡防")
_STOPS = Word("Stops", "停靠点")
_STOP_COLUMNS = Word("arrive–leave, stay", "到达–离开，停留")
_PEOPLE = Word("People", "人员")
_RULES = Word("Rules", "守则")
_NOTES = Word("Notes", "记录")
_SHORT = Word("seats empty", "缺员")
_BACK = Word("Back at the post", "返回岗点")
_STAY = Word("No route: stay near the post.", "无路线：在岗点附近值守。")
_MORE = Word("more on the patrol's page", "其余见班次页面")
_MINUTES = Word("min", "分钟")
_ON_PHONE = Word("on the phone", "手机查看")
_STREETS = Word("Streets", "街道")
_CLASS = Word("class", "等级")
_LABELS = (
    _EMERGENCY, _PATROL, _STOPS, _STOP_COLUMNS, _PEOPLE, _RULES, _NOTES, _SHORT, _BACK, _STAY, _MORE,
    way_word(rides=False), way_word(rides=True),
    _MINUTES, _STREETS, _CLASS, _ON_PHONE, SYNTHETIC, *STOP_KINDS.values(),
)  # fmt: skip
_SIGNS = "0123456789年月日周一二三四五六日至岗巡号，。、：；（）–—−·…≥℃©°×"


def sheet_characters(edition: Edition, sheets: Iterable[PatrolSheet], basemap: BaseMap) -> str:
    """Return every character that sheets may print, sorted, for ``prepare_font``."""
    found = set(printable) | set(_SIGNS) | set(basemap.attribution)
    for word in (*_LABELS, edition.district):
        found |= set(word.en + word.zh)
    for street in basemap.streets:
        found |= set(street.name)
    for sheet in sheets:
        found |= set(sheet.code + sheet.post + sheet.area + sheet.emergency_number)
        words = [sheet.slot, *sheet.rules, *(stop.label for stop in sheet.stops)]
        words += [sheet.day_note] if sheet.day_note else []
        for person in sheet.people:
            found |= set(person.name + person.team)
            words += [person.role, person.kind]
        for word in words:
            found |= set(word.en + word.zh)
    return "".join(sorted(c for c in found if c.isprintable()))


def draw_sheets(edition: Edition, sheets: Sequence[PatrolSheet], basemap: BaseMap, font: Path) -> bytes:
    """Draw one page for each patrol, in the order given.

    Args:
        edition: Which plan; its ``made_at`` is the date of the file, so that equal values give equal bytes.
        sheets: The patrols.
        basemap: Streets for the maps and their licence line.
        font: Font file, best made with ``prepare_font`` from the characters of all sheets.

    Raises:
        ValueError: If there are no sheets.
    """
    if not sheets:
        raise ValueError("a file of sheets needs at least one patrol, got 0")
    title = f"{_bilingual(edition.district)} {sheets[0].code} – {sheets[-1].code}"
    paper, streets = Paper(font, edition.made_at, title), paper_streets(basemap)
    for sheet in sheets:
        paper.add_page()
        _draw_sheet(paper, edition, sheet, streets, basemap.attribution)
    return paper.output()


def _bilingual(word: Word, separator: str = " ") -> str:
    return word.zh if word.zh == word.en else f"{word.zh}{separator}{word.en}"


def _draw_sheet(
    paper: Paper, edition: Edition, sheet: PatrolSheet, streets: PaperStreets, attribution: str
) -> None:
    _draw_head(paper, sheet)
    draw_sheet_map(paper, sheet, streets, _MARGIN_MM, _MAP_TOP_MM, _WIDTH_MM, _MAP_H_MM)
    _draw_notes(paper, _draw_stops(paper, sheet))
    _draw_rules(paper, sheet, _draw_people(paper, sheet))
    _draw_foot(paper, edition, sheet, attribution)


def _draw_head(paper: Paper, sheet: PatrolSheet) -> None:
    paper.box(_MARGIN_MM, 12, 14, 14, RED, None)
    paper.centred(_MARGIN_MM + 7, 19, "巡", 26, WHITE)
    width_mm = _WIDTH_MM - 14 - 5 - 52
    day = day_word(sheet.starts.date())
    title = f"{sheet.post}  {sheet.number} 号 No. {sheet.number}"
    paper.fitted(_MARGIN_MM + 19, 19, title, 20, width_mm)
    paper.fitted(_MARGIN_MM + 19, 25.5, f"{sheet.area} | {_bilingual(sheet.slot)}", 11, width_mm, QUIET)
    when = f"{day.zh}  {time_span(sheet.starts, sheet.ends)}"
    paper.text(_MARGIN_MM, 36, when, 16)
    after_mm = _MARGIN_MM + paper.width_mm(when, 16) + 5
    about = f"{day.en} | {_bilingual(way_word(rides=sheet.rides))} {kilometres(sheet.walk_m)}"
    room_mm = PAPER_W_MM - _MARGIN_MM - after_mm - (_QR_MM + 3 if sheet.page else 0)
    paper.fitted(after_mm, 36, about, 11, room_mm, QUIET)
    _draw_code(paper, sheet)
    if sheet.page:
        _draw_qr(paper, sheet.page)
    left_mm = PAPER_W_MM - _MARGIN_MM - 48
    paper.box(left_mm, 12, 48, 17, RED, None)
    paper.text(left_mm + 3, 19, _EMERGENCY.zh, 11, WHITE)
    paper.text(left_mm + 3, 25, _EMERGENCY.en, 9, WHITE)
    number = sheet.emergency_number
    paper.text(left_mm + 45 - paper.width_mm(number, 28), 25, number, 28, WHITE)


def _draw_code(paper: Paper, sheet: PatrolSheet) -> None:
    """Write which patrol it is, and what is special about its day, up to the words of the QR code."""
    code = f"{_bilingual(_PATROL)} {sheet.code}"
    paper.text(_MARGIN_MM, 43, code, 11, QUIET)
    if sheet.day_note:
        after_mm = _MARGIN_MM + paper.width_mm(code, 11) + 4
        beside_mm = _QR_MM + 5 + paper.width_mm(_bilingual(_ON_PHONE), _SMALL_PT) if sheet.page else 0
        room_mm = PAPER_W_MM - _MARGIN_MM - after_mm - beside_mm
        paper.fitted(after_mm, 43, _bilingual(sheet.day_note), _BODY_PT, room_mm)


def _draw_qr(paper: Paper, address: str) -> None:
    """Draw the address of the patrol's page as a code for phones, below the emergency number."""
    left_mm, top_mm = PAPER_W_MM - _MARGIN_MM - _QR_MM, 29.8
    label = _bilingual(_ON_PHONE)
    paper.text(left_mm - 2 - paper.width_mm(label, _SMALL_PT), 43, label, _SMALL_PT, QUIET)
    code = segno.make(address, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    module_mm = _QR_MM / len(rows)
    for y, row in enumerate(rows):
        # One box for each run of dark modules
        for run in re.finditer(b"\x01+", row):
            x_mm, width_mm = left_mm + run.start() * module_mm, (run.end() - run.start()) * module_mm
            paper.box(x_mm, top_mm + y * module_mm, width_mm, module_mm, INK, None)


def _heading(paper: Paper, x_mm: float, y_mm: float, w_mm: float, word: Word, note: str = "") -> None:
    paper.text(x_mm, y_mm, word.zh, 12)
    paper.text(x_mm + paper.width_mm(word.zh, 12) + 2, y_mm, word.en, _BODY_PT, QUIET)
    if note:
        paper.text(x_mm + w_mm - paper.width_mm(note, _SMALL_PT), y_mm, note, _SMALL_PT, QUIET)
    paper.line([(x_mm, y_mm + 1.8), (x_mm + w_mm, y_mm + 1.8)], 0.5, INK)


def _draw_stops(paper: Paper, sheet: PatrolSheet) -> float:
    """Draw the table of stops and return where it ends."""
    x_mm = _MARGIN_MM
    _heading(paper, x_mm, _BELOW_MM, _LEFT_W_MM, _STOPS, _bilingual(_STOP_COLUMNS, " | "))
    if not sheet.stops:
        paper.text(x_mm, _BELOW_MM + 8, _STAY.zh, _BODY_PT)
        paper.text(x_mm, _BELOW_MM + 13, _STAY.en, _BODY_PT, QUIET)
        return _BELOW_MM + 16
    room = int((_FOOT_MM - 8 - _BELOW_MM) / _ROW_MM) - 1
    top_mm = _BELOW_MM + 2.5
    for stop in sheet.stops[:room]:
        _draw_stop(paper, stop, x_mm, top_mm)
        top_mm += _ROW_MM
    if len(sheet.stops) > room:
        paper.text(x_mm, top_mm + 5, f"+ {len(sheet.stops) - room} {_bilingual(_MORE)}", _BODY_PT)
    else:
        paper.text(x_mm + 9, top_mm + 5.5, clock(sheet.ends), _BODY_PT)
        paper.text(x_mm + 35, top_mm + 5.5, _bilingual(_BACK), _BODY_PT)
    return top_mm + _ROW_MM


def _draw_stop(paper: Paper, stop: Stop, x_mm: float, top_mm: float) -> None:
    draw_stop_mark(paper, x_mm + 3.2, top_mm + 4.2, stop.kind == "visit", str(stop.number))
    baseline_mm = top_mm + 4
    paper.text(x_mm + 9, baseline_mm, f"{clock(stop.arrives)}–{clock(stop.leaves)}", _BODY_PT)
    paper.text(x_mm + 9, top_mm + 7.8, f"{stop.minutes} {_bilingual(_MINUTES)}", _SMALL_PT, QUIET)
    kind = STOP_KINDS[stop.kind]
    risk = f" | {_bilingual(_CLASS)} {stop.risk_class}/5" if stop.risk_class else ""
    paper.fitted(x_mm + 35, baseline_mm, f"{kind.zh} | {stop.label.zh}", _BODY_PT, _LEFT_W_MM - 35)
    label = f"{kind.en} | {stop.label.en}{risk}"
    paper.fitted(x_mm + 35, top_mm + 7.8, label, _SMALL_PT, _LEFT_W_MM - 35, QUIET)
    bottom_mm = top_mm + _ROW_MM
    paper.line([(x_mm, bottom_mm), (x_mm + _LEFT_W_MM, bottom_mm)], 0.2, RULE)


def _draw_people(paper: Paper, sheet: PatrolSheet) -> float:
    """Draw who walks and return where the list ends."""
    short = f"{_bilingual(_SHORT)}: {sheet.seats_short}" if sheet.seats_short else ""
    _heading(paper, _RIGHT_X_MM, _BELOW_MM, _RIGHT_W_MM, _PEOPLE, short)
    y_mm, brief = _BELOW_MM + 7, len(sheet.people) > _PEOPLE_ON_TWO_LINES
    for person in sheet.people[:_PEOPLE_SHOWN]:
        name = paper.cut(person.name, 11, 28)
        paper.text(_RIGHT_X_MM, y_mm, name, 11)
        after_mm = _RIGHT_X_MM + paper.width_mm(name, 11) + 3
        room_mm = _RIGHT_X_MM + _RIGHT_W_MM - after_mm
        about = (
            f"{person.role.zh} | {person.kind.zh}" if brief else f"{_bilingual(person.role)} | {person.team}"
        )
        paper.fitted(after_mm, y_mm, about, _SMALL_PT, room_mm)
        if not brief:
            paper.fitted(_RIGHT_X_MM, y_mm + 3.8, _bilingual(person.kind), _SMALL_PT, _RIGHT_W_MM, QUIET)
        y_mm += 5.2 if brief else 9
    if len(sheet.people) > _PEOPLE_SHOWN:
        paper.text(_RIGHT_X_MM, y_mm, f"+ {len(sheet.people) - _PEOPLE_SHOWN} {_bilingual(_MORE)}", _SMALL_PT)
        y_mm += 5.2
    return y_mm


def _draw_rules(paper: Paper, sheet: PatrolSheet, top_mm: float) -> None:
    """Draw the rules of practice; in Chinese alone where both languages would not fit."""
    _heading(paper, _RIGHT_X_MM, top_mm + 3, _RIGHT_W_MM, _RULES)
    y_mm = top_mm + 9.5
    blocks = [_rule_lines(paper, rule) for rule in sheet.rules]
    height_mm = sum(1 + sum(step_mm for _, _, _, step_mm in block) for block in blocks)
    brief = y_mm + height_mm > _FOOT_MM - 3
    for number, block in enumerate(blocks, start=1):
        if y_mm > _FOOT_MM - 9 and number < len(blocks):
            paper.text(_RIGHT_X_MM, y_mm, f"+ {len(blocks) - number + 1} {_bilingual(_MORE)}", _SMALL_PT)
            return
        paper.text(_RIGHT_X_MM, y_mm, f"{number}.", _RULE_PT)
        for line, size_pt, colour, step_mm in block:
            if not brief or colour == INK:
                paper.text(_RIGHT_X_MM + 5, y_mm, line, size_pt, colour)
                y_mm += step_mm
        y_mm += 1


def _rule_lines(paper: Paper, rule: Word) -> list[tuple[str, float, Colour, float]]:
    """Return the lines of a rule with size, colour and step to the next line."""
    width_mm = _RIGHT_W_MM - 5
    chinese = [(line, _RULE_PT, INK, 4.4) for line in paper.wrapped(rule.zh, _RULE_PT, width_mm)]
    return chinese + [(line, _SMALL_PT, QUIET, 3.9) for line in paper.wrapped(rule.en, _SMALL_PT, width_mm)]


def _draw_notes(paper: Paper, top_mm: float) -> None:
    """Leave lines to write on in what room is left; observing and recording is what patrols do."""
    if top_mm + 15 > _FOOT_MM - 5:
        return
    _heading(paper, _MARGIN_MM, top_mm + 4, _LEFT_W_MM, _NOTES)
    y_mm = top_mm + 14
    while y_mm <= _FOOT_MM - 6:
        paper.line([(_MARGIN_MM, y_mm), (_MARGIN_MM + _LEFT_W_MM, y_mm)], 0.2, RULE)
        y_mm += 8


def _draw_foot(paper: Paper, edition: Edition, sheet: PatrolSheet, attribution: str) -> None:
    period = period_word(edition.first_day, edition.last_day)
    left = f"{edition.district.zh} {period.zh} | {_bilingual(_STREETS)}: {attribution}"
    paper.fitted(_MARGIN_MM, _FOOT_MM, left, 8, _WIDTH_MM - 32, QUIET)
    paper.text(PAPER_W_MM - _MARGIN_MM - paper.width_mm(sheet.code, 8), _FOOT_MM, sheet.code, 8, QUIET)
    if edition.synthetic:
        paper.fitted(_MARGIN_MM, _FOOT_MM + 4.5, _bilingual(SYNTHETIC), 8, _WIDTH_MM, RED)
