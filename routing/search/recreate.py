"""Putting free stops back into trips, in a random order or by value for each second. All compiled."""

from routing.arrays import FloatArray
from routing.search.compiled import below, draw, inlined, kernel
from routing.search.tables import NO_FIT, Instance, Scratch, Trips
from routing.search.trips import find_place, insert, would_meet

# Orders of insertion. All but the first are blurred by chance, so that no order comes twice.
BY_CHANCE, BY_VALUE, BY_VALUE_FOR_DISTANCE, FARTHEST_FIRST, NARROWEST_FIRST, BY_VALUE_FOR_DETOUR = range(6)
# A stop that fits nowhere comes last.
LAST = 1e18


@kernel
def sort_free(trips: Trips, key: FloatArray) -> None:
    """Shell sort of the free stops by rising key, shape (n,)."""
    count = trips.total[0]
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, count):
            v = trips.free[i]
            j = i
            while j >= gap and key[trips.free[j - gap]] > key[v]:
                trips.free[j] = trips.free[j - gap]
                j -= gap
            trips.free[j] = v
        gap //= 3


@kernel
def order_free(instance: Instance, trips: Trips, scratch: Scratch) -> None:
    """Sort the free stops by one of the orders of insertion."""
    order = below(scratch.state, 6)
    for i in range(trips.total[0]):
        v = trips.free[i]
        scratch.key[v] = _key(instance, trips, scratch, v, order)
    sort_free(trips, scratch.key)


@inlined
def _key(instance: Instance, trips: Trips, scratch: Scratch, v: int, order: int) -> float:
    value, away_s = float(instance.value[v]), float(instance.round_trip_s[v])
    blur = 0.8 + 0.4 * draw(scratch.state)
    if order == BY_VALUE:
        return -value * blur
    if order == BY_VALUE_FOR_DISTANCE:
        return -value / (1.0 + away_s) * blur
    if order == FARTHEST_FIRST:
        return -away_s * (0.5 + 0.5 * blur)
    if order == NARROWEST_FIRST:
        return float(instance.closes_s[v] - instance.opens_s[v]) if instance.timed else away_s
    if order == BY_VALUE_FOR_DETOUR:
        cost = _cheapest_detour(instance, trips, scratch, v)
        # A third of the dwell counts too: long visits push others out.
        return LAST if cost == NO_FIT else -value / (1.0 + max(0, cost) + 0.3 * instance.dwell_s[v]) * blur
    return blur


@inlined
def _cheapest_detour(instance: Instance, trips: Trips, scratch: Scratch, v: int) -> int:
    cheapest = NO_FIT
    for team in range(trips.size.size):
        cheapest = min(cheapest, find_place(instance, trips, scratch, v, team, 0.0)[0])
    return cheapest


@kernel
def insert_in_order(instance: Instance, trips: Trips, scratch: Scratch, blink: float) -> None:
    """Insert the free stops one after the other, each where the detour is smallest."""
    kept = 0
    for i in range(trips.total[0]):
        v = trips.free[i]
        best, best_team, best_place = NO_FIT, -1, -1
        for team in range(trips.size.size):
            cost, place = find_place(instance, trips, scratch, v, team, blink)
            if cost < best and not would_meet(instance, trips, v, team, place):
                best, best_team, best_place = cost, team, place
        if best_team < 0:
            trips.free[kept] = v
            kept += 1
        else:
            insert(instance, trips, scratch, v, best_team, best_place)
    trips.total[0] = kept


@kernel
def insert_by_ratio(instance: Instance, trips: Trips, scratch: Scratch, blink: float) -> None:
    """Insert again and again the stop of the highest value ** exponent for each second of detour."""
    exponent = 0.5 + 1.5 * draw(scratch.state)
    count = trips.total[0]
    fitting = 0  # free[:fitting] still fit somewhere, free[fitting:count] do not
    for i in range(count):
        v = trips.free[i]
        if _fill_costs(instance, trips, scratch, v, blink):
            scratch.score[v] = float(instance.value[v]) ** exponent * (0.85 + 0.3 * draw(scratch.state))
            trips.free[i], trips.free[fitting] = trips.free[fitting], v
            fitting += 1
    while fitting > 0:
        pick, team = _best_ratio(instance, trips, scratch, fitting)
        if team < 0:
            break
        v = trips.free[pick]
        insert(instance, trips, scratch, v, team, scratch.place[v, team])
        fitting -= 1
        count -= 1
        trips.free[pick] = trips.free[fitting]
        trips.free[fitting] = trips.free[count]
        fitting = _update_costs(instance, trips, scratch, team, fitting, blink)
    trips.total[0] = count


@inlined
def _fill_costs(instance: Instance, trips: Trips, scratch: Scratch, v: int, blink: float) -> bool:
    """Note the cheapest detour of a stop in each trip; True if it fits any."""
    fits = False
    for team in range(trips.size.size):
        cost, place = find_place(instance, trips, scratch, v, team, blink)
        scratch.cost[v, team], scratch.place[v, team] = cost, place
        fits |= cost < NO_FIT
    return fits


@inlined
def _best_ratio(instance: Instance, trips: Trips, scratch: Scratch, fitting: int) -> tuple[int, int]:
    """(index in the free list, team) of the best insertion among the first ``fitting`` free stops.

    The team is -1 if other teams would be in the way of all of them.
    """
    best, pick, best_team = -1.0, 0, -1
    for i in range(fitting):
        v = trips.free[i]
        for team in range(trips.size.size):
            cost = scratch.cost[v, team]
            if cost < NO_FIT:
                ratio = scratch.score[v] / (1.0 + max(0, cost))
                if ratio > best and not would_meet(instance, trips, v, team, scratch.place[v, team]):
                    best, pick, best_team = ratio, i, team
    return pick, best_team


@inlined
def _update_costs(
    instance: Instance, trips: Trips, scratch: Scratch, team: int, fitting: int, blink: float
) -> int:
    """Note the detours in a trip that changed, and move stops that fit nowhere any more to the back."""
    i = 0
    while i < fitting:
        v = trips.free[i]
        cost, place = find_place(instance, trips, scratch, v, team, blink)
        scratch.cost[v, team], scratch.place[v, team] = cost, place
        fits = False
        for other in range(trips.size.size):
            fits |= scratch.cost[v, other] < NO_FIT
        if fits:
            i += 1
        else:
            fitting -= 1
            trips.free[i], trips.free[fitting] = trips.free[fitting], v
    return fitting
