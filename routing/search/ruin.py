"""Taking stops out: a string of neighbours from each of a few trips. All compiled.

Source: Christiaens and Vanden Berghe (2020), Slack Induction by String Removals, Transportation Science 54.
"""

from routing.search.compiled import below, draw, kernel
from routing.search.tables import Instance, Scratch, Trips
from routing.search.trips import refresh

# The paper's limits: longest string removed, longest run kept inside a string.
LONGEST_STRING = 10.0
LONGEST_GAP = 6


@kernel
def ruin(instance: Instance, trips: Trips, scratch: Scratch, removed: float) -> bool:
    """Take about ``removed`` stops out of trips near a random stop; False if a trip became too slow.

    A trip can become slower only where the way past a stop is shorter than the way without it.
    """
    longest = min(LONGEST_STRING, _mean_stops(trips))
    if longest == 0.0:
        return True
    strings = max(1, int(1 + draw(scratch.state) * (4 * removed / (1 + longest) - 1)))
    seed = instance.stops[below(scratch.state, instance.stops.size)]
    on_time = True
    for i in range(instance.near.shape[1]):
        v = instance.near[seed, i]
        team = trips.team[v]
        if team < 0 or scratch.touched[team]:
            continue
        on_time &= _remove_string(instance, trips, scratch, team, v, longest)
        strings -= 1
        if strings <= 0:
            break
    return on_time


@kernel
def _mean_stops(trips: Trips) -> float:
    """Mean number of stops of the trips that have any."""
    visited = used = 0
    for team in range(trips.size.size):
        if trips.size[team] > 2:
            visited += trips.size[team] - 2
            used += 1
    return visited / used if used > 0 else 0.0


@kernel
def _remove_string(
    instance: Instance, trips: Trips, scratch: Scratch, team: int, v: int, longest: float
) -> bool:
    """Take a string of stops around stop v out of its trip, half the time with a gap of stops that stay."""
    inside = trips.size[team] - 2
    cut = min(inside, 1 + int(draw(scratch.state) * min(float(inside), longest)))
    keep = 0
    if cut < inside and draw(scratch.state) < 0.5:
        keep = 1
        while cut + keep < inside and keep < LONGEST_GAP and draw(scratch.state) < 0.9:
            keep += 1
    span = cut + keep
    at = 1
    while trips.node[team, at] != v:
        at += 1
    first = max(1, at - span + 1)
    first += below(scratch.state, min(at, inside - span + 1) - first + 1)
    gap = first + below(scratch.state, cut + 1) if keep > 0 else first + span
    _remove_outside_gap(instance, trips, team, first, span, gap, keep)
    scratch.touched[team] = True
    return refresh(instance, trips, scratch, team)


@kernel
def _remove_outside_gap(
    instance: Instance, trips: Trips, team: int, first: int, span: int, gap: int, keep: int
) -> None:
    """Take out the places first .. first + span - 1 but for gap .. gap + keep - 1."""
    write = first
    for p in range(first, trips.size[team]):
        v = trips.node[team, p]
        if p < first + span and not gap <= p < gap + keep:
            trips.team[v] = -1
            trips.total[1] -= instance.value[v]
            trips.free[trips.total[0]] = v
            trips.total[0] += 1
        else:
            trips.node[team, write] = v
            write += 1
    trips.size[team] = write
