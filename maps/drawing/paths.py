"""Where each page lies below the output folder, and how one page names another."""

from __future__ import annotations

import re

INDEX = "index.html"
HOTSPOTS = "hotspots.html"
COVERAGE = "coverage.html"
ROUTES = "routes.html"
ASSETS = "assets"

# No separators, no leading dot, nothing that a URL or a file system would read differently.
_SAFE_CODE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


def patrol_path(code: str) -> str:
    """Return the page of a patrol.

    Raises:
        ValueError: If the code could not be a file name everywhere.
    """
    if not _SAFE_CODE.fullmatch(code):
        raise ValueError(f"patrol code must be letters, digits, '-', '_' and '.', got {code!r}")
    return f"patrols/{code}.html"


def link(from_page: str, to_path: str) -> str:
    """Return ``to_path`` as seen from ``from_page``, both relative to the output folder."""
    return "../" * from_page.count("/") + to_path
