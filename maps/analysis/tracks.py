"""Where a patrol really was, from the positions that its phone sent or from its check-ins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray
from maps.analysis.cells import Lattice
from maps.analysis.presence import Presence, TimedLine, joined, presence_of_routes, united

# End of a check-in that nobody ended.
NOT_ENDED = -1


@dataclass(frozen=True, slots=True)
class TrackParams:
    """What is believed of a track.

    Attributes:
        accuracy_limit_m: A position less certain than this tells nothing about a cell of 250 m.
        speed_limit_kmh: Faster than this nobody patrols on foot, so the position is wrong or the team drove;
            a patrol by bicycle needs a limit of its own.
        join_gap_s: Phones send a position a minute; over a gap up to this the walk is taken as straight.
    """

    accuracy_limit_m: float = 50.0
    speed_limit_kmh: float = 12.0
    join_gap_s: int = 300


@dataclass(frozen=True, eq=False)
class Pings:
    """Positions that one patrol sent, in any order.

    Attributes:
        times_s: Seconds from the start of the period, local clock, shape (n,).
        xy_m: Positions, shape (n, 2), project CRS.
        accuracy_m: Radius that the phone states, shape (n,).
    """

    times_s: FloatArray
    xy_m: FloatArray
    accuracy_m: FloatArray

    def __post_init__(self) -> None:
        n = len(self.times_s)
        if self.xy_m.shape != (n, 2) or self.accuracy_m.shape != (n,):
            shapes = self.xy_m.shape, self.accuracy_m.shape
            raise ValueError(f"{n} times for positions and accuracies of shapes {shapes}")
        if not np.isfinite(self.times_s).all():
            raise ValueError("a time of the track is not a number")

    def where(self, chosen: BoolArray | IntArray) -> "Pings":
        """Keep the rows that are chosen."""
        return Pings(self.times_s[chosen], self.xy_m[chosen], self.accuracy_m[chosen])


@dataclass(frozen=True, eq=False)
class Track:
    """What a track tells about one shift.

    Attributes:
        presence: Stays in cells, sorted by cell and time.
        silent: When there was no signal, rows of first and last second, shape (k, 2). Nobody knows where the
            patrol was then: that is not the same as not having been somewhere.
        inaccurate: Positions that were left out because they were too uncertain.
        too_fast: Positions that were left out because nobody walks there in the time.
    """

    presence: Presence
    silent: IntArray
    inaccurate: int
    too_fast: int


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One place that a patrol reported; the end is ``NOT_ENDED`` where it never checked out."""

    x_m: float
    y_m: float
    starts_s: int
    ends_s: int = NOT_ENDED


def read_track(
    pings: Pings, shift_s: tuple[int, int], lattice: Lattice, params: TrackParams | None = None
) -> Track:
    """Turn the positions of one patrol into stays in cells.

    Between two positions the walk is taken as straight and steady, unless the gap is too long.

    Args:
        pings: Of one patrol.
        shift_s: Start and end of the shift, seconds from the start of the period; what lies outside is not
            read, because nobody is followed outside a shift.
        lattice: The cells, same CRS.
        params: Limits of accuracy, speed and gaps.
    """
    params = params or TrackParams()
    in_shift = pings.where((pings.times_s >= shift_s[0]) & (pings.times_s <= shift_s[1]))
    certain = in_shift.where(
        (in_shift.accuracy_m <= params.accuracy_limit_m) & np.isfinite(in_shift.xy_m).all(axis=1)
    )
    ordered = certain.where(np.argsort(certain.times_s, kind="stable"))
    walked = ordered.where(_walkable(ordered, params.speed_limit_kmh))
    lines = _lines(walked, params.join_gap_s)
    return Track(
        presence_of_routes(lines, lattice),
        _silences(lines, shift_s),
        len(in_shift.times_s) - len(ordered.times_s),
        len(ordered.times_s) - len(walked.times_s),
    )


