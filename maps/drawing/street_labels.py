"""Where a street's name can be written, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from maps.drawing.palette import STREET_CLASSES, street_class
from maps.drawing.values import Line, LonLat, Street

_METRES_A_DEGREE = 111_320.0
# A shorter piece cannot hold a name at any scale that we draw.
_MIN_LENGTH_M = 40.0


@dataclass(frozen=True, slots=True)
class LabelSpan:
    """A stretch along the middle half of a street; ``rank`` 0 is written first."""

    name: str
    rank: int
    starts: LonLat
    ends: LonLat


def label_spans(streets: Iterable[Street]) -> list[LabelSpan]:
    """Return the stretches for names, greater streets first and longer ones before shorter."""
    found: list[tuple[int, float, int, LabelSpan]] = []
    for order, street in enumerate(streets):
        if not street.name or len(street.line) < 2:
            continue
        length_m = line_length_m(street.line)
        if length_m >= _MIN_LENGTH_M:
            rank = STREET_CLASSES.index(street_class(street.kind))
            starts, ends = _point_at(street.line, 0.25 * length_m), _point_at(street.line, 0.75 * length_m)
            found.append((rank, -length_m, order, LabelSpan(street.name, rank, starts, ends)))
    return [span for *_, span in sorted(found, key=lambda item: item[:3])]


def line_length_m(line: Line) -> float:
    """Return the length of a short line in metres on a plane at its own latitude."""
    return sum(_step_m(a, b) for a, b in pairwise(line))


def _step_m(a: LonLat, b: LonLat) -> float:
    return _METRES_A_DEGREE * hypot((b[0] - a[0]) * cos(radians(a[1])), b[1] - a[1])


def _point_at(line: Line, along_m: float) -> LonLat:
    for a, b in pairwise(line):
        step_m = _step_m(a, b)
        if along_m <= step_m and step_m > 0:
            share = along_m / step_m
            return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        along_m -= step_m
    return line[-1]
