"""Real worker processes on the test database, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

STALE_S = 3
PATIENCE_S = 120


def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@contextmanager
def process(*command: object, folder: Path, **environment: object) -> Iterator[subprocess.Popen]:
    """A process with all its children, killed at the end at the latest; what it says is in the folder."""
    environment = {
        "PATROLGRID_DB": connection.settings_dict["NAME"],
        "PATROLGRID_JOB_STALE_S": STALE_S,
        "PATROLGRID_LOG": "INFO",
        **environment,
    }
    with (folder / f"{len(list(folder.glob('*.log')))}.log").open("wb") as said:
        running = subprocess.Popen(
            list(map(str, command)),
            cwd=settings.BASE_DIR,
            env=os.environ | {name: str(value) for name, value in environment.items()},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield running
    finally:
        kill(running)


def kill(running: subprocess.Popen) -> None:
    """End a process and its children as a machine does whose power fails."""
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    running.wait()


@contextmanager
def local_worker(folder: Path) -> Iterator[subprocess.Popen]:
    """A worker for where no broker is."""
    with process(sys.executable, "manage.py", "work", folder=folder, PATROLGRID_BROKER="") as running:
        yield running


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of its own; its address as a broker."""
    socket = folder / "redis.sock"
    options = ("--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder)
    with process("redis-server", *options, folder=folder):
        until(socket.exists)
        yield f"redis+socket://{socket}"


@contextmanager
def celery_worker(folder: Path, broker: str, *options: object) -> Iterator[subprocess.Popen]:
    """A Celery worker with two processes."""
    command = (sys.executable, "-m", "celery", "-A", "geoapp.celery", "worker", "-c", "2", "-l", "INFO")
    with process(*command, *options, folder=folder, PATROLGRID_BROKER=broker) as running:
        yield running
