"""A picture of classed cells with title, legend and scale, drawn without a browser.

Pillow draws it, because the PDF library and the photos of observations bring it anyway: nothing more to
install, and it is kept in good order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from maps.drawing.fonts import SIMPLIFIED_CHINESE
from maps.drawing.values import Line, LonLat, Word

WIDTH_PX = 1600
MARGIN_PX = 40
TITLE_PX, TEXT_PX = 38, 24
SWATCH_PX = 30
_METRES_A_DEGREE = 111_320.0
_SCALE_BARS_M = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
_INK, _QUIET, _PAPER, _LAND = "#1d2733", "#55606d", "#ffffff", "#f6f4f0"


@dataclass(frozen=True, slots=True)
class PictureLegend:
    """What the classes mean, the highest first: colour, sign, and meaning with its range."""

    title: Word
    rows: tuple[tuple[str, str, Word], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn.

    Attributes:
        title: In both languages.
        lines: Below the title: date, span, how well it was tested.
        cells: Corners and class of each cell; class 0 is not filled.
        colours: Of classes 1 and up.
        outlines: Borders of areas.
        legend: What the classes mean.
        attribution: Licence line.
    """

    title: Word
    lines: tuple[Word, ...]
    cells: tuple[tuple[Line, int], ...]
    colours: tuple[str, ...]
    outlines: tuple[Line, ...]
    legend: PictureLegend
    attribution: str = ""


def draw_picture(picture: Picture, font: Path, facts: Mapping[str, str]) -> bytes:
    """Return a PNG file.

    Args:
        picture: What is drawn.
        font: A font with Chinese characters; of a collection the simplified one is taken.
        facts: Written into the file as text chunks, so that they travel with it.

    Raises:
        ValueError: If there is neither a cell nor an outline.
    """
    points = [p for ring, _ in picture.cells for p in ring] or [p for ring in picture.outlines for p in ring]
    if not points:
        raise ValueError("a picture needs at least one cell or outline")
    frame = _frame(points)
    large, small = (_font(font, size) for size in (TITLE_PX, TEXT_PX))
    top = MARGIN_PX + 2 * (TITLE_PX + 12) + 2 * len(picture.lines) * (TEXT_PX + 8) + 20
    legend_px = (len(picture.legend.rows) + 2) * (SWATCH_PX + 14) + 60
    image = Image.new("RGB", (WIDTH_PX, round(top + frame.height_px + legend_px)), _PAPER)
    draw = ImageDraw.Draw(image)
    _draw_heading(draw, picture, large, small)
    _draw_cells(draw, picture, frame, top, small)
    _draw_legend(draw, picture, small, round(top + frame.height_px + 24))
    _draw_scale(draw, frame, small, round(top + frame.height_px + 40))
    chunks = PngInfo()
    for name, text in facts.items():
        chunks.add_itxt(name, text)
    output = BytesIO()
    image.save(output, "PNG", pnginfo=chunks, optimize=True)
    return output.getvalue()


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    px_a_lon: float
    px_a_lat: float
    height_px: float

    def place(self, point: LonLat, top: float) -> tuple[float, float]:
        return (
            MARGIN_PX + (point[0] - self.west) * self.px_a_lon,
            top + (self.north - point[1]) * self.px_a_lat,
        )


def _frame(points: Sequence[LonLat]) -> _Frame:
    lons, lats = zip(*points, strict=True)
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    px_a_lon = (WIDTH_PX - 2 * MARGIN_PX) / max(east - west, 1e-6)
    px_a_lat = px_a_lon / cos(radians((south + north) / 2))
    return _Frame(west, north, px_a_lon, px_a_lat, (north - south) * px_a_lat)


def _font(path: Path, size_px: int) -> ImageFont.FreeTypeFont:
    number = SIMPLIFIED_CHINESE if path.suffix.lower() == ".ttc" else 0
    return ImageFont.truetype(str(path), size_px, index=number)


def _draw_heading(
    draw: ImageDraw.ImageDraw,
    picture: Picture,
    large: ImageFont.FreeTypeFont,
    small: ImageFont.FreeTypeFont,
) -> None:
    y = MARGIN_PX
    for text in (picture.title.zh, picture.title.en):
        draw.text((MARGIN_PX, y), text, _INK, large)
        y += TITLE_PX + 12
    for line in picture.lines:
        for text in (line.zh, line.en):
            draw.text((MARGIN_PX, y), text, _QUIET, small)
            y += TEXT_PX + 8


def _draw_cells(
    draw: ImageDraw.ImageDraw, picture: Picture, frame: _Frame, top: float, small: ImageFont.FreeTypeFont
) -> None:
    for ring, level in picture.cells:
        corners = [frame.place(p, top) for p in ring]
        draw.polygon(corners, picture.colours[level - 1] if level else _LAND, "#ffffff")
        (left, low), (right, high) = corners[0], corners[2]
        if level and min(abs(right - left), abs(high - low)) >= TEXT_PX + 4:
            ink = "#ffffff" if level >= 4 else _INK
            draw.text(((left + right) / 2, (low + high) / 2), str(level), ink, small, "mm")
    for ring in picture.outlines:
        draw.line([frame.place(p, top) for p in (*ring, ring[0])], _INK, 2)


def _draw_legend(draw: ImageDraw.ImageDraw, picture: Picture, small: ImageFont.FreeTypeFont, y: int) -> None:
    draw.text((MARGIN_PX, y), f"{picture.legend.title.zh}  {picture.legend.title.en}", _INK, small)
    for colour, sign, meaning in picture.legend.rows:
        y += SWATCH_PX + 14
        draw.rectangle((MARGIN_PX, y, MARGIN_PX + SWATCH_PX, y + SWATCH_PX), colour, _INK)
        draw.text((MARGIN_PX + SWATCH_PX + 14, y), f"{sign}  {meaning.zh}  {meaning.en}", _INK, small)
    if picture.attribution:
        draw.text((MARGIN_PX, y + SWATCH_PX + 20), picture.attribution, _QUIET, small)


def _draw_scale(draw: ImageDraw.ImageDraw, frame: _Frame, small: ImageFont.FreeTypeFont, y: int) -> None:
    px_a_metre = frame.px_a_lat / _METRES_A_DEGREE
    length_m = max((m for m in _SCALE_BARS_M if m * px_a_metre <= 300), default=_SCALE_BARS_M[0])
    length_px = length_m * px_a_metre
    right = WIDTH_PX - MARGIN_PX
    draw.line([(right - length_px, y - 8), (right - length_px, y), (right, y), (right, y - 8)], _INK, 3)
    text = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m} m"
    draw.text((right - length_px, y + 8), text, _INK, small)
