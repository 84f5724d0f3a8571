"""The only module that touches Folium: a map whose links are local and whose parts fit any page.

Folium brings links to a content network, jQuery, Bootstrap and Font Awesome, and a viewport that forbids
enlarging the text. What is kept is the map, Leaflet, and the call of the page's own drawing function.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

MAX_ZOOM = 19
# Quarters of a zoom level let a district fill a narrow screen.
_ZOOM_STEP = 0.25
_LEAFLET = {"leaflet": "leaflet/leaflet.js", "leaflet_css": "leaflet/leaflet.css"}


@dataclass(frozen=True, slots=True)
class FoliumParts:
    """What Folium rendered: links for the head, the map's element, and the script that starts it."""

    head: str
    element: str
    script: str


@lru_cache(maxsize=64)
def folium_parts(drawing: str, assets: str, centre_lon: float, centre_lat: float) -> FoliumParts:
    """Render a Folium map once for all pages of a kind; what differs between them is their data.

    Args:
        drawing: Function of ``window.Patrolgrid`` that receives the Leaflet map.
        assets: Folder of the assets as seen from the page.
        centre_lon: Longitude of the first view, before the drawing fits its own bounds.
        centre_lat: Latitude of the first view.
    """
    fmap = folium.Map(
        location=[centre_lat, centre_lon],
        zoom_start=14,
        tiles=None,
        prefer_canvas=True,
        maxZoom=MAX_ZOOM,
        zoomSnap=_ZOOM_STEP,
    )
    fmap._id = drawing  # a random name would make every rendering differ
    figure = Figure()
    figure.add_child(fmap)
    figure.render()
    _keep_local_links(figure, assets)
    # Added after the map has put its own script there: the drawing needs the finished map.
    figure.script.add_child(Element(f"Patrolgrid.{drawing}({fmap.get_name()});"))
    return FoliumParts(figure.header.render(), figure.html.render(), figure.script.render())


def _keep_local_links(figure: Figure, assets: str) -> None:
    for name, child in list(figure.header._children.items()):
        if isinstance(child, JavascriptLink | CssLink) and name in _LEAFLET:
            child.url = f"{assets}/{_LEAFLET[name]}"
        else:
            del figure.header._children[name]
