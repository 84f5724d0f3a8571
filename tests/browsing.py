"""Opening pages from the disk and watching what goes wrong."""

from pathlib import Path

from playwright.sync_api import Page

# Counts colours, because a canvas that drew nothing has one.
CANVAS_COLOURS = """() => Math.max(...[...document.querySelectorAll('.folium-map canvas')].map(canvas => {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = new Set(new Uint32Array(data.buffer));
    return seen.size;
}))"""


def watch(page: Page) -> list[str]:
    """Collect what goes wrong and what is asked for outside the folder."""
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("requestfailed", lambda r: trouble.append(r.url))
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else trouble.append(r.url))
    return trouble


def open_page(page: Page, folder: Path, path: str) -> None:
    page.goto((folder / path).as_uri())
