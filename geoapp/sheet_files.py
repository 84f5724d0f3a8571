"""Writing the pages and printed sheets of patrols; needs no Django, so that any process can do it."""

from pathlib import Path

from maps.drawing import paths
from maps.drawing.patrol_page import draw_patrol
from maps.drawing.sheets import draw_sheets
from maps.drawing.values import BaseMap, Edition, PatrolSheet


def write_patrols(
    out: Path, edition: Edition, base_map: BaseMap, font: Path, file: str, sheets: list[PatrolSheet]
) -> None:
    """Write the page of each patrol, and all of them into one file to print, ``file`` below ``out``."""
    for sheet in sheets:
        (out / paths.patrol_path(sheet.code)).write_text(
            draw_patrol(edition, base_map, sheet), encoding="utf-8"
        )
    (out / file).write_bytes(draw_sheets(edition, sheets, base_map, font))
