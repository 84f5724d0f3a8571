"""The files that all pages share: Leaflet, our own style and scripts, and the streets."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from maps.drawing.encode import encode_line, encode_lines
from maps.drawing.palette import STREET_CLASSES, street_class
from maps.drawing.paths import ASSETS
from maps.drawing.street_labels import label_spans
from maps.drawing.values import BaseMap

_LEAFLET_IMAGES = ("images/layers.png", "images/layers-2x.png", "images/marker-icon.png")
_LEAFLET_FILES = ("leaflet.js", "leaflet.css", *_LEAFLET_IMAGES)


def asset_files(basemap: BaseMap) -> dict[str, bytes]:
    """Return path below the output folder -> contents, for every file that pages link to.

    Leaflet comes from the installed package ``django-leaflet``, found by its metadata: importing the package
    would need Django's settings.
    """
    leaflet = Path(str(distribution("django-leaflet").locate_file("leaflet/static/leaflet")))
    own = files("maps.drawing") / "assets"
    found = {f"{ASSETS}/leaflet/{name}": _without_source_map(leaflet / name) for name in _LEAFLET_FILES}
    for entry in sorted(own.iterdir(), key=lambda e: e.name):
        if entry.name.endswith((".js", ".css")):
            found[f"{ASSETS}/{entry.name}"] = entry.read_bytes()
    found[f"{ASSETS}/streets.js"] = streets_script(basemap).encode()
    return found


def _without_source_map(entry: Path) -> bytes:
    """Drop the pointer to a map that is not shipped; browsers' tools would ask for it."""
    contents = entry.read_bytes()
    return contents.split(b"//# sourceMappingURL=")[0] if entry.name.endswith(".js") else contents


def streets_script(basemap: BaseMap) -> str:
    """Write the base map as a script for ``basemap.js``: pages from ``file://`` may not fetch JSON."""
    spans = label_spans(basemap.streets)
    names = {name: i for i, name in enumerate(dict.fromkeys(span.name for span in spans))}
    box = basemap.bounds
    value = {
        "groups": {
            kind: encode_lines(s.line for s in basemap.streets if street_class(s.kind) == kind)
            for kind in STREET_CLASSES
        },
        "rail": encode_lines(basemap.rail),
        "water": encode_lines(line for line in basemap.water if line[0] != line[-1]),
        "lakes": encode_lines(line for line in basemap.water if line[0] == line[-1]),
        "names": list(names),
        "labels": [[names[s.name], s.rank, encode_line((s.starts, s.ends))] for s in spans],
        "bounds": [[box.south, box.west], [box.north, box.east]],
        "attribution": [basemap.attribution, basemap.attribution_url],
        "tiles": [basemap.tile_url, basemap.tile_attribution],
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"window.PATROLGRID_STREETS={text};\n"
