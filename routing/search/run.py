"""Running the compiled search; its machine code is kept on disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.search import anneal as anneal_module
from routing.search import compiled, polish, recreate, ruin, trips
from routing.search.anneal import anneal
from routing.search.tables import (
    Instance,
    Pool,
    Scratch,
    Trips,
    Tuning,
    empty_pool,
    fill_trips,
    make_scratch,
)

Run = Callable[[Instance, Trips, Trips, Trips, Scratch, Pool, Tuning, int], None]


def _with_fingerprint(code: int) -> Run:
    @compiled.entry
    def run(
        instance: Instance,
        now: Trips,
        trial: Trips,
        best: Trips,
        scratch: Scratch,
        pool: Pool,
        tuning: Tuning,
        iterations: int,
    ) -> None:
        # numba's cache tells functions apart by the values they close over: this one by the search's code.
        if code >= 0:
            anneal(instance, now, trial, best, scratch, pool, tuning, iterations)

    return run


run_anneal = _with_fingerprint(compiled.fingerprint(compiled, trips, ruin, recreate, polish, anneal_module))


@dataclass(frozen=True)
class Found:
    """What a search found, as node numbers of stops.

    Attributes:
        trips: Stops of each team in order.
        pool: Other good trips, each with a team that can make it.
    """

    trips: list[list[int]]
    pool: list[tuple[int, list[int]]]


def find_trips(
    instance: Instance,
    *,
    seed: int,
    iterations: int,
    pool_slots: int,
    tuning: Tuning,
    start: Sequence[Sequence[int]] = (),
) -> Found:
    """Search for the most valuable trips; the same arguments give the same answer.

    Args:
        start: Stops of each team to begin with, all on time; the answer is worth at least as much.
    """
    random = np.random.default_rng(seed)
    now, trial, best = (fill_trips(instance, start) for _ in range(3))
    pool = empty_pool(instance, pool_slots, random)
    scratch = make_scratch(instance, random)
    if len(instance.stops):
        # Whole numbers among them would be another type, to be compiled anew.
        floats = Tuning(*map(float, tuning))
        run_anneal(instance, now, trial, best, scratch, pool, floats, iterations)
    slots = np.flatnonzero(pool.size)
    return Found(
        trips=[best.node[team, 1 : size - 1].tolist() for team, size in enumerate(best.size)],
        pool=[(int(pool.team[slot]), pool.node[slot, : pool.size[slot]].tolist()) for slot in slots],
    )
