"""Photos as they are stored: small enough to show, and without what the camera wrote into them."""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from geoapp.fieldwork.reports import BadReport

FORMATS = ("JPEG", "PNG", "WEBP")
# Of the longer side: a number plate across the street can still be read.
LONGEST_PX = 1600
# More than any phone's camera; a small file can unpack to a picture that fills the memory.
MOST_PIXELS = 60_000_000
QUALITY = 80


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A JPEG without metadata."""

    jpeg: bytes
    width: int
    height: int


def clean_photo(content: bytes) -> CleanPhoto:
    """Draw the picture anew: upright, scaled, with nothing in it but pixels.

    Raises:
        BadReport: If it is not a picture in one of ``FORMATS``.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadReport(_("The photo has too many pixels: send a smaller one."))
            opened.draft("RGB", (LONGEST_PX, LONGEST_PX))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadReport(_("The photo cannot be read: send a JPEG, PNG or WebP.")) from error
    upright.thumbnail((LONGEST_PX, LONGEST_PX))
    # A new picture takes along no metadata, whatever the format kept it in.
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    packed = io.BytesIO()
    plain.save(packed, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto(packed.getvalue(), *plain.size)
