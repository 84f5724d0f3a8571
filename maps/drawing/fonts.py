"""A small font for the printed sheets: only the characters in use, with outlines that embed quickly.

The Chinese collections are 20 MB of cubic outlines, which the PDF library would parse whole and compile
twice. So the characters of all sheets are taken out once and turned into quadratic (TrueType) outlines; each
file then embeds its own few of them.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import uharfbuzz as harfbuzz
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

# Simplified Chinese in the Noto Sans CJK collection.
SIMPLIFIED_CHINESE = 2
# Largest distance between the cubic and the quadratic outline, in 1/1000 of the letter's size.
_MAX_ERROR = 1.0
_DROPPED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"VORG", b"vhea", b"vmtx", b"DSIG")


def prepare_font(characters: str, source: Path, collection_number: int = SIMPLIFIED_CHINESE) -> bytes:
    """Return a TrueType font with these characters; save it as ``.ttf`` and hand its path to ``draw_sheets``.

    Args:
        characters: All that will be printed, see ``sheet_characters``; those the font lacks are left out.
        source: OpenType font or collection with CFF outlines, such as ``NotoSansCJK-Regular.ttc`` from the
            Debian package fonts-noto-cjk.
        collection_number: Which font of a collection.

    Raises:
        OSError: If the source cannot be read.
    """
    face = harfbuzz.Face(harfbuzz.Blob(source.read_bytes()), collection_number)
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.flags = (
        harfbuzz.SubsetFlags.NO_HINTING
        | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
        | harfbuzz.SubsetFlags.DESUBROUTINIZE
    )
    wanted.drop_table_tag_set.update(int.from_bytes(tag) for tag in _DROPPED)
    font = TTFont(BytesIO(harfbuzz.subset(face, wanted).blob.data))
    if "CFF " in font:
        _make_quadratic(font)
    font.recalcTimestamp = False
    output = BytesIO()
    font.save(output)
    return output.getvalue()


def _make_quadratic(font: TTFont) -> None:
    """Replace CFF by glyf outlines. Source: the otf2ttf example of fontTools."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        # TrueType contours run the other way round than PostScript ones.
        glyphs[name].draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = outlines
    _make_maxp(font)
    font["post"].formatType = 2.0
    font["post"].extraNames = []
    font["post"].mapping = {}
    font["post"].glyphOrder = order
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def _make_maxp(font: TTFont) -> None:
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
    ):
        setattr(maxp, name, 0)
    maxp.maxZones = 1
    maxp.maxSizeOfInstructions = 0
    maxp.maxComponentElements = 0
