"""Shortening one trip where no window binds and every way takes as long back. All compiled."""

from routing.search.compiled import inlined, kernel
from routing.search.tables import Instance, Scratch, Trips
from routing.search.trips import refresh

# Stops that move together at most, as in Or (1976).
LONGEST_RUN = 3


@kernel
def polish(instance: Instance, trips: Trips, scratch: Scratch, team: int) -> bool:
    """Reverse parts and move runs of stops until neither shortens the trip; True if it became shorter."""
    changed = False
    again = True
    while again:
        again = _reverse_parts(instance, trips, team)
        for run in range(1, LONGEST_RUN + 1):
            for first in range(1, trips.size[team] - run):
                again |= _move_run(instance, trips, scratch, team, first, run)
        changed |= again
    if changed:
        refresh(instance, trips, scratch, team)
    return changed


@inlined
def _walk(instance: Instance, team: int, a: int, b: int) -> int:
    return int(instance.travel_s[instance.pace[team], a, b])


@kernel
def _reverse_parts(instance: Instance, trips: Trips, team: int) -> bool:
    """One pass of 2-opt, the first improvement each time."""
    node, size = trips.node, trips.size[team]
    changed = False
    for i in range(1, size - 2):
        for j in range(i + 1, size - 1):
            a, b, c, d = node[team, i - 1], node[team, i], node[team, j], node[team, j + 1]
            now = _walk(instance, team, a, b) + _walk(instance, team, c, d)
            if _walk(instance, team, a, c) + _walk(instance, team, b, d) < now:
                low, high = i, j
                while low < high:
                    node[team, low], node[team, high] = node[team, high], node[team, low]
                    low += 1
                    high -= 1
                changed = True
    return changed


@kernel
def _move_run(instance: Instance, trips: Trips, scratch: Scratch, team: int, first: int, run: int) -> bool:
    """Move a run of stops, forwards or reversed, to the first place in the trip that makes it shorter."""
    node = trips.node
    a, b = node[team, first - 1], node[team, first]
    c, d = node[team, first + run - 1], node[team, first + run]
    gain = _walk(instance, team, a, b) + _walk(instance, team, c, d) - _walk(instance, team, a, d)
    if gain <= 0:
        return False
    for p in range(1, trips.size[team]):
        if first <= p <= first + run:
            continue
        x, y = node[team, p - 1], node[team, p]
        gap = _walk(instance, team, x, y)
        forwards = _walk(instance, team, x, b) + _walk(instance, team, c, y) - gap
        reversed_ = _walk(instance, team, x, c) + _walk(instance, team, b, y) - gap
        if min(forwards, reversed_) < gain:
            _shift_run(trips, scratch, team, first, run, p, reversed_ < forwards)
            return True
    return False


@kernel
def _shift_run(
    trips: Trips, scratch: Scratch, team: int, first: int, run: int, place: int, backwards: bool
) -> None:
    """Move the nodes first .. first + run - 1 to before the node that is now at ``place``."""
    node = trips.node
    for s in range(run):
        scratch.segment[s] = node[team, first + s]
    to = place
    if place < first:
        for p in range(first - 1, place - 1, -1):
            node[team, p + run] = node[team, p]
    else:
        to = place - run
        for p in range(first, to):
            node[team, p] = node[team, p + run]
    for s in range(run):
        node[team, to + s] = scratch.segment[run - 1 - s if backwards else s]
