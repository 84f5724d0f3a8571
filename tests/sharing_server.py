"""A running server that sees the rows of the test's own transaction, for clients that speak HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler


class _Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """Nothing: the connection is the test's."""


class _Thread(LiveServerThread):
    shared: BaseDatabaseWrapper

    def _create_server(self, **_options: object) -> _Server:
        return _Server(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            allow_reuse_address=False,
            connections_override={"default": self.shared},
        )


@contextmanager
def served() -> Iterator[str]:
    """The address of a server; the test must not touch the database while a client waits for an answer."""
    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    thread = _Thread("127.0.0.1", StaticFilesHandler)
    # Here, because a wrapper belongs to the thread that asks for it.
    thread.shared = connection._connections[connection._alias]
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{thread.host}:{thread.port}"
    finally:
        thread.terminate()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        connection.dec_thread_sharing()
