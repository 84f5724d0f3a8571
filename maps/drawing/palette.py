"""Colours of cells, streets and routes; every use also carries a number, a pattern or a word."""

from __future__ import annotations

# ColorBrewer OrRd, Purples and BuGn with five classes: lightness falls evenly, so they also work in grey
# and for colour-blind readers. Source: Harrower & Brewer (2003), ColorBrewer.org.
RISK = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")
GAP = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
# New, intensifying, persistent, fading: told apart by their signs too.
HISTORY = ("#fdae61", "#b30000", "#7a3e9d", "#92c5de")
HISTORY_SIGNS = ("+", "↑", "=", "↓")
CLUSTER = ("#b30000",)
# Done, no signal, not done.
STATE = ("#66c2a4", "#d9d9d9", "#8a1410")
STATE_SIGNS = ("✓", "?", "×")
DOSE = ("#edf8fb", "#b2e2e2", "#66c2a4", "#2ca25f", "#006d2c")

# Dark enough for 4.5:1 against white; told apart by number and dash as well.
ROUTES = ("#b3261e", "#0b57a4", "#1b6e3c", "#7a3e9d", "#8a4b08", "#006a6a", "#9c1c63", "#3d4a57")

STREET_CLASSES = ("major", "middle", "minor", "path")

_MAJOR = frozenset({"motorway", "trunk", "primary", "secondary"})
_MIDDLE = frozenset({"tertiary"})
_PATH = frozenset({"footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "track", "corridor"})


def street_class(highway: str) -> str:
    """Return which of ``STREET_CLASSES`` an OSM ``highway`` value is drawn as."""
    kind = highway.removesuffix("_link")
    if kind in _MAJOR:
        return "major"
    if kind in _MIDDLE:
        return "middle"
    return "path" if kind in _PATH else "minor"
