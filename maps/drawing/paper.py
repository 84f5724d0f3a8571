"""The few marks that a sheet is made of, in millimetres on A4; the only module that touches fpdf2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

Colour = tuple[int, int, int]
PointMm = tuple[float, float]

INK: Colour = (29, 39, 51)
QUIET: Colour = (85, 96, 109)
RULE: Colour = (190, 186, 178)
RED: Colour = (179, 38, 30)
BLUE: Colour = (11, 87, 164)
WHITE: Colour = (255, 255, 255)
PAPER_W_MM, PAPER_H_MM = 210.0, 297.0

_FAMILY = "sheet"
_MM_A_POINT = 25.4 / 72
_MEASURED_PT = 100.0
# Distance from the middle of a capital or a Chinese character to the baseline, in parts of the size.
_MIDDLE = 0.35


class Paper:
    """A PDF document whose bytes depend on what is drawn and on ``made_at`` only.

    Args:
        font: TrueType file, or OpenType with outlines keyed by CID, as the Chinese collections have them.

    Raises:
        ValueError: If a PDF cannot hold the font's outlines.
    """

    def __init__(self, font: Path, made_at: datetime, title: str) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_creation_date(made_at)
        self._pdf.set_title(title)
        self._pdf.set_lang("zh-Hans")
        self._pdf.add_font(_FAMILY, "", str(font))
        self._make_ready()
        self._widths_mm: dict[str, float] = {}

    def _make_ready(self) -> None:
        font = self._pdf.fonts[_FAMILY]
        assert isinstance(font, TTFFont)
        if font.is_cff and not font.is_cid_keyed:
            raise ValueError(
                f"a PDF cannot hold the outlines of {font.name}: use a TrueType font or one keyed by CID, "
                "such as Noto Sans CJK"
            )
        # The bounding boxes of the whole font still hold, and each would be measured twice.
        font.ttfont.recalcBBoxes = False

    def add_page(self) -> None:
        self._pdf.add_page()

    def output(self) -> bytes:
        return bytes(self._pdf.output())

    def width_mm(self, text: str, size_pt: float) -> float:
        """Return how wide a text is; it grows with the size, so each text is measured once."""
        if text not in self._widths_mm:
            self._pdf.set_font(_FAMILY, size=_MEASURED_PT)
            self._widths_mm[text] = self._pdf.get_string_width(text)
        return self._widths_mm[text] * size_pt / _MEASURED_PT

    def text(self, x_mm: float, y_mm: float, text: str, size_pt: float, colour: Colour = INK) -> None:
        """Write from ``x_mm``; ``y_mm`` is the baseline."""
        self._pdf.set_font(_FAMILY, size=size_pt)
        self._pdf.set_text_color(*colour)
        self._pdf.text(x_mm, y_mm, text)

    def fitted(
        self, x_mm: float, y_mm: float, text: str, size_pt: float, width_mm: float, colour: Colour = INK
    ) -> None:
        """Write in one line, cut with an ellipsis where it does not fit."""
        self.text(x_mm, y_mm, self.cut(text, size_pt, width_mm), size_pt, colour)

    def cut(self, text: str, size_pt: float, width_mm: float) -> str:
        """Return as much of a text as fits."""
        if self.width_mm(text, size_pt) <= width_mm:
            return text
        while text and self.width_mm(text + "…", size_pt) > width_mm:
            text = text[:-1]
        return text + "…"

    def wrapped(self, text: str, size_pt: float, width_mm: float) -> list[str]:
        """Break a text into lines: at spaces, and between any two Chinese characters."""
        lines, line = [], ""
        for piece in _pieces(text):
            if line and self.width_mm((line + piece).rstrip(), size_pt) > width_mm:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        return [*lines, line.rstrip()] if line.strip() else lines

    def centred(self, x_mm: float, y_mm: float, text: str, size_pt: float, colour: Colour = INK) -> None:
        """Write with the middle of the text at a point."""
        left = x_mm - self.width_mm(text, size_pt) / 2
        self.text(left, y_mm + _MIDDLE * size_pt * _MM_A_POINT, text, size_pt, colour)

    def turned(
        self, x_mm: float, y_mm: float, text: str, size_pt: float, degrees: float, colour: Colour
    ) -> None:
        """Write around a point, turned against the clock."""
        with self._pdf.rotation(degrees, x_mm, y_mm):
            self.centred(x_mm, y_mm, text, size_pt, colour)

    def line(self, points: Sequence[PointMm], width_mm: float, colour: Colour, dash_mm: float = 0.0) -> None:
        """Draw one line."""
        self.lines([points], width_mm, colour, dash_mm)

    def lines(
        self, lines: Sequence[Sequence[PointMm]], width_mm: float, colour: Colour, dash_mm: float = 0.0
    ) -> None:
        """Draw lines of one kind."""
        self._pdf.set_line_width(width_mm)
        self._pdf.set_draw_color(*colour)
        if dash_mm:
            self._pdf.set_dash_pattern(dash=dash_mm, gap=dash_mm)
        for points in lines:
            self._pdf.polyline(points)
        if dash_mm:
            self._pdf.set_dash_pattern()

    def area(self, points: Sequence[PointMm], colour: Colour) -> None:
        """Fill a polygon."""
        self._pdf.set_fill_color(*colour)
        self._pdf.polygon(points, style="F")

    def box(
        self, x_mm: float, y_mm: float, w_mm: float, h_mm: float, fill: Colour | None, edge: Colour | None
    ) -> None:
        """Draw a rectangle."""
        if fill:
            self._pdf.set_fill_color(*fill)
        if edge:
            self._pdf.set_line_width(0.3)
            self._pdf.set_draw_color(*edge)
        self._pdf.rect(x_mm, y_mm, w_mm, h_mm, style=("D" if edge else "") + ("F" if fill else ""))

    def disc(self, x_mm: float, y_mm: float, radius_mm: float, fill: Colour, edge: Colour) -> None:
        """Draw a filled circle around a point."""
        self._pdf.set_fill_color(*fill)
        self._pdf.set_line_width(0.5)
        self._pdf.set_draw_color(*edge)
        self._pdf.circle(x_mm, y_mm, radius_mm, style="DF")

    @contextmanager
    def clipped(self, x_mm: float, y_mm: float, w_mm: float, h_mm: float) -> Iterator[None]:
        """Hide all that is drawn outside a rectangle."""
        with self._pdf.local_context(), self._pdf.rect_clip(x_mm, y_mm, w_mm, h_mm):
            yield


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    word = ""
    for character in text:
        if character.isspace() or ord(character) > 0x2E7F:
            # Full-width stops may not begin a line, so they stay with what is before them.
            if character in "，。、；：）！？" and (word or pieces):
                word += character
                continue
            pieces += [word] if word else []
            word = character
        elif word and (word.isspace() or ord(word[-1]) > 0x2E7F):
            pieces.append(word)
            word = character
        else:
            word += character
    return [*pieces, word] if word else pieces