def presence_of_check_ins(
    check_ins: Sequence[CheckIn], lattice: Lattice, unended_stay_s: int = 600
) -> Presence:
    """Turn the check-ins of one patrol into stays in the cells of their places.

    Args:
        check_ins: In any order; those outside the lattice are left out.
        lattice: The cells, same CRS.
        unended_stay_s: What a check-in without an end is worth, at most until the next one.
    """
    ordered = sorted(check_ins, key=lambda one: one.starts_s)
    starts_s = np.array([one.starts_s for one in ordered], dtype=np.int64)
    ends_s = np.array([one.ends_s for one in ordered], dtype=np.int64)
    next_s = np.append(starts_s[1:], np.iinfo(np.int64).max)
    ends_s = np.where(ends_s == NOT_ENDED, np.minimum(starts_s + unended_stay_s, next_s), ends_s)
    cell = lattice.locate(np.array([(one.x_m, one.y_m) for one in ordered]).reshape(-1, 2))
    inside = cell >= 0
    return united(Presence(cell[inside], starts_s[inside], ends_s[inside]))


def planned_in_silence(planned: Presence, silent: IntArray) -> Presence:
    """The stays, or parts of them, that a patrol had planned for times of which nothing is known.

    Args:
        planned: Stays of the same patrol.
        silent: See ``Track``, shape (k, 2).
    """
    parts = []
    for first_s, last_s in silent.tolist():
        starts_s, ends_s = np.maximum(planned.starts_s, first_s), np.minimum(planned.ends_s, last_s)
        lasts = ends_s > starts_s
        parts.append(Presence(planned.cell[lasts], starts_s[lasts], ends_s[lasts]))
    return united(joined(parts))


def _walkable(pings: Pings, speed_limit_kmh: float) -> IntArray:
    """Rows of the longest chain of positions in which each can be walked to from the one before."""
    n = len(pings.times_s)
    if n == 0 or _in_reach(pings, np.arange(n - 1), np.arange(1, n), speed_limit_kmh).all():
        return np.arange(n)
    length, before = np.ones(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    for k in range(1, n):
        earlier = np.flatnonzero(_in_reach(pings, np.arange(k), np.full(k, k), speed_limit_kmh))
        if len(earlier):
            # The latest of the longest: it leaves the shortest gap.
            best = earlier[len(earlier) - 1 - int(length[earlier][::-1].argmax())]
            length[k], before[k] = length[best] + 1, best
    chain = [int(length.argmax())]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return np.array(chain[::-1], dtype=np.int64)


def _in_reach(pings: Pings, earlier: IntArray, later: IntArray, speed_limit_kmh: float) -> BoolArray:
    apart_m = np.hypot(*(pings.xy_m[later] - pings.xy_m[earlier]).T)
    # Two uncertain positions can lie apart without anybody moving.
    certain_m = apart_m - pings.accuracy_m[earlier] - pings.accuracy_m[later]
    lasted_s = pings.times_s[later] - pings.times_s[earlier]
    return np.asarray(certain_m <= speed_limit_kmh / 3.6 * lasted_s, dtype=np.bool_)


def _lines(pings: Pings, join_gap_s: int) -> list[TimedLine]:
    """Cut the track where the gap to the next position is too long."""
    cuts = np.flatnonzero(np.diff(pings.times_s) > join_gap_s) + 1
    times_s, xy_m = np.split(pings.times_s, cuts), np.split(pings.xy_m, cuts)
    return [TimedLine(times, xy) for times, xy in zip(times_s, xy_m, strict=True) if len(times)]


def _silences(lines: Sequence[TimedLine], shift_s: tuple[int, int]) -> IntArray:
    heard = [second for line in lines for second in (round(line.times_s[0]), round(line.times_s[-1]))]
    rows = np.array([shift_s[0], *heard, shift_s[1]], dtype=np.int64).reshape(-1, 2)
    return rows[rows[:, 1] > rows[:, 0]]
