"""The map of a printed sheet: streets around one route as lines, with the stops numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from maps.drawing.palette import STREET_CLASSES, street_class
from maps.drawing.paper import BLUE, INK, QUIET, RED, WHITE, Colour, Paper, PointMm
from maps.drawing.street_labels import LabelSpan, label_spans
from maps.drawing.values import BaseMap, Bounds, Line, LonLat, PatrolSheet

FloatArray = NDArray[np.float64]

_METRES_A_DEGREE = 111_320.0
# A route round one block still shows where in the town it is.
_MIN_SIDE_M = 700.0
_MARGIN_MM = 9.0
_LAND: Colour = (246, 244, 240)
_WATER: Colour = (190, 212, 226)
_RAIL: Colour = (130, 130, 130)
# Width in millimetres and colour, quiet enough that a route is seen on a grey copy.
_STREETS: dict[str, tuple[float, Colour]] = {
    "path": (0.2, (190, 186, 178)),
    "minor": (0.8, (220, 216, 208)),
    "middle": (1.3, (206, 201, 191)),
    "major": (1.9, (196, 187, 168)),
}
_NAME_PT = 8.0
_NAME_LIFT_MM = 2.6
_SCALE_BARS_M = (50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class PaperStreets:
    """A base map made ready for many sheets.

    Attributes:
        lines: Kind ("major", "rail", "water", ...) and course of each line.
        line_boxes: West, south, east and north of each line in degrees, shape (n, 4).
        labels: Where names may be written, the most important first.
        label_boxes: The same of each label, shape (m, 4).
    """

    lines: tuple[tuple[str, Line], ...]
    line_boxes: FloatArray
    labels: tuple[LabelSpan, ...]
    label_boxes: FloatArray


@dataclass(frozen=True, slots=True)
class _Frame:
    """A rectangle of paper that shows a box of ground; north is up and the scale is the same both ways."""

    x_mm: float
    y_mm: float
    w_mm: float
    h_mm: float
    centre: LonLat
    mm_a_metre: float

    def place(self, point: LonLat) -> PointMm:
        east_m = (point[0] - self.centre[0]) * _METRES_A_DEGREE * cos(radians(self.centre[1]))
        north_m = (point[1] - self.centre[1]) * _METRES_A_DEGREE
        return (
            self.x_mm + self.w_mm / 2 + east_m * self.mm_a_metre,
            self.y_mm + self.h_mm / 2 - north_m * self.mm_a_metre,
        )

    def bounds(self) -> Bounds:
        half_lat = self.h_mm / 2 / self.mm_a_metre / _METRES_A_DEGREE
        half_lon = self.w_mm / 2 / self.mm_a_metre / _METRES_A_DEGREE / cos(radians(self.centre[1]))
        lon, lat = self.centre
        return Bounds(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)


@lru_cache(maxsize=1)
def paper_streets(basemap: BaseMap) -> PaperStreets:
    """Make a base map ready for ``draw_sheet_map``; kept, because all files of a plan share it."""
    kinds = [(street_class(s.kind), s.line) for s in basemap.streets]
    kinds += [("water", line) for line in basemap.water] + [("rail", line) for line in basemap.rail]
    lines = tuple((kind, line) for kind, line in kinds if len(line) > 1)
    labels = tuple(label_spans(basemap.streets))
    return PaperStreets(
        lines,
        _boxes([line for _, line in lines]),
        labels,
        _boxes([(label.starts, label.ends) for label in labels]),
    )


def _boxes(lines: Sequence[Line]) -> FloatArray:
    boxes = [_box(line) for line in lines]
    return np.array([(b.west, b.south, b.east, b.north) for b in boxes], dtype=np.float64).reshape(-1, 4)


def _touching(boxes: FloatArray, shown: Bounds) -> list[int]:
    """Return the rows of the boxes that touch what is shown."""
    beside = (boxes[:, 0] > shown.east) | (boxes[:, 2] < shown.west)
    above = (boxes[:, 1] > shown.north) | (boxes[:, 3] < shown.south)
    return [int(i) for i in np.flatnonzero(~(beside | above))]


def draw_sheet_map(
    paper: Paper,
    sheet: PatrolSheet,
    streets: PaperStreets,
    x_mm: float,
    y_mm: float,
    w_mm: float,
    h_mm: float,
) -> None:
    """Draw the surroundings, the way and the stops of a patrol into a rectangle."""
    frame = _frame(sheet, x_mm, y_mm, w_mm, h_mm)
    paper.box(x_mm, y_mm, w_mm, h_mm, _LAND, None)
    with paper.clipped(x_mm, y_mm, w_mm, h_mm):
        _draw_lines(paper, frame, streets)
        _draw_way(paper, [frame.place(p) for p in sheet.line])
        _draw_names(paper, frame, streets, _marks(frame, sheet))
        _draw_stops(paper, frame, sheet)
    _draw_scale(paper, frame)
    paper.box(x_mm, y_mm, w_mm, h_mm, None, INK)


def _frame(sheet: PatrolSheet, x_mm: float, y_mm: float, w_mm: float, h_mm: float) -> _Frame:
    box = _box([*sheet.line, sheet.post_lon_lat, *((s.lon, s.lat) for s in sheet.stops)])
    centre = ((box.west + box.east) / 2, (box.south + box.north) / 2)
    wide_m = max(_MIN_SIDE_M, (box.east - box.west) * _METRES_A_DEGREE * cos(radians(centre[1])))
    high_m = max(_MIN_SIDE_M * h_mm / w_mm, (box.north - box.south) * _METRES_A_DEGREE)
    scale = min((w_mm - 2 * _MARGIN_MM) / wide_m, (h_mm - 2 * _MARGIN_MM) / high_m)
    return _Frame(x_mm, y_mm, w_mm, h_mm, centre, scale)


def _box(points: Iterable[LonLat]) -> Bounds:
    lons, lats = zip(*points, strict=True)
    return Bounds(min(lons), min(lats), max(lons), max(lats))


def _draw_lines(paper: Paper, frame: _Frame, streets: PaperStreets) -> None:
    by_kind: dict[str, list[list[PointMm]]] = {}
    for i in _touching(streets.line_boxes, frame.bounds()):
        kind, line = streets.lines[i]
        by_kind.setdefault(kind, []).append([frame.place(p) for p in line])
    paper.lines(by_kind.get("water", []), 2.0, _WATER)
    for kind in reversed(STREET_CLASSES):
        width_mm, colour = _STREETS[kind]
        paper.lines(by_kind.get(kind, []), width_mm, colour)
    paper.lines(by_kind.get("rail", []), 0.5, _RAIL, dash_mm=1.5)


def _draw_way(paper: Paper, way: Sequence[PointMm]) -> None:
    if len(way) < 2:
        return
    paper.line(way, 2.4, WHITE)
    paper.line(way, 1.2, RED)
    since_mm = 12.0
    for a, b in pairwise(way):
        length_mm = hypot(b[0] - a[0], b[1] - a[1])
        since_mm += length_mm
        if since_mm >= 22 and length_mm >= 4:
            _draw_arrow(paper, a, b, length_mm)
            since_mm = 0.0


def _draw_arrow(paper: Paper, a: PointMm, b: PointMm, length_mm: float) -> None:
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    ux, uy = (b[0] - a[0]) / length_mm, (b[1] - a[1]) / length_mm
    left = (x - 1.6 * ux - 1.5 * uy, y - 1.6 * uy + 1.5 * ux)
    right = (x - 1.6 * ux + 1.5 * uy, y - 1.6 * uy - 1.5 * ux)
    paper.area([(x + 2.2 * ux, y + 2.2 * uy), left, right], RED)


def _marks(frame: _Frame, sheet: PatrolSheet) -> list[tuple[float, float, float]]:
    """Return x, y and radius of what names must not cover."""
    points = [sheet.post_lon_lat, *((s.lon, s.lat) for s in sheet.stops)]
    return [(*frame.place(p), 3.5) for p in points]


def _draw_names(
    paper: Paper, frame: _Frame, streets: PaperStreets, taken: list[tuple[float, float, float]]
) -> None:
    written: dict[str, list[PointMm]] = {}
    for i in _touching(streets.label_boxes, frame.bounds()):
        label = streets.labels[i]
        a, b = frame.place(label.starts), frame.place(label.ends)
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        half_mm = paper.width_mm(label.name, _NAME_PT) / 2 + 1
        inside = abs(x - frame.x_mm - frame.w_mm / 2) < frame.w_mm / 2 - half_mm
        # The stretch is the middle half of the street; the name may use nearly all of it.
        if not inside or 2 * half_mm > 1.9 * hypot(b[0] - a[0], b[1] - a[1]):
            continue
        if any(hypot(x - tx, y - ty) < half_mm + r for tx, ty, r in taken):
            continue
        if any(hypot(x - wx, y - wy) < 55 for wx, wy in written.get(label.name, [])):
            continue
        taken.append((x, y, half_mm))
        written.setdefault(label.name, []).append((x, y))
        _write_beside(paper, label.name, (x, y), atan2(b[1] - a[1], b[0] - a[0]))


def _write_beside(paper: Paper, name: str, at: PointMm, angle: float) -> None:
    """Write along a street but above it, so that the route does not run through its name."""
    upright = angle + pi if abs(angle) > pi / 2 else angle
    x, y = at[0] + _NAME_LIFT_MM * sin(upright), at[1] - _NAME_LIFT_MM * cos(upright)
    paper.turned(x, y, name, _NAME_PT, -degrees(upright), QUIET)


def _draw_stops(paper: Paper, frame: _Frame, sheet: PatrolSheet) -> None:
    x, y = frame.place(sheet.post_lon_lat)
    paper.box(x - 3, y - 3, 6, 6, INK, WHITE)
    paper.centred(x, y, "岗", 10, WHITE)
    for stop in sheet.stops:
        x, y = frame.place((stop.lon, stop.lat))
        draw_stop_mark(paper, x, y, stop.kind == "visit", str(stop.number))


def draw_stop_mark(paper: Paper, x_mm: float, y_mm: float, visit: bool, number: str) -> None:
    """Draw the number of a stop: a square for a visit, a disc for the others."""
    if visit:
        paper.box(x_mm - 2.8, y_mm - 2.8, 5.6, 5.6, BLUE, WHITE)
    else:
        paper.disc(x_mm, y_mm, 3.0, RED, WHITE)
    paper.centred(x_mm, y_mm, number, 11, WHITE)


def _draw_scale(paper: Paper, frame: _Frame) -> None:
    length_m = max((m for m in _SCALE_BARS_M if m * frame.mm_a_metre <= 40), default=_SCALE_BARS_M[0])
    length_mm = length_m * frame.mm_a_metre
    right, y = frame.x_mm + frame.w_mm, frame.y_mm + frame.h_mm + 3.5
    paper.line([(right - length_mm, y - 1.5), (right - length_mm, y), (right, y), (right, y - 1.5)], 0.4, INK)
    text = f"{length_m} m"
    paper.text(right - length_mm - paper.width_mm(text, _NAME_PT) - 2, y, text, _NAME_PT)
