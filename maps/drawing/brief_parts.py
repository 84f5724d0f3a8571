"""What the printed brief is made of: small maps, the week, headings and tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

from maps.drawing.paper import INK, QUIET, RED, RULE, WHITE, Colour, Paper, PointMm
from maps.drawing.values import AreaShape, Line, LonLat
from maps.drawing.words import BLOCKS_A_DAY, BLOCKS_A_WEEK, weekday

BODY_PT, SMALL_PT, HEAD_PT = 9.5, 8.5, 12.0
ROW_MM = 6.2
_SIGN_PT = 6.5
# A district that reaches from south to north leaves room for its table.
_TALLEST_MM = 95.0
# A class number smaller than this is not read, so small cells go without.
_LEAST_SIGN_MM = 2.4


def colour_of(code: str) -> Colour:
    """Turn ``#rrggbb`` into red, green and blue."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def draw_cells(
    paper: Paper,
    cells: Sequence[tuple[Line, int]],
    colours: Sequence[str],
    areas: Sequence[AreaShape],
    x_mm: float,
    y_mm: float,
    w_mm: float,
) -> float:
    """Draw classed cells with borders into a width, and return where the map ends.

    Args:
        cells: Corners and class of each; class 0 stays white.
        colours: Of classes 1 and up.
        areas: Borders.
        x_mm: Left edge.
        y_mm: Upper edge.
        w_mm: Width; the height follows from the shape of the district.
    """
    points = [p for ring, _ in cells for p in ring]
    if not points:
        return y_mm
    lons, lats = zip(*points, strict=True)
    west, north = min(lons), max(lats)
    stretch = cos(radians((min(lats) + north) / 2))
    scale_lon = min(w_mm / max(max(lons) - west, 1e-6), _TALLEST_MM * stretch / max(north - min(lats), 1e-6))
    scale_lat = scale_lon / stretch

    def place(point: LonLat) -> PointMm:
        return x_mm + (point[0] - west) * scale_lon, y_mm + (north - point[1]) * scale_lat

    side_mm = abs(place(cells[0][0][1])[0] - place(cells[0][0][0])[0])
    for ring, level in cells:
        if not level:
            continue
        corners = [place(p) for p in ring]
        paper.area(corners, colour_of(colours[level - 1]))
        if side_mm >= _LEAST_SIGN_MM and level >= 4:
            x, y = (corners[0][0] + corners[2][0]) / 2, (corners[0][1] + corners[2][1]) / 2
            paper.centred(x, y, str(level), _SIGN_PT, WHITE)
    for area in areas:
        paper.lines([[place(p) for p in (*ring, ring[0])] for ring in area.polygons], 0.25, INK)
    return float(y_mm + (north - min(lats)) * scale_lat)


def draw_legend(
    paper: Paper, colours: Sequence[str], ranges: Sequence[str], x_mm: float, y_mm: float
) -> float:
    """Draw a row of swatches with their numbers, highest first, and return where it ends."""
    for k, text in enumerate(ranges):
        left, level = x_mm + 17.0 * k, len(ranges) - k
        paper.box(left, y_mm, 4.5, 4.5, colour_of(colours[level - 1]), INK)
        paper.centred(left + 2.25, y_mm + 2.25, str(level), _SIGN_PT, WHITE if level >= 4 else INK)
        paper.text(left + 5.5, y_mm + 3.6, text, 7.0, QUIET)
    return y_mm + 7.0


def draw_week(
    paper: Paper,
    expected: Sequence[float],
    patrolled: Sequence[float],
    chinese: bool,
    x_mm: float,
    y_mm: float,
    w_mm: float,
    h_mm: float,
) -> float:
    """Draw a bar for each two hours of the week, and the patrols' minutes as a line over them.

    Args:
        expected: Incidents, 84 of them.
        patrolled: Team minutes in the same hours, 84 of them or none.
        chinese: The language of the days.
        x_mm: Left edge.
        y_mm: Upper edge.
        w_mm: Width.
        h_mm: Height of the bars.
    """
    step_mm, foot_mm = w_mm / BLOCKS_A_WEEK, y_mm + h_mm
    most = max(expected, default=0.0) or 1.0
    for day in range(7):
        left = x_mm + day * BLOCKS_A_DAY * step_mm
        paper.line([(left, y_mm), (left, foot_mm + 4)], 0.2, RULE)
        name = weekday(day)
        paper.text(left + 1, foot_mm + 4, name.zh if chinese else name.en, 8.0, QUIET)
    for block, value in enumerate(expected):
        bar_mm = value / most * h_mm
        paper.box(
            x_mm + (block + 0.1) * step_mm, foot_mm - bar_mm, 0.8 * step_mm, bar_mm, (252, 141, 89), None
        )
    if any(patrolled):
        top = max(patrolled)
        points = [
            (x_mm + (block + 0.5) * step_mm, foot_mm - value / top * h_mm)
            for block, value in enumerate(patrolled)
        ]
        paper.line(points, 0.5, INK)
    paper.line([(x_mm, foot_mm), (x_mm + w_mm, foot_mm)], 0.3, RED)
    return foot_mm + 7.0


def heading(paper: Paper, x_mm: float, y_mm: float, w_mm: float, text: str) -> None:
    """Write a heading over a line."""
    paper.fitted(x_mm, y_mm, text, HEAD_PT, w_mm)
    paper.line([(x_mm, y_mm + 1.8), (x_mm + w_mm, y_mm + 1.8)], 0.4, INK)


def table(
    paper: Paper,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[str]],
    x_mm: float,
    y_mm: float,
) -> float:
    """Draw a heading, column names and rows, and return where they end."""
    width_mm = sum(width for _, width in columns)
    heading(paper, x_mm, y_mm + 4, width_mm, title)
    y_mm += 10
    for row in ([name for name, _ in columns], *rows) if rows else ():
        left_mm = x_mm
        for (name, width), text in zip(columns, row, strict=True):
            quiet = QUIET if text == name else INK
            paper.fitted(left_mm, y_mm, text, SMALL_PT if text == name else BODY_PT, width - 1.5, quiet)
            left_mm += width
        paper.line([(x_mm, y_mm + 1.8), (x_mm + width_mm, y_mm + 1.8)], 0.1, RULE)
        y_mm += ROW_MM
    return y_mm
