"""What came back from the street to stays in cells, and positions to stays that name no place exactly."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import numpy as np
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from geoapp.convert.risk import cell_places, cells_by_place, load_lattice
from geoapp.convert.times import local_clock, local_midnight
from geoapp.models import District, Dwell, Patrol, Roster, Track, Travel
from geoapp.queries.tracks import (
    DwellRows,
    PingRows,
    load_check_ins,
    load_dwells,
    load_pings,
    load_published_patrols,
    load_tracks,
    load_travels,
    replace_pings,
)
from maps.analysis.arrays import IntArray
from maps.analysis.cells import Lattice
from maps.analysis.presence import Presence, joined, united
from maps.analysis.silence import silent_times
from maps.analysis.tracks import CheckIn, Pings, TrackParams, presence_of_check_ins, read_track

PARAMS = {
    Travel.FOOT: TrackParams(),
    # Downhill and between two positions a bicycle is faster than it is on the whole; a car is faster still.
    Travel.BICYCLE: TrackParams(speed_limit_kmh=30.0),
}


@dataclass(frozen=True, eq=False)
class Actual:
    """What is known of the patrols of a period, in seconds from its first local midnight.

    Attributes:
        presence: Stays in cells of all patrols together, by check-ins and tracks.
        silent: By patrol (its row's id), first and last second of times without news, shape (k, 2).
            A patrol that sent nothing is silent for its whole shift: nobody knows that it was not there.
        patrols: That were in force and start in the period.
        heard: Of those, patrols with at least one check-in or track.
    """

    presence: Presence
    silent: dict[int, IntArray]
    patrols: int
    heard: int


def load_actual(district: District, roster: Roster, lattice: Lattice) -> Actual:
    """What the patrols of a roster's period really did, whichever roster sent them out."""
    first = local_midnight(district, roster.starts_on)
    ends = local_midnight(district, roster.starts_on + timedelta(days=roster.days))
    patrols = load_published_patrols(first, ends)
    shift_s = {patrol.pk: _shift_s(district, roster, patrol) for patrol in patrols}
    starts_at = {patrol.pk: patrol.starts_at for patrol in patrols}
    stays: list[Presence] = []
    heard: dict[int, list[IntArray]] = defaultdict(list)

    tracks = load_tracks(shift_s)
    for track, stay, silent in _walks(tracks, shift_s, starts_at, district.metric_srid, lattice):
        stays.append(stay)
        heard[track.patrol_id].append(silent_times(shift_s[track.patrol_id], silent))
    for patrol_id, stay in _check_in_stays(shift_s, starts_at, district.metric_srid, lattice):
        stays.append(stay)
        heard[patrol_id].append(np.column_stack([stay.starts_s, stay.ends_s]))

    nothing = np.empty((0, 2), dtype=np.int64)
    return Actual(
        united(joined(stays)),
        {
            patrol_id: silent_times(shift, np.concatenate([nothing, *heard.get(patrol_id, [])]))
            for patrol_id, shift in shift_s.items()
        },
        len(patrols),
        len(heard),
    )


@transaction.atomic
def distil(district: District, track_id: int) -> None:
    """Turn the positions of a track into stays in cells and forget the positions."""
    track = Track.objects.select_for_update().select_related("patrol").get(pk=track_id)
    patrol = track.patrol
    lattice = load_lattice(district, local_clock(district, patrol.starts_at).date())
    shift = {patrol.pk: (0, round((patrol.ends_at - patrol.starts_at).total_seconds()))}
    ((_, stays, silent),) = _walks(
        [track], shift, {patrol.pk: patrol.starts_at}, district.metric_srid, lattice
    )
    places = cell_places(lattice)[stays.cell].tolist()
    replace_pings(
        track,
        [
            Dwell(track=track, cell_x=x, cell_y=y, starts_at=begins, ends_at=ends)
            for (x, y), begins, ends in zip(
                places, _moments(patrol, stays.starts_s), _moments(patrol, stays.ends_s), strict=True
            )
        ],
    )
    track.silent = [
        DateTimeTZRange(*pair)
        for pair in zip(_moments(patrol, silent[:, 0]), _moments(patrol, silent[:, 1]), strict=True)
    ]
    track.distilled_at = timezone.now()
    track.save(update_fields=["silent", "distilled_at"])


def _walks(
    tracks: list[Track],
    shift_s: dict[int, tuple[int, int]],
    starts_at: dict[int, datetime],
    srid: int,
    lattice: Lattice,
) -> Iterator[tuple[Track, Presence, IntArray]]:
    """Stays and silences of each track, from its positions, its stored stays, or both.

    Args:
        shift_s: Start and end of each patrol, seconds of the caller's clock.
        starts_at: The same start in UTC, which ties the two clocks.
    """
    ids = [track.pk for track in tracks]
    travels = load_travels(track.patrol_id for track in tracks)
    pings, dwells = load_pings(ids, srid), load_dwells(ids)
    cell_of = cells_by_place(lattice)
    for track in tracks:
        shift = shift_s[track.patrol_id]
        zero_s = starts_at[track.patrol_id].timestamp() - shift[0]
        fresh = read_track(_pings_of(track, pings, zero_s), shift, lattice, PARAMS[travels[track.patrol_id]])
        stored = _stored_stays(track, dwells, zero_s, cell_of)
        heard = silent_times(shift, fresh.silent)
        if track.distilled_at is not None:
            heard = np.concatenate([heard, silent_times(shift, _stored_silence(track, zero_s))])
        yield track, united(joined([fresh.presence, stored])), silent_times(shift, heard)


def _pings_of(track: Track, pings: PingRows, zero_s: float) -> Pings:
    own = slice(*np.searchsorted(pings.track, [track.pk, track.pk + 1]))
    return Pings(pings.at_s[own] - zero_s, pings.xy_m[own], pings.accuracy_m[own])


def _stored_stays(
    track: Track, dwells: DwellRows, zero_s: float, cell_of: dict[tuple[int, ...], int]
) -> Presence:
    own = slice(*np.searchsorted(dwells.track, [track.pk, track.pk + 1]))
    cell = np.array([cell_of.get(tuple(place), -1) for place in dwells.place[own].tolist()], dtype=np.int64)
    starts_s = np.rint(dwells.starts_s[own] - zero_s).astype(np.int64)
    ends_s = np.rint(dwells.ends_s[own] - zero_s).astype(np.int64)
    # The border of the district may have moved since.
    inside = cell >= 0
    return Presence(cell[inside], starts_s[inside], ends_s[inside])


def _stored_silence(track: Track, zero_s: float) -> IntArray:
    pairs = [(one.lower.timestamp() - zero_s, one.upper.timestamp() - zero_s) for one in track.silent]
    return np.rint(np.array(pairs).reshape(-1, 2)).astype(np.int64)


def _check_in_stays(
    shift_s: dict[int, tuple[int, int]], starts_at: dict[int, datetime], srid: int, lattice: Lattice
) -> Iterator[tuple[int, Presence]]:
    found = load_check_ins(list(shift_s), srid, PARAMS[Travel.FOOT].accuracy_limit_m)
    check_ins = defaultdict(list)
    for patrol_id, at_s, (x_m, y_m) in zip(
        found.patrol.tolist(), found.at_s.tolist(), found.xy_m.tolist(), strict=True
    ):
        zero_s = starts_at[patrol_id].timestamp() - shift_s[patrol_id][0]
        check_ins[patrol_id].append(CheckIn(x_m, y_m, round(at_s - zero_s)))
    for patrol_id, own in check_ins.items():
        yield patrol_id, presence_of_check_ins(own, lattice)


def _shift_s(district: District, roster: Roster, patrol: Patrol) -> tuple[int, int]:
    zero = datetime.combine(roster.starts_on, time(0))
    starts_s = round((local_clock(district, patrol.starts_at) - zero).total_seconds())
    return starts_s, starts_s + round((patrol.ends_at - patrol.starts_at).total_seconds())


def _moments(patrol: Patrol, seconds: IntArray) -> list[datetime]:
    """Moments in UTC of seconds after a patrol's start."""
    return [patrol.starts_at.astimezone(UTC) + timedelta(seconds=second) for second in seconds.tolist()]
