"""The same work in several processes; the result does not depend on how many."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import current_process, get_context, parent_process
from threading import Thread
from typing import TypeVar

from django.conf import settings

from geoapp.progress import Progress

Result = TypeVar("Result")

# An item that takes its processes down, for want of memory say, is not tried for ever.
MOST_BROKEN_POOLS = 3


def each(
    work: Callable[..., Result],
    items: Sequence[tuple[object, ...]],
    step: str,
    progress: Progress,
    *,
    anywhere: bool = False,
) -> list[Result]:
    """Results of ``work(*item)`` for all items, in their order.

    Args:
        work: A function of a module, of which only the result matters or the files that it writes.
        anywhere: The function needs nothing but its arguments, so that it may run on another machine.

    Raises:
        BrokenProcessPool: If the processes were killed again and again.
        PartFailed: If an item could not be done on other machines.
    """
    if len(items) > 1 and anywhere and settings.BROKER:
        # Here, because a process of the pool imports this module without Django's records.
        from geoapp.jobs_parts import spread

        return spread(work, items, step, progress)
    # A worker of a pool may start no processes.
    if len(items) < 2 or settings.WORKERS == 1 or current_process().daemon:
        results = []
        for number, item in enumerate(items):
            progress(step, number / len(items))
            results.append(work(*item))
        return results
    done: dict[int, Result] = {}
    for left in reversed(range(MOST_BROKEN_POOLS)):
        try:
            _do_in_pool(work, items, step, progress, done)
            break
        except BrokenProcessPool:
            if not left:
                raise
    return [done[number] for number in range(len(items))]


def _do_in_pool(
    work: Callable[..., Result],
    items: Sequence[tuple[object, ...]],
    step: str,
    progress: Progress,
    done: dict[int, Result],
) -> None:
    """Do the items that are not done; what is done stays when the pool breaks."""
    # Spawned, not forked: a child must not share the parent's database connection or solver threads.
    pool = ProcessPoolExecutor(
        settings.WORKERS, mp_context=get_context("spawn"), initializer=_end_with_parent
    )
    try:
        running = {
            pool.submit(work, *item): number for number, item in enumerate(items) if number not in done
        }
        while running:
            for future in wait(running, timeout=1, return_when=FIRST_COMPLETED).done:
                done[running[future]] = future.result()
                del running[future]
            # Also while nothing is ready, because this is where a cancelled job ends.
            progress(step, len(done) / len(items))
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A pool whose parent is killed would otherwise wait for work for ever."""

    def wait_and_end() -> None:
        parent = parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    Thread(target=wait_and_end, daemon=True).start()
