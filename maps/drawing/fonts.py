"""A small font for the printed sheets: only the characters in use.

The Chinese collections are 20 MB, which the PDF library would parse whole. So the characters of all sheets
are taken out once; each file then embeds its own few of them.
"""

from __future__ import annotations

from pathlib import Path

import uharfbuzz as harfbuzz

# Simplified Chinese in the Noto Sans CJK collection.
SIMPLIFIED_CHINESE = 2
_DROPPED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"VORG", b"vhea", b"vmtx", b"DSIG")


def prepare_font(characters: str, source: Path, collection_number: int = SIMPLIFIED_CHINESE) -> bytes:
    """Return a font with these characters alone; save it to a file and hand its path to ``draw_sheets``.

    Args:
        characters: All that will be printed, see ``sheet_characters``; those the font lacks are left out.
        source: OpenType font or collection, such as ``NotoSansCJK-Regular.ttc`` from the Debian package
            fonts-noto-cjk.
        collection_number: Which font of a collection.

    Raises:
        OSError: If the source cannot be read.
    """
    face = harfbuzz.Face(harfbuzz.Blob(source.read_bytes()), collection_number)
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    # Each character whole: embedded a little faster and smaller than with the subroutines of a big font.
    wanted.flags = (
        harfbuzz.SubsetFlags.NO_HINTING
        | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
        | harfbuzz.SubsetFlags.DESUBROUTINIZE
    )
    wanted.drop_table_tag_set.update(int.from_bytes(tag) for tag in _DROPPED)
    data: bytes = harfbuzz.subset(face, wanted).blob.data
    return data
