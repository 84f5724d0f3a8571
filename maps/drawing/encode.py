"""Compact text for lines, so that a whole district fits in one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from maps.drawing.values import Line, LonLat

# Five decimals of a degree: at most 1.1 m on the ground, finer than the streets were surveyed.
_SCALE = 100_000


def encode_line(line: Iterable[LonLat]) -> str:
    """Write a line as signed differences in base 64, latitude first.

    Source: Google, Encoded Polyline Algorithm Format.
    """
    text: list[str] = []
    lat_before = lon_before = 0
    for lon, lat in line:
        lat_now, lon_now = round(lat * _SCALE), round(lon * _SCALE)
        if text and lat_now == lat_before and lon_now == lon_before:
            continue
        text.append(_encode_integer(lat_now - lat_before) + _encode_integer(lon_now - lon_before))
        lat_before, lon_before = lat_now, lon_now
    return "".join(text)


def _encode_integer(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    text = ""
    while rest >= 0x20:
        text += chr((0x20 | (rest & 0x1F)) + 63)
        rest >>= 5
    return text + chr(rest + 63)


def encode_lines(lines: Iterable[Line]) -> list[str]:
    """Encode each line that has a length at this precision."""
    return [text for line in lines if len(line) > 1 and (text := encode_line(line))]


# Two of these characters hold a number up to 4095; none of them needs an escape in JSON or HTML.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_STEPS = 64 * 64 - 1


def encode_parts(parts: Sequence[float]) -> tuple[float, str]:
    """Write amounts as their largest and two characters each, to 1/4095 of the largest.

    Args:
        parts: Not negative.
    """
    most = max(parts, default=0.0)
    steps = [round(part / most * _STEPS) if most > 0 else 0 for part in parts]
    return most, "".join(DIGITS[step // 64] + DIGITS[step % 64] for step in steps)
