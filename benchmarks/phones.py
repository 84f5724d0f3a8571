"""What the benchmarks of phones share: a site in processes of its own, volunteers logged in, and requests.

The database that PATROLGRID_DB names must hold a roster in force; accounts are made for the run and deleted
afterwards, with what they sent. Times count from when a request was due, so that a slow answer that keeps
others waiting is not counted once only.
"""

import http.client
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

# First: it makes Django ready, and models can be imported only then.
from benchmarks.sites import HOST, Site, cpu_s, site  # isort: skip
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from geoapp.models import AccessRecord, Account, Assignment, CheckIn, Patrol, Stop

__all__ = ["Phone", "Site", "ask", "cpu_s", "phones", "send_all", "site", "times_ms", "warm_up"]

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
    """Volunteers on patrols that go to hotspots, each logged in; everything of theirs is gone afterwards."""
    routed = {"patrol__kind": Patrol.Kind.PATROL, "patrol__route__stops__kind": Stop.Kind.HOTSPOT}
    seats = Assignment.objects.filter(live=True, **routed)
    chosen = dict(seats.order_by("-patrol__starts_at", "-pk").values_list("volunteer_id", "patrol_id"))
    if not chosen:
        raise SystemExit("No roster is in force in this database: plan one and publish it first.")
    for volunteer in Account.objects.filter(volunteer__in=chosen).values_list("volunteer_id", flat=True):
        del chosen[volunteer]
    # Whole crews, in the order of the patrols.
    wanted = sorted(chosen.items(), key=lambda pair: (pair[1], pair[0]))[:count]
    users = [User(username=f"load-{volunteer}", password="!") for volunteer, _patrol in wanted]
    sessions: list[Session] = []
    try:
        User.objects.bulk_create(users)
        Account.objects.bulk_create(
            Account(user=user, volunteer_id=volunteer)
            for user, (volunteer, _patrol) in zip(users, wanted, strict=True)
        )
        sessions = Session.objects.bulk_create(_session(user) for user in users)
        yield [
            Phone(volunteer, patrol, session.session_key, "x" * 32)
            for (volunteer, patrol), session in zip(wanted, sessions, strict=True)
        ]
    finally:
        keys = [user.pk for user in users]
        CheckIn.objects.filter(volunteer__account__user__in=keys).delete()
        AccessRecord.objects.filter(user__in=keys).delete()
        Session.objects.filter(pk__in=[session.pk for session in sessions]).delete()
        User.objects.filter(pk__in=keys).delete()
        connection.close()


def _session(user: User) -> Session:
    """What logging in leaves in the database."""
    store = SessionStore(secrets.token_hex(16))
    values = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    return Session(
        session_key=store.session_key,
        session_data=store.encode(values),
        expire_date=store.get_expiry_date(),
    )


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
