"""Locks that the database holds for a process, and lets go when the process dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Any number that no other program of this database uses.
LOCAL_WORKER = 7_300_001
# A worker that is about to end lets a newly started one wait no longer than this.
PATIENCE_S = 3.0


@contextmanager
def only_worker() -> Iterator[bool]:
    """Whether this process alone takes up jobs without a broker, for as long as the block runs."""
    deadline = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while not (alone := _try(cursor)) and time.monotonic() < deadline:
            time.sleep(0.2)
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LOCAL_WORKER])


def _try(cursor: object) -> bool:
    cursor.execute("select pg_try_advisory_lock(%s)", [LOCAL_WORKER])
    return cursor.fetchone()[0]
