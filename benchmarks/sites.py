"""A site to measure: gunicorn with collected files, and a Redis that its processes share, as a real one has.

It speaks plain HTTP on this machine only, on the database that PATROLGRID_DB names.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
os.environ["PATROLGRID_PLAIN_HTTP"] = "1"

import django

django.setup()

# Importable only now.
from django.db import connections  # noqa: E402

from geoapp.serving import Processes, broker, free_port, wait_for_answer, web_command  # noqa: E402

HOST = "127.0.0.1"
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
# How often the processes of the database are looked at; what one does in its last moment is lost.
LOOK_S = 1.0
BACKENDS = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Site:
    """Where it listens, and the numbers of its processes: the web server's, and of all that it started."""

    port: int
    web: int
    started: tuple[int, ...]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


@contextmanager
def site(port: int) -> Iterator[Site]:
    """Start a site at this port or the next free one, with nothing kept from earlier; stop it in the end."""
    port, processes = free_port(HOST, port), Processes()
    with TemporaryDirectory() as folder, TemporaryDirectory() as static:
        environment = {"PATROLGRID_STATIC": static}
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env={**os.environ, **environment}, check=True)
        try:
            environment |= broker(processes, Path(folder))
            processes.start("web", web_command(f"{HOST}:{port}"), environment)
            wait_for_answer(processes, f"{HOST}:{port}")
            started = tuple(child.pid for child in processes.running.values())
            yield Site(port, processes.running["web"].pid, started)
        finally:
            processes.stop()


def cpu_s(pid: int) -> float:
    """Seconds of the processor that a process and its children took; 0 for one that is gone."""
    try:
        own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    return (int(own[11]) + int(own[12])) / TICKS_PER_S + sum(cpu_s(int(child)) for child in children)


class DatabaseCpu(threading.Thread):
    """Seconds of the processor that the database took for us, if it runs on this machine."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._stop_asked = threading.Event()

    def __enter__(self) -> "DatabaseCpu":
        self._look()
        # Those that were there have done something before; those that come later begin at nothing.
        self._first = dict(self._last)
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop_asked.set()
        self.join()

    def run(self) -> None:
        while not self._stop_asked.wait(LOOK_S):
            self._look()
        self._look()
        connections["default"].close()

    def _look(self) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(BACKENDS)
            for (pid,) in cursor.fetchall():
                self._last[pid] = max(cpu_s(pid), self._last.get(pid, 0.0))

    @property
    def spent_s(self) -> float:
        return sum(self._last.values()) - sum(self._first.values())
