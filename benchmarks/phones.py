"""What the benchmarks of phones share: a site in processes of its own, volunteers logged in, and requests.

The database that PATROLGRID_DB names must hold a roster in force; accounts are made for the run and deleted
afterwards, with what they sent. Times count from when a request was due, so that a slow answer that keeps
others waiting is not counted once only.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
# The site that is measured speaks plain HTTP on this machine only.
os.environ["PATROLGRID_PLAIN_HTTP"] = "1"

import django

django.setup()

# Models can be imported only now.
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from geoapp.models import AccessRecord, Account, Assignment, CheckIn, Patrol  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Threads that wait for answers; enough that none is late to send.
CONNECTIONS = 96


@dataclass(frozen=True, slots=True)
class Phone:
    """A volunteer who is logged in; ``csrf`` is both cookie and header."""

    volunteer: int
    patrol: int
    session: str
    csrf: str

    @property
    def cookies(self) -> str:
        return f"sessionid={self.session}; csrftoken={self.csrf}"


@contextmanager
def phones(count: int) -> Iterator[list[Phone]]:
    """Volunteers on patrols with a route, each logged in; everything of theirs is gone afterwards."""
    seats = Assignment.objects.filter(live=True, patrol__kind=Patrol.Kind.PATROL, patrol__route__isnull=False)
    chosen = {seat.volunteer_id: seat.patrol_id for seat in seats.order_by("patrol__starts_at", "pk")}
    if not chosen:
        raise SystemExit("No roster is in force in this database: plan one and publish it first.")
    users = []
    try:
        found = []
        for volunteer, patrol in list(chosen.items())[:count]:
            if Account.objects.filter(volunteer=volunteer).exists():
                continue
            users.append(User.objects.create_user(f"load-{volunteer}"))
            Account.objects.create(user=users[-1], volunteer_id=volunteer)
            client = Client()
            client.force_login(users[-1], backend=BACKEND)
            found.append(Phone(volunteer, patrol, client.cookies["sessionid"].value, "x" * 32))
        yield found
    finally:
        CheckIn.objects.filter(volunteer__account__user__in=users).delete()
        AccessRecord.objects.filter(user__in=users).delete()
        User.objects.filter(pk__in=[user.pk for user in users]).delete()
        connection.close()


@contextmanager
def site(port: int) -> Iterator[int]:
    """gunicorn as on a real site, in processes of its own; its number."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PATROLGRID_STATIC": folder}
        manage = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(manage, env=environment, check=True)
        config = str(ROOT / "deploy" / "gunicorn.py")
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "geoapp.wsgi", "--config", config, "--bind", f"{HOST}:{port}"],
            env=environment, cwd=ROOT,
        )  # fmt: skip
        try:
            _wait_until_it_answers(port)
            yield server.pid
        finally:
            server.terminate()
            server.wait(30)


def _wait_until_it_answers(port: int) -> None:
    for _try in range(300):
        try:
            ask(http.client.HTTPConnection(HOST, port, timeout=5), "GET", "/account/login/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The site did not start.")


def ask(line: http.client.HTTPConnection, method: str, path: str, **more: object) -> tuple[int, bytes]:
    """Status and body of an answer."""
    line.request(method, path, **more)  # type: ignore[arg-type]
    answer = line.getresponse()
    return answer.status, answer.read()


def send_all(
    port: int,
    due_s: np.ndarray,
    request: Callable[[http.client.HTTPConnection, int], int],
) -> tuple[np.ndarray, np.ndarray]:
    """Send requests when they are due, over connections that stay open.

    Args:
        due_s: When each is due, seconds from the start, rising, shape (n,).
        request: Sends the request of a number over a connection, and returns the status.

    Returns:
        Milliseconds from when each was due to the end of its answer, and status (0 for none), shape (n,).
    """
    taken_ms, status = np.zeros(len(due_s)), np.zeros(len(due_s), dtype=int)
    local = threading.local()
    started = time.perf_counter()

    def one(number: int) -> None:
        if not hasattr(local, "line"):
            local.line = http.client.HTTPConnection(HOST, port, timeout=60)
        # The site closes an idle connection; a browser opens another one and sends again, and so here.
        for _try in range(2):
            try:
                status[number] = request(local.line, number)
                break
            except (OSError, http.client.HTTPException):
                local.line.close()
        taken_ms[number] = (time.perf_counter() - started - due_s[number]) * 1000

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for number, due in enumerate(due_s.tolist()):
            time.sleep(max(0.0, due - (time.perf_counter() - started)))
            pool.submit(one, number)
    return taken_ms, status


def warm_up(people: list[Phone], port: int, requests: int = 60) -> None:
    """Open routes uncounted: each process of a site that has just started reads code and templates once."""

    def open_route(line: http.client.HTTPConnection, number: int) -> int:
        phone = people[number % len(people)]
        return ask(line, "GET", f"/my/route/{phone.patrol}/", headers={"Cookie": phone.cookies})[0]

    send_all(port, np.arange(requests) / 20, open_route)


def times_ms(taken_ms: np.ndarray) -> dict[str, int]:
    """What the reader of a benchmark asks."""
    p50, p95, p99 = np.percentile(taken_ms, [50, 95, 99]).round()
    return {
        "p50_ms": int(p50),
        "p95_ms": int(p95),
        "p99_ms": int(p99),
        "max_ms": round(float(taken_ms.max())),
    }


def cpu_s(pid: int) -> float:
    """CPU seconds of a process and its children so far."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    ticks = 0
    for each in [str(pid), *children.stdout.split()]:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
