"""The first page: the plan in figures, what could not be filled and why, and the way to every patrol."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from maps.drawing import paths
from maps.drawing.html import Html, both, escape, join, table
from maps.drawing.page import Frame, draw_page
from maps.drawing.values import (
    Edition,
    PlanSummary,
    RouteLine,
    SheetFile,
    SummaryRow,
    UnfilledRow,
    UnmetVisitRow,
    Word,
)
from maps.drawing.words import day_word, time_span

_TITLE = Word("The plan in figures", "方案概览")
_LEAD = Word(
    "What the week covers, what could not be filled and why, and every patrol with its page and its sheet.",
    "本周覆盖什么、哪些无法排满及其原因，以及每个班次的页面和打印单。",
)
_MAPS = (
    (
        paths.HOTSPOTS,
        Word("Hotspots", "热点"),
        Word("Where and when incidents are expected; backtest", "预计事件的地点和时间，回测结果"),
    ),
    (
        paths.COVERAGE,
        Word("Coverage", "覆盖"),
        Word("Planned dose, gaps, each community's part", "计划剂量、缺口和各社区所得"),
    ),
    (paths.ROUTES, Word("Routes", "路线"), Word("All patrols by day and time", "按日期和时段查看全部班次")),
)


def draw_index(
    edition: Edition,
    summary: PlanSummary,
    unfilled: Sequence[UnfilledRow],
    routes: Sequence[RouteLine],
    sheet_files: Sequence[SheetFile] = (),
    unmet: Sequence[UnmetVisitRow] = (),
) -> str:
    """Draw the first page; it belongs at ``paths.INDEX``."""
    body = Html(
        f"{_map_links()}{_summary(summary)}{_patrols(routes, sheet_files)}"
        f"{_unfilled(unfilled)}"
        f"{_unmet(unmet)}{_steps(summary)}"
    )
    return draw_page(Frame(edition, paths.INDEX, _TITLE, _LEAD), body)


def _map_links() -> Html:
    cards = "".join(
        f'<a class="card" href="{path}"><b>{both(name)}</b><span>{both(what)}</span></a>'
        for path, name, what in _MAPS
    )
    return Html(f'<div class="cards">{cards}</div>')


def _summary(summary: PlanSummary) -> Html:
    tiles = join(_tile(row) for row in summary.rows)
    return Html(f'<h2>{both(Word("Summary", "汇总"))}</h2><dl class="figures">{tiles}</dl>')


def _tile(row: SummaryRow) -> Html:
    note = f'<dd class="why">{both(row.note)}</dd>' if row.note.en else ""
    return Html(
        f"<div><dt>{both(row.label)}</dt>"
        f'<dd class="value"><b>{escape(row.value)}</b> {both(row.unit)}</dd>{note}</div>'
    )


def _steps(summary: PlanSummary) -> Html:
    if not summary.steps:
        return Html("")
    columns = (Word("Step", "步骤"), Word("Seconds", "秒"))
    rows = [(both(s.step), Html(f"{s.seconds:.1f}")) for s in summary.steps]
    rows.append((both(Word("All steps", "合计")), Html(f"{sum(s.seconds for s in summary.steps):.1f}")))
    return table(Word("How long the plan took", "生成方案用时"), columns, rows, numeric=(1,))


def _unfilled(rows: Sequence[UnfilledRow]) -> Html:
    heading = f'<h2 id="unfilled">{both(Word("Seats that nobody fills", "空缺席位"))}</h2>'
    if not rows:
        return Html(f"{heading}<p>{both(Word('None.', '无。'))}</p>")
    columns = (
        Word("Patrol", "班次"),
        Word("When", "时间"),
        Word("Post", "岗点"),
        Word("Short", "缺员"),
        Word("Why", "原因"),
        Word("What would help", "建议"),
    )
    ordered = sorted(rows, key=lambda r: (r.runs, r.starts, r.code))
    stopped = sum(not r.runs for r in rows)
    caption = Word(
        f"{len(rows)} patrols with empty seats; {stopped} of them do not run",
        f"{len(rows)} 个班次缺员，其中 {stopped} 个不执行",
    )
    each = table(caption, columns, (_unfilled_row(r) for r in ordered), numeric=(3,), prose=(4, 5))
    return Html(
        f"{heading}{_reasons(rows)}"
        f'<details class="day"><summary><b>{both(caption)}</b></summary>{each}</details>'
    )


def _reasons(rows: Sequence[UnfilledRow]) -> Html:
    """Count by reason first: one cause often explains most of the empty seats."""
    seats: Counter[Word] = Counter()
    patrols: Counter[Word] = Counter(row.reason for row in rows)
    for row in rows:
        seats[row.reason] += row.seats_short
    columns = (Word("Why", "原因"), Word("Patrols", "班次"), Word("Seats", "席位"))
    ordered = sorted(patrols, key=lambda reason: (-seats[reason], reason.en))
    cells = ((both(reason), Html(str(patrols[reason])), Html(str(seats[reason]))) for reason in ordered)
    return table(Word("Reasons", "原因汇总"), columns, cells, numeric=(1, 2), prose=(0,))


def _unfilled_row(row: UnfilledRow) -> tuple[Html, ...]:
    code = escape(row.code)
    if row.has_page:
        code = Html(f'<a href="{paths.patrol_path(row.code)}">{code}</a>')
    if not row.runs:
        code = Html(f'{code} <b class="tag bad">{both(Word("does not run", "不执行"))}</b>')
    day = both(day_word(row.day))
    when = Html(f"{day}<br>{both(row.slot)} {time_span(row.starts, row.ends)}")
    post = Html(f"{escape(row.post)}<br>{escape(row.area)}")
    why = Html(f'{both(row.reason)}<br><span class="note">{both(row.facts)}</span>')
    return code, when, post, Html(str(row.seats_short)), why, both(row.remedy)


def _unmet(rows: Sequence[UnmetVisitRow]) -> Html:
    heading = f'<h2 id="unmet">{both(Word("Visits that nobody can make", "无法安排的上门服务"))}</h2>'
    if not rows:
        return Html(f"{heading}<p>{both(Word('None.', '无。'))}</p>")
    columns = (Word("Visit", "编号"), Word("When", "时间"), Word("Subdistrict", "街道"), Word("Why", "原因"))
    cells = (
        (escape(r.ref), Html(f"{both(day_word(r.day))} {escape(r.window)}"), escape(r.area), both(r.reason))
        for r in rows
    )
    caption = Word(f"{len(rows)} visits", f"{len(rows)} 次")
    return Html(f"{heading}{table(caption, columns, cells, prose=(3,))}")


def _patrols(routes: Sequence[RouteLine], sheet_files: Sequence[SheetFile]) -> Html:
    heading = both(Word("Patrols by day", "每日班次"))
    key = Word(
        "A link is a patrol, named by its number. −1: one seat is short. ✕: does not run.",
        "每个链接是一个班次，以编号表示。−1：缺一人。✕：不执行。",
    )
    by_day: dict[date, list[RouteLine]] = defaultdict(list)
    for route in routes:
        by_day[route.day].append(route)
    days = join(_day(day, by_day[day], [f for f in sheet_files if f.day == day]) for day in sorted(by_day))
    return Html(f'<h2 id="patrols">{heading}</h2><p class="note">{both(key)}</p>{days}')


def _day(day: date, routes: Sequence[RouteLine], sheet_files: Sequence[SheetFile]) -> Html:
    counts = Word(f"{len(routes)} patrols", f"{len(routes)} 个班次")
    first = {r.slot: r.starts for r in sorted(routes, key=lambda r: r.starts, reverse=True)}
    slots = sorted(first, key=lambda slot: (first[slot], slot.en))
    cells: dict[tuple[str, str], dict[Word, list[RouteLine]]] = defaultdict(lambda: defaultdict(list))
    for route in sorted(routes, key=lambda r: (r.number, r.code)):
        cells[route.area, route.post][route.slot].append(route)
    rows = (
        (escape(post), escape(area), *(join(map(_patrol_link, by_slot[s]), " ") for s in slots))
        for (area, post), by_slot in sorted(cells.items())
    )
    columns = (Word("Post", "岗点"), Word("Subdistrict", "街道"), *slots)
    name = day_word(day)
    return Html(
        f'<details class="day"><summary><b>{both(name)}</b> {both(counts)}</summary>'
        f"{_sheet_links(sheet_files)}{table(name, columns, rows)}</details>"
    )


def _patrol_link(route: RouteLine) -> Html:
    short = f"<sub>−{route.seats_short}</sub>" if route.seats_short and route.runs else ""
    if not route.runs:
        return Html(f'<span class="stopped">{route.number} ✕</span>')
    return Html(f'<a class="chip" href="{paths.patrol_path(route.code)}">{route.number}{short}</a>')


def _sheet_links(sheet_files: Sequence[SheetFile]) -> Html:
    if not sheet_files:
        return Html("")
    links = join(
        (Html(f'<a href="{escape(f.path)}">{escape(f.area)} ({f.pages})</a>') for f in sheet_files), " · "
    )
    return Html(f'<p class="sheets">{both(Word("Sheets to print (pages)", "打印单（页数）"))}: {links}</p>')
