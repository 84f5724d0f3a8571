"""How large the pages of a plan are, and how long Chromium takes to draw them from the disk.

    python -m benchmarks.pages out [--runs 5]

prints one JSON line a page: page, bytes, load_ms (median of the runs, to the end of the load event).
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from maps.drawing import paths

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOAD_MS = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"


def load_ms(browser: Browser, file: Path) -> float:
    """Milliseconds from the start of the navigation to the end of the load event, in a fresh context."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(file.absolute().as_uri())
    page.wait_for_function("() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    found = float(page.evaluate(LOAD_MS))
    context.close()
    return found


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder of a plan")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in (paths.INDEX, paths.HOTSPOTS, paths.COVERAGE, paths.ROUTES):
            file = options.out / name
            taken = [load_ms(browser, file) for _ in range(options.runs)]
            print(json.dumps({"page": name, "bytes": file.stat().st_size, "load_ms": round(median(taken))}))
        browser.close()


if __name__ == "__main__":
    main()
