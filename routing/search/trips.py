"""Trips of teams: times, insertion of a stop, copies. All compiled."""

from routing.search.compiled import draw, inlined, kernel
from routing.search.tables import NO_FIT, Instance, Scratch, Trips


@kernel
def refresh(instance: Instance, trips: Trips, scratch: Scratch, team: int) -> bool:
    """Compute a trip's times from its nodes; False if it breaks a window, the shift or the walk limit."""
    size, pace = trips.size[team], instance.pace[team]
    before = trips.node[team, 0]
    trips.edge_s[team, 0] = 0
    t = instance.starts_s[team]
    trips.leave_s[team, 0] = t
    walk = 0
    on_time = True
    for p in range(1, size):
        v = trips.node[team, p]
        edge = int(instance.travel_s[pace, before, v])
        walk += edge
        t = max(instance.opens_s[v], t + edge)
        on_time &= t <= instance.closes_s[v]
        t += instance.dwell_s[v]
        trips.edge_s[team, p] = edge
        trips.leave_s[team, p] = t
        before = v
    on_time &= t <= instance.ends_s[team]
    _set_latest(instance, trips, team)
    trips.walk_s[team] = walk
    scratch.clock[0] += 1
    trips.stamp[team] = scratch.clock[0]
    return bool(on_time and walk <= instance.walk_limit_s[team])


@kernel
def _set_latest(instance: Instance, trips: Trips, team: int) -> None:
    """Compute the latest starts of the visits, from the end of the shift backwards."""
    last = trips.size[team] - 1
    t = instance.ends_s[team]
    trips.latest_s[team, last] = t
    for p in range(last - 1, -1, -1):
        v = trips.node[team, p]
        t = min(instance.closes_s[v], t - trips.edge_s[team, p + 1] - instance.dwell_s[v])
        trips.latest_s[team, p] = t


@kernel
def insert(instance: Instance, trips: Trips, scratch: Scratch, v: int, team: int, place: int) -> None:
    """Put a stop into a trip before the node at ``place``; the list of free stops is the caller's."""
    for p in range(trips.size[team], place, -1):
        trips.node[team, p] = trips.node[team, p - 1]
    trips.node[team, place] = v
    trips.size[team] += 1
    trips.team[v] = team
    trips.total[1] += instance.value[v]
    scratch.touched[team] = True
    refresh(instance, trips, scratch, team)


@inlined
def _cheapest_timed(
    instance: Instance, trips: Trips, scratch: Scratch, v: int, team: int, blink: float
) -> tuple[int, int]:
    """Cheapest insertion that keeps every window; (NO_FIT, -1) if there is none."""
    pace = instance.pace[team]
    best, place = min(NO_FIT, instance.walk_limit_s[team] - trips.walk_s[team] + 1), -1
    opens, closes, dwell = instance.opens_s[v], instance.closes_s[v], instance.dwell_s[v]
    for p in range(1, trips.size[team]):
        into = int(instance.travel_to_s[pace, v, trips.node[team, p - 1]])
        t = trips.leave_s[team, p - 1] + into
        if t > closes:
            break
        out = int(instance.travel_s[pace, v, trips.node[team, p]])
        detour = into + out - trips.edge_s[team, p]
        if (
            detour < best
            and max(t, opens) + dwell + out <= trips.latest_s[team, p]
            and (blink == 0.0 or draw(scratch.state) >= blink)
        ):
            best, place = detour, p
    return (best, place) if place >= 0 else (NO_FIT, -1)


@inlined
def _cheapest_untimed(
    instance: Instance, trips: Trips, scratch: Scratch, v: int, team: int, blink: float
) -> tuple[int, int]:
    """Cheapest insertion where only the length of the shift and of the walk count."""
    pace, last = instance.pace[team], trips.size[team] - 1
    slack = trips.latest_s[team, last] - trips.leave_s[team, last] - instance.dwell_s[v]
    best, place = min(slack, instance.walk_limit_s[team] - trips.walk_s[team]) + 1, -1
    for p in range(1, last + 1):
        detour = (
            int(instance.travel_to_s[pace, v, trips.node[team, p - 1]])
            + int(instance.travel_s[pace, v, trips.node[team, p]])
            - trips.edge_s[team, p]
        )
        if detour < best and (blink == 0.0 or draw(scratch.state) >= blink):
            best, place = detour, p
    return (best, place) if place >= 0 else (NO_FIT, -1)


