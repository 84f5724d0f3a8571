"""The parameters of a request for features, read strictly: what is not understood is refused, not ignored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from math import isfinite

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError

from geoapp.api.collections import Features

DEFAULT_LIMIT, MAX_LIMIT = 1000, 10_000
# Beyond it a client has lost count; PostgreSQL refuses larger numbers.
MAX_OFFSET = 10**9
OPEN = ("", "..")

Moment = datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which features a request asks for; ``when`` is (from, to), open where None."""

    limit: int
    offset: int
    bbox: Polygon | MultiPolygon | None
    when: tuple[Moment, Moment] | None


def wanted(query: QueryDict) -> Wanted:
    """Read the parameters of a request.

    Raises:
        ParseError: If one is unknown, comes twice or cannot be read.
    """
    only(query, ("limit", "offset", "bbox", "datetime"))
    return Wanted(
        min(_whole(query, "limit", DEFAULT_LIMIT, 1), MAX_LIMIT),
        _whole(query, "offset", 0, 0),
        _bbox(query["bbox"]) if "bbox" in query else None,
        _interval(query["datetime"]) if "datetime" in query else None,
    )


def only(query: QueryDict, known: Iterable[str]) -> None:
    """Refuse parameters that are not known, and those that come twice."""
    for name in query:
        if name not in known:
            raise ParseError(_("There is no parameter %(name)s here.") % {"name": name[:40]})
        if len(query.getlist(name)) > 1:
            raise ParseError(_("%(name)s comes twice.") % {"name": name})


def chosen(features: Features, asked: Wanted) -> QuerySet:
    """The rows inside the box and the time that are asked for."""
    rows = features.rows
    if asked.bbox is not None:
        rows = rows.filter(**{f"{features.shape}__intersects": asked.bbox})
    if asked.when is not None and features.starts:
        starts, ends = asked.when
        # A day that a row no longer holds is its end, and so is the last second of a patrol.
        if starts is not None:
            rows = rows.filter(
                Q(**{f"{features.ends}__gt": _as(features, starts)}) | Q(**{features.ends: None})
            )
        if ends is not None:
            rows = rows.filter(**{f"{features.starts}__lte": _as(features, ends)})
    return rows


def _as(features: Features, moment: datetime) -> object:
    """A moment as the rows count time: areas hold for whole days."""
    return moment.date() if features.starts == "valid_from" else moment


def _whole(query: QueryDict, name: str, default: int, least: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) <= MAX_OFFSET:
        raise ParseError(_("%(name)s is a whole number from %(least)d on.") % {"name": name, "least": least})
    return int(text)


def _bbox(text: str) -> Polygon | MultiPolygon:
    """Four numbers (west, south, east, north), or six with heights, which count for nothing."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(isfinite, numbers)):
        raise ParseError(_("bbox is west,south,east,north in degrees."))
    west, south, east, north = numbers
    if south > north or min(south, west, east) < -180 or max(north, west, east) > 180:
        raise ParseError(_("bbox is west,south,east,north in degrees."))
    if west <= east:
        return _box(west, south, east, north)
    # Across the 180th meridian
    return MultiPolygon(_box(west, south, 180, north), _box(-180, south, east, north), srid=4326)


def _box(west: float, south: float, east: float, north: float) -> Polygon:
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    return box


def _interval(text: str) -> tuple[Moment, Moment]:
    """A moment, or two with a slash, of which one may be open ("..")."""
    first, slash, last = text.partition("/")
    if not slash:
        moment = _moment(first)
        return moment, moment
    if first in OPEN and last in OPEN:
        raise _unreadable_time()
    interval = tuple(None if part in OPEN else _moment(part) for part in (first, last))
    if None not in interval and interval[0] > interval[1]:
        raise _unreadable_time()
    return interval[0], interval[1]


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text.upper()) or datetime.combine(parse_date(text), time(0))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        raise _unreadable_time() from None


def _unreadable_time() -> ParseError:
    return ParseError(
        _("datetime is a moment such as 2026-11-30T08:00:00Z, or two with a slash; .. is open.")
    )
