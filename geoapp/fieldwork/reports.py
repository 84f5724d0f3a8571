"""What a phone reports, from JSON to checked values."""

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

CHECK_IN, OBSERVATION, POSITION = "check-in", "observation", "position"
# A phone's clock that is wrong by more than this is put right; less is the time of sending.
CLOCK_TOLERANCE = timedelta(seconds=90)
MOST_TEXT = 1000


class BadReport(Exception):
    """A report that cannot be stored; the text says why."""


@dataclass(frozen=True, slots=True)
class Report:
    """One line of a phone's queue.

    Attributes:
        client_id: Number that the phone drew.
        kind: ``CHECK_IN``, ``OBSERVATION`` or ``POSITION``.
        patrol_id: Row of the patrol.
        at: When, by the phone's clock.
        stop_number: Number of the stop on the route, if one was tapped.
        lon_lat: Degrees, WGS 84, if the phone knew them.
        accuracy_m: Radius that the phone states.
        category: Code of what was seen.
        text: In the volunteer's own words.
        photo: As the phone sent it.
    """

    client_id: UUID
    kind: str
    patrol_id: int
    at: datetime
    stop_number: int | None = None
    lon_lat: tuple[float, float] | None = None
    accuracy_m: float | None = None
    category: str = ""
    text: str = ""
    photo: bytes | None = None


def parsed_report(item: object) -> Report:
    """The value of one JSON object.

    Raises:
        BadReport: If it is no report.
    """
    if not isinstance(item, Mapping) or item.get("kind") not in (CHECK_IN, OBSERVATION, POSITION):
        raise BadReport(_("This is no report that the site knows; update the page."))
    lon_lat, accuracy_m = _position(item)
    if item["kind"] == POSITION and lon_lat is None:
        raise BadReport(_("A position needs longitude and latitude."))
    return Report(
        client_id=_client_id(item.get("client_id")),
        kind=str(item["kind"]),
        patrol_id=_whole(item.get("patrol")),
        at=moment(item.get("at")),
        stop_number=None if item.get("stop") is None else _whole(item["stop"]),
        lon_lat=lon_lat,
        accuracy_m=accuracy_m,
        category=str(item.get("category") or ""),
        text=_text(item.get("text")),
        photo=_photo(item.get("photo")),
    )


def by_our_clock(report: Report, sent_at: datetime, received_at: datetime) -> Report:
    """The report with its time put right if the phone's clock is wrong.

    Args:
        sent_at: When it was sent, by the same clock of the phone.
        received_at: When it arrived, by ours.
    """
    wrong = received_at - sent_at
    return report if abs(wrong) <= CLOCK_TOLERANCE else replace(report, at=report.at + wrong)


def moment(text: object) -> datetime:
    """A moment in ISO 8601 with its offset.

    Raises:
        BadReport: If it is none.
    """
    try:
        at = datetime.fromisoformat(str(text))
        if at.tzinfo is None:
            raise ValueError
        # Years at the ends of the calendar have no moment in UTC.
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadReport(_("The time is not in ISO 8601 with its offset.")) from error


def checked_position(lon: object, lat: object, accuracy: object) -> tuple[tuple[float, float], float]:
    """Degrees and radius in metres as numbers.

    Raises:
        BadReport: If one of them cannot be.
    """
    try:
        x, y, radius_m = (float(value) for value in (lon, lat, accuracy))  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadReport(_("The position is not in numbers.")) from error
    if not (abs(x) <= 180 and abs(y) <= 90 and radius_m >= 0 and math.isfinite(radius_m)):
        raise BadReport(_("The position is not longitude and latitude in degrees."))
    return (x, y), radius_m


def _position(item: Mapping[str, object]) -> tuple[tuple[float, float] | None, float | None]:
    if item.get("lon") is None and item.get("lat") is None:
        return None, None
    return checked_position(item.get("lon"), item.get("lat"), item.get("accuracy_m"))


def _client_id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise BadReport(_("A report needs a UUID of its own.")) from error


def _whole(value: object) -> int:
    # A bool is an int to Python, and a number beyond the database's is nobody's.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise BadReport(_("A patrol or stop is not named by its number."))
    return value


def _text(value: object) -> str:
    # PostgreSQL stores no zero byte.
    text = str(value or "").replace("\x00", "").strip()
    if len(text) > MOST_TEXT:
        raise BadReport(_("The text is longer than %(most)d characters.") % {"most": MOST_TEXT})
    return text


def _photo(value: object) -> bytes | None:
    if not value:
        return None
    try:
        return base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadReport(_("The photo arrived damaged.")) from error
