"""What all printed files need of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from maps.drawing.fonts import prepare_font


@contextmanager
def font_with(characters: str) -> Iterator[Path]:
    """A font file that has these characters; it is there inside the block only."""
    with TemporaryDirectory() as folder:
        font = Path(folder) / "printed.otf"
        font.write_bytes(prepare_font(characters, settings.CJK_FONT))
        yield font
