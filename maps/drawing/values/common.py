"""Words, places and what every page says about its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

LonLat = tuple[float, float]
Line = tuple[LonLat, ...]
AreaLevel = Literal["district", "subdistrict", "community", "grid"]


@dataclass(frozen=True, slots=True)
class Word:
    """One term or sentence in both languages of the pages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Edition:
    """What every page of one run of a plan says about itself.

    Attributes:
        district: Name of the district, shown in each title.
        first_day: First local day of the plan.
        last_day: Last local day of the plan, included.
        made_at: When the plan was made, local time; also the creation date of the PDF files.
        synthetic: Show the banner that no person or incident here is real.
        sources: Provenance for the footer, such as (Word("Street extract", "街道数据"), "sha256 3f2a…").
    """

    district: Word
    first_day: date
    last_day: date
    made_at: datetime
    synthetic: bool = False
    sources: tuple[tuple[Word, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Street:
    """One street segment; ``kind`` is its OSM ``highway`` value, ``name`` may be empty."""

    kind: str
    line: Line
    name: str = ""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The quiet map under everything, drawn from stored streets and never from a tile server by default.

    Attributes:
        streets: Street segments.
        bounds: What a page shows at first.
        attribution: Licence line of the streets, always shown, such as "© OpenStreetMap contributors, ODbL".
        rail: Railway lines.
        water: Rivers as open lines, lakes as closed rings (first point repeated).
        attribution_url: Link behind the attribution, may be empty.
        tile_url: Leaflet template of an optional tile layer; empty means that no request leaves the page.
        tile_attribution: Licence line of the tiles.
    """

    streets: tuple[Street, ...]
    bounds: Bounds
    attribution: str
    rail: tuple[Line, ...] = ()
    water: tuple[Line, ...] = ()
    attribution_url: str = ""
    tile_url: str = ""
    tile_attribution: str = ""


@dataclass(frozen=True, slots=True)
class AreaShape:
    """An administrative area; ``polygons`` are its outer rings."""

    code: str
    name: str
    level: AreaLevel
    polygons: tuple[Line, ...]
