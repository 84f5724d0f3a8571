"""Import the tracks that volunteers recorded with an app of their own."""

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.convert.times import local_clock
from geoapp.convert.tracks import distil
from geoapp.fieldwork.tracking import (
    DISTIL_AFTER,
    FORGET_AFTER,
    NoConsent,
    Position,
    add_positions,
    give_consent,
)
from geoapp.importing.columns import POINT, Field
from geoapp.importing.district import load_ground
from geoapp.importing.local_times import read_moments
from geoapp.importing.options import Options
from geoapp.importing.points import read_points
from geoapp.importing.problems import BadFile
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.importing.values import real_number
from geoapp.models import Assignment, District, Patrol, Roster, Track, Volunteer
from geoapp.progress import Progress

# The usual range error of a receiver in the open at a dilution of 1, and what is taken where none is given.
METRES_PER_HDOP = 5.0
UNSTATED_ACCURACY_M = 10.0
FIELDS = (
    Field("time", ("timestamp", "时间"), required=True),
    *POINT,
    Field("hdop", ("horizontal_dilution",)),
)


@dataclass(frozen=True)
class TrackRows:
    """The points of one file that lie within shifts of one volunteer, by patrol."""

    sha256: str
    volunteer: Volunteer
    walks: list[tuple[Patrol, list[Position]]]
    outside: int


def track_importer(registry_no: str, patrol_code: str, *, agreed: bool) -> Importer[TrackRows]:
    """The import of one track.

    Args:
        registry_no: Of whoever recorded it; the beginning of the file's name if empty.
        patrol_code: Of the patrol; found by the times of the points if empty.
        agreed: Record that the volunteer agreed to be tracked.
    """

    def parse(records: Records, options: Options) -> TrackRows:
        volunteer = _volunteer(registry_no, options.path)
        return _parse(records, options, volunteer, patrol_code)

    def save(rows: TrackRows, _progress: Progress) -> Counts:
        if agreed:
            give_consent(rows.volunteer)
        return _save(rows)

    return Importer(gettext_lazy("track points"), FIELDS, parse, save)


def _volunteer(registry_no: str, path: Path) -> Volunteer:
    """Whoever recorded the file.

    Raises:
        BadFile: If nobody has the number.
    """
    number = registry_no or re.split(r"[_.\s]", path.name)[0]
    found = Volunteer.objects.filter(registry_no=number).first()
    if found is None:
        raise BadFile(
            _(
                "%(path)s: no volunteer has the registry number %(number)s. Name who recorded it with "
                "--volunteer NUMBER, or let the file's name begin with the number and _."
            )
            % {"path": path, "number": number}
        )
    return found


def _parse(records: Records, options: Options, volunteer: Volunteer, patrol_code: str) -> TrackRows:
    """Points of all good rows; those outside the shifts are not kept, because nobody is followed there."""
    ground = load_ground(options.border_m)
    # One stray point of a receiver between houses is no reason to refuse a walk.
    points = read_points(records, replace(options, inside_only=True), ground)
    # GPX gives its times in UTC, also where it does not say so.
    moments = read_moments(records, "time", "UTC", required=True)
    hdop = records.parsed(
        "hdop", _dilution, _("not a number above 0: mend it or leave it empty"), default=None
    )
    accuracy_m = [UNSTATED_ACCURACY_M if value is None else value * METRES_PER_HDOP for value in hdop]
    positions = records.good_rows(_position, moments.at, points.lon, points.lat, accuracy_m)
    walks = _patrols(volunteer, patrol_code, positions, options.path)
    kept = sum(len(walk) for _patrol, walk in walks)
    if positions and not kept:
        raise BadFile(_no_shift(options.path, positions, volunteer, ground.district))
    sha256 = hashlib.sha256(options.path.read_bytes()).hexdigest()
    return TrackRows(sha256, volunteer, walks, len(positions) - kept)


def _position(at: pd.Timestamp, lon: float, lat: float, accuracy_m: float) -> Position:
    return Position(at.to_pydatetime(), float(lon), float(lat), accuracy_m)


def _dilution(text: str) -> float:
    value = real_number(text)
    if value <= 0:
        raise ValueError(text)
    return value


def _patrols(
    volunteer: Volunteer, code: str, positions: list[Position], path: Path
) -> list[tuple[Patrol, list[Position]]]:
    """The points by the patrol of the volunteer in which they lie; a patrol in force goes before an old plan.

    Raises:
        BadFile: If the volunteer was not on the patrol that is named, or it is too long ago.
    """
    mine = Assignment.objects.filter(volunteer=volunteer, patrol__kind=Patrol.Kind.PATROL)
    mine = mine.exclude(roster__status=Roster.Status.DRAFT).select_related("patrol")
    if code and not (mine := mine.filter(patrol__code=code)).exists():
        raise BadFile(
            _(
                "%(path)s: volunteer %(number)s is on no published patrol %(code)s. Check both, or leave "
                "--patrol out and let the times tell."
            )
            % {"path": path, "number": volunteer.registry_no, "code": code}
        )
    walks, left = [], positions
    for patrol in (one.patrol for one in mine.order_by("-live", "-roster_id", "patrol__starts_at")):
        inside = [one for one in left if patrol.starts_at <= one.at <= patrol.ends_at]
        left = [one for one in left if not patrol.starts_at <= one.at <= patrol.ends_at]
        if not inside:
            continue
        if patrol.ends_at < timezone.now() - FORGET_AFTER:
            raise BadFile(
                _(
                    "%(path)s: patrol %(code)s ended more than %(days)d days ago. Tracks are not kept so "
                    "long, so nothing was stored."
                )
                % {"path": path, "code": patrol.code, "days": FORGET_AFTER.days}
            )
        walks.append((patrol, inside))
    return walks


def _no_shift(path: Path, positions: list[Position], volunteer: Volunteer, district: District) -> str:
    first, last = min(one.at for one in positions), max(one.at for one in positions)
    return _(
        "%(path)s: none of the %(count)d points lies within a shift of volunteer %(number)s. They run from "
        "%(first)s to %(last)s, local time: check the volunteer, the day and the device's clock."
    ) % {
        "path": path,
        "count": len(positions),
        "number": volunteer.registry_no,
        "first": f"{local_clock(district, first):%F %H:%M}",
        "last": f"{local_clock(district, last):%F %H:%M}",
    }


def _save(rows: TrackRows) -> Counts:
    """Store what is new, and turn the tracks of older shifts into stays at once.

    Raises:
        BadFile: If the volunteer has not agreed.
    """
    new = known = 0
    for patrol, positions in rows.walks:
        tracks = Track.objects.filter(patrol=patrol, volunteer=rows.volunteer)
        if tracks.filter(files__contains=[rows.sha256]).exists():
            known += len(positions)
            continue
        try:
            added = add_positions(patrol, rows.volunteer, positions, distilled_too=True)
        except NoConsent as refused:
            raise BadFile(
                _(
                    "Volunteer %(number)s has not agreed to be tracked, so nothing was stored. They can "
                    "agree on their own page; if they did on paper, say so with --agreed."
                )
                % {"number": rows.volunteer.registry_no}
            ) from refused
        new, known = new + added, known + len(positions) - added
        track = tracks.get()
        track.files = [*track.files, rows.sha256]
        track.save(update_fields=["files"])
        if patrol.ends_at < timezone.now() - DISTIL_AFTER:
            distil(District.objects.get(), track.pk)
    left_out = _("%(count)d points outside the shift left out") % {"count": rows.outside}
    return Counts(new=new, unchanged=known, notes=(left_out,) if rows.outside else ())
