"""Positions as the apps OwnTracks, OsmAnd and Traccar Client send them.

Sources: OwnTracks booklet, HTTP mode and JSON of a location; OsmAnd, online tracking; Traccar, protocol
"osmand" (parameters, and since client 9 a JSON body).
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from geoapp.fieldwork.reports import BadReport, checked_position, moment
from geoapp.fieldwork.tracking import Position

# What a phone is believed to know where it does not say how well, in metres; hdop as of usual receivers.
UNSTATED_ACCURACY_M = 10.0
METRES_PER_HDOP = 5.0


@dataclass(frozen=True, slots=True)
class AppMessage:
    """What an app sent: its key, and a position unless the message is about something else."""

    token: str
    position: Position | None


def read_message(parameters: Mapping[str, str], body: bytes, authorization: str) -> AppMessage:
    """Read one request of an app.

    Args:
        parameters: Of the address and of a form, which OsmAnd and Traccar fill.
        body: JSON of OwnTracks or of a newer Traccar, or nothing.
        authorization: Header in which OwnTracks sends user and password; the password is the key.

    Raises:
        BadReport: If it is none of the three.
    """
    if parameters.get("lat") or parameters.get("id") or parameters.get("deviceid"):
        token = parameters.get("id") or parameters.get("deviceid") or ""
        return AppMessage(token, _of_parameters(parameters))
    try:
        message = json.loads(body)
    except (UnicodeDecodeError, ValueError) as error:
        raise BadReport(_("Neither OwnTracks nor OsmAnd nor Traccar writes like this.")) from error
    if isinstance(message, dict) and "_type" in message:
        return AppMessage(_password(authorization), _of_owntracks(message))
    if isinstance(message, dict) and isinstance(message.get("location"), dict):
        return AppMessage(str(message.get("device_id") or ""), _of_traccar(message["location"]))
    raise BadReport(_("Neither OwnTracks nor OsmAnd nor Traccar writes like this."))


def _of_parameters(values: Mapping[str, str]) -> Position:
    accuracy = values.get("accuracy") or _of_hdop(values.get("hdop"))
    lon_lat, accuracy_m = checked_position(values.get("lon"), values.get("lat"), accuracy)
    return Position(_moment(values.get("timestamp")), *lon_lat, accuracy_m)


def _of_owntracks(message: Mapping[str, object]) -> Position | None:
    """A location; a waypoint, a greeting or a status of the app is none of our business."""
    if message["_type"] == "encrypted":
        raise BadReport(_("Switch off the encryption of OwnTracks: the connection is encrypted already."))
    if message["_type"] != "location":
        return None
    accuracy = message.get("acc", UNSTATED_ACCURACY_M)
    lon_lat, accuracy_m = checked_position(message.get("lon"), message.get("lat"), accuracy)
    return Position(_moment(message.get("tst")), *lon_lat, accuracy_m)


def _of_traccar(location: Mapping[str, object]) -> Position:
    given = location.get("coords")
    coords = given if isinstance(given, Mapping) else {}
    accuracy = coords.get("accuracy", UNSTATED_ACCURACY_M)
    lon_lat, accuracy_m = checked_position(coords.get("longitude"), coords.get("latitude"), accuracy)
    return Position(_moment(location.get("timestamp")), *lon_lat, accuracy_m)


def _of_hdop(hdop: str | None) -> object:
    try:
        return float(hdop) * METRES_PER_HDOP if hdop else UNSTATED_ACCURACY_M
    except ValueError:
        return None


def _moment(value: object) -> datetime:
    """A moment as Unix seconds, as milliseconds, or in ISO 8601."""
    try:
        seconds = float(str(value))
    except ValueError:
        return moment(value)
    # In seconds this would be after the year 5000.
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0)
    except (OverflowError, OSError, ValueError) as error:
        raise BadReport(_("The position has no time.")) from error


def _password(authorization: str) -> str:
    scheme, _blank, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
