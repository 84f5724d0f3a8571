"""A made-up district for pages and sheets: streets and areas, the same at every run."""

from datetime import date, datetime, timedelta
from math import cos, radians, sin
from random import Random

from maps.drawing.values import (
    AreaLevel,
    AreaShape,
    BaseMap,
    Bounds,
    Edition,
    Line,
    LonLat,
    Street,
    Word,
)

MONDAY = date(2026, 11, 23)
ORIGIN: LonLat = (123.87, 41.84)
COLUMNS, ROWS, BLOCK_M = 36, 22, 225.0
SUBDISTRICTS = (
    "站前街道",
    "福民街道",
    "千金街道",
    "榆林街道",
    "南台街道",
    "东洲街道",
    "永安街道",
    "新抚街道",
)
_STREET_WORDS = (
    "解放",
    "文化",
    "友谊",
    "和平",
    "建设",
    "福民",
    "裕民",
    "中和",
    "东一",
    "西三",
    "站前",
    "浑河",
)


def place(x_m: float, y_m: float) -> LonLat:
    """Turn metres from the south-west corner into degrees, with a town's slight skew and bends."""
    bend_m = 40 * sin(x_m / 900) + 25 * cos(y_m / 700)
    angle = radians(7)
    east = x_m * cos(angle) - (y_m + bend_m) * sin(angle)
    north = x_m * sin(angle) + (y_m + bend_m) * cos(angle)
    return (ORIGIN[0] + east / (111_320 * cos(radians(ORIGIN[1]))), ORIGIN[1] + north / 111_320)


def node(column: int, row: int) -> LonLat:
    return place(column * BLOCK_M, row * BLOCK_M)


def make_basemap() -> BaseMap:
    """About 1,500 street segments, a railway and a river."""
    random, streets = Random(1), []
    for row in range(ROWS + 1):
        for column in range(COLUMNS + 1):
            for ends, index in (((column + 1, row), row), ((column, row + 1), column + 31)):
                if ends[0] > COLUMNS or ends[1] > ROWS:
                    continue
                kind = "primary" if index % 9 == 4 else "tertiary" if index % 4 == 1 else "residential"
                if kind == "residential" and random.random() < 0.12:
                    continue
                name = (
                    _STREET_WORDS[index % 12] + ("路" if index < 31 else "街") + ("" if index % 3 else "东段")
                )
                streets.append(Street(kind, street_between((column, row), ends), name))
            if random.random() < 0.35 and column < COLUMNS and row < ROWS:
                streets.append(Street("footway", (node(column, row), node(column + 1, row + 1))))
    rail = tuple(place(x * 100, 1800 + 500 * sin(x / 22)) for x in range(82))
    river = tuple(place(x * 100, 5150 + 160 * sin(x / 9)) for x in range(82))
    ring = box_ring(0, 0, COLUMNS * BLOCK_M, ROWS * BLOCK_M)
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    bounds = Bounds(min(lons), min(lats), max(lons), max(lats))
    return BaseMap(
        tuple(streets),
        bounds,
        "© OpenStreetMap contributors, ODbL 1.0",
        (rail,),
        (river,),
        "https://www.openstreetmap.org/copyright",
    )


def street_between(a: tuple[int, int], b: tuple[int, int]) -> Line:
    return tuple(
        place((a[0] + (b[0] - a[0]) * k / 4) * BLOCK_M, (a[1] + (b[1] - a[1]) * k / 4) * BLOCK_M)
        for k in range(5)
    )


def make_edition(*, synthetic: bool = True) -> Edition:
    """A week from Monday 23 November 2026."""
    return Edition(
        Word("Xinfu district", "新抚区"),
        MONDAY,
        MONDAY + timedelta(days=6),
        datetime(2026, 11, 21, 18, 5),
        synthetic,
        ((Word("Streets", "街道数据"), "2026-10-30, sha256 9f2c41ab"), (Word("Seed", "随机种子"), "1")),
    )


def box_ring(x0: float, y0: float, x1: float, y1: float) -> Line:
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    return tuple(
        place(a[0] + (b[0] - a[0]) * k / 4, a[1] + (b[1] - a[1]) * k / 4)
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
        for k in range(4)
    )


def make_areas() -> tuple[AreaShape, ...]:
    """Eight subdistricts of eight communities of four grids."""
    areas: list[AreaShape] = []

    def add(
        level: AreaLevel, code: str, name: str, box: tuple[float, float, float, float], depth: int
    ) -> None:
        areas.append(AreaShape(code, name, level, (box_ring(*box),)))
        if depth == 2:
            return
        x0, y0, x1, y1 = box
        nx, ny, child = ((4, 2, "community"), (2, 2, "grid"))[depth]
        for k in range(nx * ny):
            left, low = x0 + (x1 - x0) * (k % nx) / nx, y0 + (y1 - y0) * (k // nx) / ny
            inner = (left, low, left + (x1 - x0) / nx, low + (y1 - y0) / ny)
            name_k = (
                f"{name.removesuffix('街道')}{'一二三四五六七八'[k]}社区"
                if depth == 0
                else f"{name} 第{k + 1}网格"
            )
            add(child, f"{code}{k + 1:03d}", name_k, inner, depth + 1)  # type: ignore[arg-type]

    for i, name in enumerate(SUBDISTRICTS):
        x0, y0 = i % 4 * 2000.0, i // 4 * 2500.0
        add("subdistrict", f"210402{i + 1:03d}", name, (x0, y0, x0 + 2000, y0 + 2500), 0)
    return tuple(areas)
