"""The search itself: ruin, recreate, accept by annealing, keep good trips. All compiled."""

import numpy as np

from routing.search.compiled import draw, inlined, kernel
from routing.search.polish import polish
from routing.search.recreate import insert_by_ratio, insert_in_order, order_free, sort_free
from routing.search.ruin import ruin
from routing.search.tables import Instance, Pool, Scratch, Trips, Tuning
from routing.search.trips import copy_stops, copy_touched, copy_trip, refresh, teams_meet

# Iterations at one temperature.
STEP = 50
# Trips go to the pool from plans of at least this share of the best value.
GOOD = 0.985


@kernel
def anneal(
    instance: Instance,
    now: Trips,
    trial: Trips,
    best: Trips,
    scratch: Scratch,
    pool: Pool,
    tuning: Tuning,
    iterations: int,
) -> None:
    """Search for a number of iterations; ``best`` holds the plan of most value, then least walking.

    All three plans start with the same stops, and all their trips are on time.
    """
    for team in range(now.size.size):
        refresh(instance, now, scratch, team)
        copy_trip(trial, now, team)
        copy_trip(best, now, team)
    temperature = 0.0
    for i in range(iterations):
        if i % STEP == 0:
            cooling = (tuning.cold / tuning.hot) ** (i / iterations)
            temperature = instance.mean_value * tuning.hot * cooling
        for team in range(now.size.size):
            scratch.touched[team] = False
        on_time = ruin(instance, trial, scratch, tuning.removed)
        if on_time:
            _recreate(instance, trial, scratch, tuning)
        # Walking counts a little in acceptance: a shorter plan leaves room for another stop.
        needed = _score(instance, now) + temperature * np.log(max(1e-12, draw(scratch.state)))
        if on_time and _score(instance, trial) > needed and not teams_meet(instance, trial, scratch):
            copy_touched(now, trial, scratch)
            _note_best(best, now)
            _note_trips(instance, best, now, scratch, pool)
        else:
            copy_touched(trial, now, scratch)


@kernel
def _recreate(instance: Instance, trips: Trips, scratch: Scratch, tuning: Tuning) -> None:
    if draw(scratch.state) < tuning.by_ratio:
        insert_by_ratio(instance, trips, scratch, tuning.blink)
    else:
        order_free(instance, trips, scratch)
        insert_in_order(instance, trips, scratch, tuning.blink)
    if instance.timed or not instance.symmetric or draw(scratch.state) >= tuning.polish:
        return
    shorter = False
    for team in range(trips.size.size):
        if scratch.touched[team]:
            shorter |= polish(instance, trips, scratch, team)
    if shorter:
        for i in range(trips.total[0]):
            scratch.key[trips.free[i]] = -float(instance.value[trips.free[i]])
        sort_free(trips, scratch.key)
        insert_in_order(instance, trips, scratch, 0.0)


@inlined
def _walk_s(trips: Trips) -> int:
    walk = 0
    for team in range(trips.size.size):
        walk += trips.walk_s[team]
    return walk


@inlined
def _score(instance: Instance, trips: Trips) -> float:
    return float(trips.total[1]) - instance.second_cost * _walk_s(trips)


@kernel
def _note_best(best: Trips, now: Trips) -> None:
    """Copy the plan if it collects more than the best, or the same on a shorter walk."""
    if now.total[1] < best.total[1]:
        return
    if now.total[1] > best.total[1] or _walk_s(now) < _walk_s(best):
        for team in range(now.size.size):
            copy_trip(best, now, team)
        copy_stops(best, now)


@kernel
def _note_trips(instance: Instance, best: Trips, now: Trips, scratch: Scratch, pool: Pool) -> None:
    """Put the new trips of a good plan into the pool."""
    if pool.size.size == 0 or now.total[1] < GOOD * best.total[1]:
        return
    for team in range(now.size.size):
        if scratch.touched[team] and now.size[team] > 2:
            _note_trip(instance, now, team, pool)


@kernel
def _note_trip(instance: Instance, now: Trips, team: int, pool: Pool) -> None:
    """Put a trip into its slot; of several orders of the same stops the latest stays out."""
    stops = now.size[team] - 2
    code = pool.salt[instance.value.size + instance.kind[team]]
    for p in range(1, stops + 1):
        code ^= pool.salt[now.node[team, p]]
    slot = np.int64(code % np.uint64(pool.size.size))
    if pool.size[slot] == stops and pool.code[slot] == code:
        return
    pool.code[slot] = code
    pool.size[slot] = stops
    pool.team[slot] = team
    for p in range(stops):
        pool.node[slot, p] = now.node[team, p + 1]
