"""The sign of life of work that does not come up for air: a thread that beats while others compute."""

from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection


class Beat:
    """Calls a function several times in each term while the block runs, over a connection of its own."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function
        self._over = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.wait(settings.JOB_STALE_S / 6):
                try:
                    self._function()
                except (OperationalError, InterfaceError):
                    # A database that restarts: the next beat tries a new connection.
                    connection.close()
        finally:
            connection.close()
