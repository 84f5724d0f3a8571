"""Made-up patrols on the streets of the made-up district, the same for the same seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from maps.drawing.values import (
    PatrolSheet,
    Person,
    PlanSummary,
    RouteLine,
    SheetFile,
    StepTime,
    Stop,
    SummaryRow,
    UnfilledRow,
    Word,
)
from tests.drawing_district import BLOCK_M, COLUMNS, MONDAY, ROWS, SUBDISTRICTS, node, street_between

SLOTS = (
    (Word("Morning rush", "早高峰"), 6.5),
    (Word("Morning", "上午"), 10.0),
    (Word("Evening rush", "晚高峰"), 16.5),
    (Word("Evening", "傍晚"), 19.0),
    (Word("Late", "夜间"), 21.0),
)
KINDS = (
    Word("red armband", "红袖标"),
    Word("party members", "党员"),
    Word("grid officers", "网格员"),
    Word("owners", "业主"),
    Word("security", "保安"),
    Word("militia", "民兵"),
)
RULES = (
    Word("Stay together, at least two.", "至少两人同行。"),
    Word("Observe, record, report. Never chase, never detain.", "只观察、记录、报告，不追赶，不扣留。"),
    Word("Wear the armband; carry a torch and this sheet.", "佩戴袖标，携带手电和本单。"),
    Word(
        "Below −25 °C wind chill: go indoors every 20 minutes.",
        "风寒温度低于 −25 °C 时，每 20 分钟进室内取暖。",
    ),
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "秀英桂兰建国志强淑珍玉梅文军海燕春生凤霞永福德明丽华素芬国庆雪松"
PLACES = ("南站", "东门", "西门", "广场", "市场", "学校")


@dataclass(frozen=True)
class MadePatrol:
    """A patrol as its line and as its sheet."""

    route: RouteLine
    sheet: PatrolSheet


def make_patrols(count: int = 200, *, seed: int = 3) -> tuple[MadePatrol, ...]:
    """Patrols over seven days and five slots, on the made-up streets."""
    random = Random(seed)
    return tuple(_patrol(random, i, count) for i in range(count))


def _walk(random: Random, nodes: int) -> list[tuple[int, int]]:
    width, height = random.randint(2, 5), random.randint(2, max(2, nodes // 4))
    x, y = random.randint(0, COLUMNS - width), random.randint(0, ROWS - min(height, ROWS))
    height = min(height, ROWS - y)
    way = [(x + i, y) for i in range(width)] + [(x + width, y + i) for i in range(height)]
    way += [(x + width - i, y + height) for i in range(width)] + [(x, y + height - i) for i in range(height)]
    return [*way, (x, y)]


def _patrol(random: Random, i: int, count: int) -> MadePatrol:
    way = _walk(random, 12)
    line = (*(p for a, b in pairwise(way) for p in street_between(a, b)[:4]), node(*way[0]))
    day_index, slot_index = i * 7 // count, i % 5
    slot, hour = SLOTS[slot_index]
    day = MONDAY + timedelta(days=day_index)
    starts = datetime(day.year, day.month, day.day) + timedelta(hours=hour)
    ends = starts + timedelta(hours=2)
    area = SUBDISTRICTS[way[0][0] // 9 % 4 + (4 if way[0][1] > 10 else 0)]
    post = f"{area.removesuffix('街道')}{PLACES[i % 6]}岗"
    stops = _stops(random, way, starts)
    people = tuple(_person(random, k) for k in range(random.randint(3, 5)))
    short, runs, walk_m = (i % 11 == 0) * 2, i % 37 != 0, BLOCK_M * (len(way) - 1)
    code, number = f"{day:%m%d}-{slot_index + 1}-{i:04d}", i // 5 % 80 + 1
    route = RouteLine(
        code, number, day, slot, starts, ends, post, area, line, walk_m, len(stops), len(people), short, runs
    )
    at = node(*way[0])
    sheet = PatrolSheet(
        i, code, number, post, at, area, slot, starts, ends, people, stops, line, walk_m, RULES, "110", short
    )
    return MadePatrol(route, sheet)


def _stops(random: Random, way: list[tuple[int, int]], starts: datetime) -> tuple[Stop, ...]:
    count = min(random.randint(3, 6), len(way) - 2)
    chosen = sorted(random.sample(range(1, len(way) - 1), count))
    stops = []
    for k, index in enumerate(chosen):
        arrives = starts + timedelta(minutes=6 + 18 * k)
        visit = k == 1
        label = (
            Word("Home visit", "上门走访")
            if visit
            else Word(f"Community {k + 1}, grid {k + 2}", f"福民社区 第{k + 2}网格")
        )
        lon, lat = node(*way[index])
        stop = (k + 1, lon, lat, arrives, arrives + timedelta(minutes=12), 12)
        stops.append(Stop(*stop, "visit" if visit else "hotspot", label, 0 if visit else 5 - k % 3))
    return tuple(stops)


def _person(random: Random, k: int) -> Person:
    name = random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, 2))
    role = Word("leader", "组长") if k == 0 else Word("member", "队员")
    return Person(name, role, KINDS[random.randrange(6)], f"{random.choice(SUBDISTRICTS)[:2]}第{k + 1}队")


def make_summary() -> PlanSummary:
    """Figures like those of a real week."""
    rows = (
        SummaryRow(
            Word("Risk covered", "覆盖风险"),
            "46.2 %",
            Word("", ""),
            Word(
                "33.0 of 71.4 expected incidents; 12.4 at night not counted",
                "71.4 件预计事件中的 33.0 件；夜间 12.4 件不计",
            ),
        ),
        SummaryRow(
            Word("Patrols run", "执行班次"),
            "195 / 200",
            Word("patrols", "班次"),
            Word("5 lack a leader", "5 个缺组长"),
        ),
        SummaryRow(Word("Seats filled", "席位"), "801 / 837", Word("seats", "席")),
        SummaryRow(
            Word("Gap proven", "已证间隙"),
            "0.92 %",
            Word("", ""),
            Word("No roster can be better by more than this.", "任何排班最多只能再好这么多。"),
        ),
        SummaryRow(Word("Route minutes", "巡防分钟"), "21,840", Word("min", "分钟")),
    )
    steps = (
        ("hotspots", "热点", 2.1),
        ("demand", "需求", 1.4),
        ("roster", "排班", 19.3),
        ("routes", "路线", 41.0),
    )
    return PlanSummary(rows, tuple(StepTime(Word(en, zh), s) for en, zh, s in steps))


def make_unfilled(patrols: tuple[MadePatrol, ...]) -> tuple[UnfilledRow, ...]:
    """Those of the patrols with seats short or not run."""
    reason = Word(
        "Nobody with a leader's role offers this time within reach.", "该时段可到达范围内没有组长报名。"
    )
    remedy = Word(
        "Ask the leaders of 福民第2队 (3 offer the slot before).",
        "可询问福民第2队的组长（3 人报了前一时段）。",
    )
    return tuple(
        UnfilledRow(
            r.code,
            r.day,
            r.slot,
            r.starts,
            r.ends,
            r.post,
            r.area,
            max(1, r.seats_short),
            reason,
            remedy,
            r.runs,
        )
        for r in (p.route for p in patrols)
        if r.seats_short or not r.runs
    )


def make_sheet_files() -> tuple[SheetFile, ...]:
    """One file a day and subdistrict."""
    return tuple(
        SheetFile(MONDAY + timedelta(days=d), area, f"sheets/{MONDAY + timedelta(days=d)}-{k + 1}.pdf", 4)
        for d in range(7)
        for k, area in enumerate(SUBDISTRICTS)
    )