@inlined
def _cheapest(
    instance: Instance, trips: Trips, scratch: Scratch, v: int, team: int, blink: float
) -> tuple[int, int]:
    if not instance.fits[v, team]:
        return NO_FIT, -1
    if instance.timed:
        return _cheapest_timed(instance, trips, scratch, v, team, blink)
    return _cheapest_untimed(instance, trips, scratch, v, team, blink)


@inlined
def find_place(
    instance: Instance, trips: Trips, scratch: Scratch, v: int, team: int, blink: float
) -> tuple[int, int]:
    """Cheapest (detour in seconds, place) for a stop in a trip, (NO_FIT, -1) if it does not fit.

    Remembers the answer for trips that this iteration left alone. Overlooks a place by chance ``blink``.
    """
    if scratch.touched[team]:
        return _cheapest(instance, trips, scratch, v, team, blink)
    if scratch.seen_stamp[v, team] != trips.stamp[team]:
        cost, place = _cheapest(instance, trips, scratch, v, team, 0.0)
        scratch.seen_cost[v, team] = cost
        scratch.seen_place[v, team] = place
        scratch.seen_stamp[v, team] = trips.stamp[team]
    if blink > 0.0 and scratch.seen_cost[v, team] < NO_FIT and draw(scratch.state) < blink:
        return NO_FIT, -1
    return scratch.seen_cost[v, team], scratch.seen_place[v, team]


@inlined
def would_meet(instance: Instance, trips: Trips, v: int, team: int, place: int) -> bool:
    """Whether another team is at the stop's place when this one would come; later stops are not looked at."""
    first = instance.sharing[v]
    if first < 0:
        return False
    here_s = int(instance.travel_to_s[instance.pace[team], v, trips.node[team, place - 1]])
    arrives_s = max(instance.opens_s[v], trips.leave_s[team, place - 1] + here_s)
    at = first
    while at < instance.shared.size and instance.group[at] == instance.group[first]:
        u = instance.shared[at]
        other = trips.team[u]
        if other >= 0 and other != team:
            p = 1
            while trips.node[other, p] != u:
                p += 1
            leaves_s = trips.leave_s[other, p]
            if arrives_s < leaves_s and leaves_s - instance.dwell_s[u] < arrives_s + instance.dwell_s[v]:
                return True
        at += 1
    return False


@kernel
def teams_meet(instance: Instance, trips: Trips, scratch: Scratch) -> bool:
    """Whether two teams are at one place at the same time."""
    if instance.shared.size == 0:
        return False
    for team in range(trips.size.size):
        for p in range(1, trips.size[team] - 1):
            scratch.leave_s[trips.node[team, p]] = trips.leave_s[team, p]
    for i in range(instance.shared.size):
        v = instance.shared[i]
        if trips.team[v] < 0:
            continue
        j = i + 1
        while j < instance.shared.size and instance.group[j] == instance.group[i]:
            u = instance.shared[j]
            if trips.team[u] >= 0 and trips.team[u] != trips.team[v]:
                v_s, u_s = scratch.leave_s[v], scratch.leave_s[u]
                if v_s - instance.dwell_s[v] < u_s and u_s - instance.dwell_s[u] < v_s:
                    return True
            j += 1
    return False


@kernel
def copy_trip(target: Trips, source: Trips, team: int) -> None:
    """Copy one team's trip."""
    size = source.size[team]
    target.size[team] = size
    target.walk_s[team] = source.walk_s[team]
    target.stamp[team] = source.stamp[team]
    for p in range(size):
        target.node[team, p] = source.node[team, p]
        target.leave_s[team, p] = source.leave_s[team, p]
        target.latest_s[team, p] = source.latest_s[team, p]
        target.edge_s[team, p] = source.edge_s[team, p]


@kernel
def copy_touched(target: Trips, source: Trips, scratch: Scratch) -> None:
    """Copy the trips of this iteration, and who visits what."""
    for team in range(source.size.size):
        if scratch.touched[team]:
            copy_trip(target, source, team)
    copy_stops(target, source)


@kernel
def copy_stops(target: Trips, source: Trips) -> None:
    """Copy the team of each stop and the list of free stops."""
    for v in range(source.team.size):
        target.team[v] = source.team[v]
    for i in range(source.total[0]):
        target.free[i] = source.free[i]
    target.total[0] = source.total[0]
    target.total[1] = source.total[1]
