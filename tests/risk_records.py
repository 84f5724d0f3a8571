"""Incidents of the small district, with a lasting hot place and a flat rest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from django.contrib.gis.geos import Point

from geoapp.models import Category, Incident, Source
from geoapp.queries.locating import locate_incidents
from tests.builders import DISTRICT_BOUNDS

AS_OF = datetime(2025, 11, 30, 16, tzinfo=UTC)
HOT = (123.912, 41.852)


def save_incidents(
    lon_lat: Sequence[tuple[float, float]],
    starts: Sequence[datetime],
    category: str = "theft",
    source: str = Source.OPEN_RECORD,
) -> None:
    """Incidents at a known time, located."""
    kind = Category.objects.get(code=category)
    first = Incident.objects.count()
    Incident.objects.bulk_create(
        Incident(
            ref=f"R{first + k:06}",
            category=kind,
            source=source,
            time_from=at,
            time_to=at,
            point=Point(lon, lat, srid=4326),
            frame="wgs84",
            x_original=lon,
            y_original=lat,
        )
        for k, ((lon, lat), at) in enumerate(zip(lon_lat, starts, strict=True))
    )
    locate_incidents()


def draw_incidents(
    n: int, hot_share: float, *, seed: int = 1, weeks: int = 120, until: datetime = AS_OF, **more: str
) -> None:
    """Incidents of the weeks before a moment, a share of them at one place, the others anywhere."""
    rng = np.random.default_rng(seed)
    west, south, east, north = DISTRICT_BOUNDS
    places = rng.uniform((west, south), (east, north), (n, 2))
    places[rng.random(n) < hot_share] = HOT
    # One at the very start and one at the very end, so that the record is as long as it says.
    back = np.concatenate([[0.01, weeks * 7.0], rng.uniform(0, weeks * 7, n - 2)])
    starts = [until - timedelta(days=float(days)) for days in back]
    save_incidents([tuple(place) for place in places.tolist()], starts, **more)
