"""Processes that do the jobs of a big roster, and start again what a killed one leaves behind."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import active_children, get_context
from typing import TypeVar

One = TypeVar("One")
Done = TypeVar("Done")

# By then a process has begun with its first job, which takes some seconds
KILL_AFTER_S = 3.0
SOLVER = "scheduling.city"


class Workers:
    """So many processes that last over all turns of one roster, for ``run`` of ``solve_city``.

    With ``kill`` one of them is killed while it works, once; ``killed`` and ``taken_up`` count what
    happened.
    """

    def __init__(self, count: int, *, kill: bool = False) -> None:
        self.count = count
        self.kill = kill
        self.killed = self.taken_up = 0
        self.pool = self._new_pool()

    def run(self, work: Callable[[One], Done], jobs: Sequence[One], /) -> list[Done]:
        """Results in the order of the jobs; a job whose process died is done by another one."""
        done: dict[int, Done] = {}
        while len(done) < len(jobs):
            futures = {k: self.pool.submit(work, job) for k, job in enumerate(jobs) if k not in done}
            if self.kill and not self.killed:
                self._kill_one()
            try:
                for k, future in futures.items():
                    done[k] = future.result()
            except BrokenProcessPool:
                # One death ends the whole pool
                self.taken_up += len(jobs) - len(done)
                self.pool.shutdown(wait=False, cancel_futures=True)
                self.pool = self._new_pool()
        return [done[k] for k in range(len(jobs))]

    def close(self) -> None:
        """Let the processes end."""
        self.pool.shutdown()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a child must not share the threads of the parent's solver
        pool = ProcessPoolExecutor(
            self.count, mp_context=get_context("spawn"), initializer=import_module, initargs=(SOLVER,)
        )
        # A process starts when there is a call, and loads the solver while the caller does other things
        for _ in range(self.count):
            pool.submit(int)
        return pool

    def _kill_one(self) -> None:
        """Kill a process at its work, as the system does when memory runs out."""
        time.sleep(KILL_AFTER_S)
        min(active_children(), key=lambda child: child.pid or 0).kill()
        self.killed += 1
