"""All processes of a site on one machine, started together and stopped together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

# A worker may be in the middle of a solve; it gets this long to hand its job back.
STOP_S = 15


class CannotServe(Exception):
    """Something on the machine is missing; the text says what to do."""


class Processes:
    """Children of this process, stopped in the reverse order of their start."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start one in a session of its own, so that Ctrl-C reaches only us, and we stop it in order."""
        self.running[name] = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=settings.BASE_DIR, start_new_session=True
        )

    def first_ended(self) -> str | None:
        """Name of a child that ended by itself."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        for child in reversed(self.running.values()):
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(STOP_S)
            except subprocess.TimeoutExpired:
                # Its own children too: it leads their group.
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


@contextmanager
def site(address: str, environment: Mapping[str, str]) -> Iterator[Processes]:
    """A broker if none is set, workers, and the web server at "host:port"; all gone in the end."""
    folder = Path(tempfile.mkdtemp(prefix="patrolgrid-"))
    processes = Processes()
    try:
        environment = {**broker(processes, folder), **environment}
        processes.start("worker", worker_command(folder), environment)
        processes.start("web", web_command(address), environment)
        wait_for_answer(processes, address)
        yield processes
    finally:
        processes.stop()
        shutil.rmtree(folder)


def broker(processes: Processes, folder: Path) -> dict[str, str]:
    """Environment that names the broker: the one that is set, or a private one for this user only."""
    if os.environ.get("PATROLGRID_BROKER"):
        return {}
    program = shutil.which("redis-server")
    if program is None:
        raise CannotServe(
            _("redis-server is missing: run `make setup`, or name a broker in PATROLGRID_BROKER.")
        )
    path = folder / "redis.sock"
    options = {"port": "0", "unixsocket": str(path), "unixsocketperm": "700", "dir": str(folder)}
    quiet = {"save": "", "appendonly": "no", "logfile": str(folder / "redis.log")}
    command = [program, *(part for name, value in (options | quiet).items() for part in (f"--{name}", value))]
    processes.start("broker", command, {})
    wait_until(path.exists, processes)
    # Work in one of its databases, what the web processes share in another.
    return {
        "PATROLGRID_BROKER": f"redis+socket://{path}?virtual_host=0",
        "PATROLGRID_REDIS": f"unix://{path}?db=1",
    }


def worker_command(folder: Path) -> list[str]:
    """One worker with as many processes as the site allows, and the clock that tends the jobs."""
    return [
        sys.executable, "-m", "celery", "--quiet", "--app", "geoapp.celery",
        "worker", "--loglevel", "WARNING", "--concurrency", str(settings.WORKERS),
        "--beat", "--schedule", str(folder / "schedule"),
    ]  # fmt: skip


def web_command(address: str) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "geoapp.wsgi",
        "--config", str(settings.BASE_DIR / "deploy" / "gunicorn.py"), "--bind", address,
    ]  # fmt: skip


def wait_for_answer(processes: Processes, address: str) -> None:
    """Until the web server takes connections."""
    host, _colon, port = address.rpartition(":")

    def answers() -> bool:
        with socket.socket() as connection:
            return connection.connect_ex((host if host != "0.0.0.0" else "127.0.0.1", int(port))) == 0

    wait_until(answers, processes)


def wait_until(ready, processes: Processes, most_s: float = 60) -> None:
    """Wait for something that a child does; give up when a child ends or takes too long."""
    deadline = time.monotonic() + most_s
    while not ready():
        if (ended := processes.first_ended()) or time.monotonic() > deadline:
            raise CannotServe(_("%(name)s did not start: its messages are above.") % {"name": ended or ""})
        time.sleep(0.1)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody uses."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((host, port))
            except OSError:
                continue
            return port
    raise CannotServe(_("No free port from %(port)d on: name another with --port.") % {"port": wanted})
