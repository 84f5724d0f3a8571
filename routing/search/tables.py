"""The arrays of the search. Everything is allocated here, once, and filled in by the compiled functions.

A node is a stop (its index in ``RouteProblem.stops``) or, after the stops, a place where teams start or end.
n nodes, m teams, k stops that some team can make, c = k + 2 places in a trip.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.arrays import BoolArray, FloatArray, IntArray

# Cost of an insertion that does not fit: more than any detour in seconds.
NO_FIT = 1 << 60


class Instance(NamedTuple):
    """What is asked; not changed by the search. Times are whole seconds."""

    travel_s: NDArray[np.int32]  # (paces, n, n) time from row to column
    travel_to_s: NDArray[np.int32]  # (paces, n, n) its transpose: time from column to row
    pace: IntArray  # (m,) pace of each team
    value: IntArray  # (n,) scaled reward, with a bonus above all rewards if mandatory
    dwell_s: IntArray  # (n,)
    opens_s: IntArray  # (n,) earliest start of the visit
    closes_s: IntArray  # (n,) latest start of the visit
    fits: BoolArray  # (n, m) the team could visit this stop if it did nothing else
    stops: IntArray  # (k,) stops that fit some team
    near: NDArray[np.int32]  # (n, k) the same stops, nearest first
    round_trip_s: IntArray  # (n,) shortest way from a post to the stop and back
    start: IntArray  # (m,) node where the team sets out
    end: IntArray  # (m,) node where it ends
    starts_s: IntArray  # (m,)
    ends_s: IntArray  # (m,)
    walk_limit_s: IntArray  # (m,)
    kind: IntArray  # (m,) teams of one kind are interchangeable
    shared: IntArray  # (q,) stops of places that have several, those of one place one after the other
    group: IntArray  # (q,) number of the place
    sharing: IntArray  # (n,) where the stops of the node's place begin in ``shared``, -1 for none
    timed: bool  # some window binds
    symmetric: bool  # every way takes as long back
    mean_value: float  # of the stops, bonuses left out
    second_cost: float  # value that a second of walking costs


class Trips(NamedTuple):
    """A plan in the making."""

    node: IntArray  # (m, c) nodes of each trip, start and end included
    leave_s: IntArray  # (m, c) earliest time to leave the node
    latest_s: IntArray  # (m, c) latest start of the visit that keeps the rest on time
    edge_s: IntArray  # (m, c) walk to the node from the one before
    size: IntArray  # (m,) nodes in the trip, start and end included
    walk_s: IntArray  # (m,) time on foot
    stamp: IntArray  # (m,) another number after each change of the trip
    team: IntArray  # (n,) team that visits the stop, -1 for none
    free: IntArray  # (k,) unvisited stops, the first total[0] entries
    total: IntArray  # (2,) number of unvisited stops, value collected


class Scratch(NamedTuple):
    """Working memory of one search."""

    touched: BoolArray  # (m,) trips changed in this iteration
    key: FloatArray  # (n,) order of insertion
    score: FloatArray  # (n,) value of a stop in "value for each second of detour"
    cost: IntArray  # (n, m) cheapest detour for a stop in a trip
    place: IntArray  # (n, m) where that is
    seen_cost: IntArray  # (n, m) the same, remembered while the trip does not change
    seen_place: IntArray  # (n, m)
    seen_stamp: IntArray  # (n, m) stamp of the trip that the memory belongs to
    leave_s: IntArray  # (n,) when a team leaves the stop
    segment: IntArray  # (3,) stops on the move
    clock: IntArray  # (1,) last stamp given out
    state: NDArray[np.uint64]  # (1,) random numbers


class Pool(NamedTuple):
    """Good trips met on the way, p slots found by hash."""

    node: IntArray  # (p, c) stops of the trip
    size: IntArray  # (p,) number of stops, 0 for an empty slot
    team: IntArray  # (p,) team that made it
    code: NDArray[np.uint64]  # (p,) hash of the stops and the kind of team
    salt: NDArray[np.uint64]  # (n + m,) random word of each node, then of each kind


class Tuning(NamedTuple):
    """How the search searches; the defaults were measured on the public team orienteering instances."""

    removed: float = 8.0  # mean number of stops taken out
    blink: float = 0.01  # chance to overlook a place of insertion
    polish: float = 0.1  # chance to shorten the trips (without windows only)
    by_ratio: float = 0.1  # share of insertions by value for each second of detour
    hot: float = 1.0  # first temperature in mean values of a stop
    cold: float = 0.03  # last temperature


def fill_trips(instance: Instance, stops_of_team: Sequence[Sequence[int]]) -> Trips:
    """Trips with the given stops in order, one list for each team; their times are still those of none."""
    trips = empty_trips(instance)
    for team, stops in enumerate(stops_of_team):
        trips.node[team, 1 : len(stops) + 2] = [*stops, instance.end[team]]
        trips.size[team] = len(stops) + 2
        trips.team[list(stops)] = team
    free = instance.stops[trips.team[instance.stops] < 0]
    trips.free[: len(free)] = free
    trips.total[:] = len(free), instance.value[trips.team >= 0].sum()
    return trips


def empty_trips(instance: Instance) -> Trips:
    """Every team goes straight from its start to its end."""
    nodes, teams, stops = len(instance.value), len(instance.start), len(instance.stops)
    node, leave_s, latest_s, edge_s = np.zeros((4, teams, stops + 2), dtype=np.int64)
    node[:, 0], node[:, 1] = instance.start, instance.end
    walk_s = instance.travel_s[instance.pace, instance.start, instance.end].astype(np.int64)
    leave_s[:, 0], leave_s[:, 1] = instance.starts_s, instance.starts_s + walk_s
    latest_s[:, 0], latest_s[:, 1] = instance.ends_s - walk_s, instance.ends_s
    edge_s[:, 1] = walk_s
    return Trips(
        node=node,
        leave_s=leave_s,
        latest_s=latest_s,
        edge_s=edge_s,
        size=np.full(teams, 2),
        walk_s=walk_s,
        stamp=np.arange(1, teams + 1),
        team=np.full(nodes, -1),
        free=instance.stops.copy(),
        total=np.array([stops, 0]),
    )


def make_scratch(instance: Instance, random: np.random.Generator) -> Scratch:
    """Working memory for trips that start as ``empty_trips``."""
    nodes, teams = instance.fits.shape
    cost, place, seen_cost, seen_place, seen_stamp = np.zeros((5, nodes, teams), dtype=np.int64)
    return Scratch(
        touched=np.zeros(teams, dtype=np.bool_),
        key=np.zeros(nodes),
        score=np.zeros(nodes),
        cost=cost,
        place=place,
        seen_cost=seen_cost,
        seen_place=seen_place,
        seen_stamp=seen_stamp,
        leave_s=np.zeros(nodes, dtype=np.int64),
        segment=np.zeros(3, dtype=np.int64),
        clock=np.array([teams]),
        state=random.integers(1, 1 << 63, 1, dtype=np.uint64),
    )


def empty_pool(instance: Instance, slots: int, random: np.random.Generator) -> Pool:
    """A pool with room for a number of trips; more of them push older ones out."""
    nodes, teams = instance.fits.shape
    return Pool(
        node=np.zeros((slots, len(instance.stops)), dtype=np.int64),
        size=np.zeros(slots, dtype=np.int64),
        team=np.zeros(slots, dtype=np.int64),
        code=np.zeros(slots, dtype=np.uint64),
        salt=random.integers(0, 1 << 63, nodes + teams, dtype=np.uint64),
    )
