"""How long every page takes that somebody may open, for one reader at a time, from gunicorn.

    PATROLGRID_DB=demo python -m benchmarks.pages_served [--requests 40] [--only NAME …]

starts gunicorn on the demo district and prints one JSON line for each page and role: page, role, bytes,
p50_ms, p95_ms, and server_cpu_ms (of the web server alone, for a request on average; the database's is not
in it). A page joins by its line in the table of pages; one that a plain GET does not open is named with its
status. Only for the synthetic district, because it makes logins.
"""

import http.client
import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from statistics import quantiles

# The demo's readers come without a second factor.
os.environ["PATROLGRID_DEMO"] = "1"

# First: it makes Django ready, and models can be imported only then.
from benchmarks.sites import HOST, Site, cpu_s, site  # isort: skip
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from geoapp.api.collections import COLLECTIONS
from geoapp.demo_logins import demo_logins
from geoapp.models import District, Patrol, Post, Role, Roster, StreetExtract
from geoapp.permissions import PAGES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WARM = 3


def addresses(name: str, pattern: URLPattern, role: Role, user: User) -> Iterator[str]:
    """The URLs of a page with records that the reader may see; none if a part is unknown."""
    parts = pattern.pattern.converters
    if "collection" in parts:
        for collection in COLLECTIONS:
            feature = (
                {"feature": Post.objects.values_list("pk", flat=True).first()} if "feature" in parts else {}
            )
            if not feature or collection == "posts":
                yield reverse(name, kwargs={"collection": collection, **feature})
        return
    try:
        path = reverse(name, kwargs={part: record(part, role, user) for part in parts})
    except (NoReverseMatch, LookupError):
        return
    if name != "compare":
        yield path
    elif other := same_days(roster()):
        yield f"{path}?first={roster().pk}&second={other.pk}"


def roster() -> Roster:
    """The newest in force, else the newest."""
    return Roster.objects.filter(status=Roster.Status.LIVE).order_by("pk").last() or Roster.objects.latest()


def same_days(one: Roster) -> Roster | None:
    """Another roster that can be compared with one."""
    same = Roster.objects.filter(starts_on=one.starts_on, days=one.days, area=one.area)
    return same.exclude(pk=one.pk).order_by("pk").last()


def record(part: str, role: Role, user: User) -> int:
    """Key of a record that stands for a part of an address such as ``patrol_id``."""
    if part == "patrol_id":
        patrols = Patrol.objects.filter(roster=roster(), kind="patrol", assignments__isnull=False)
        if role in (Role.VOLUNTEER, Role.LEADER):
            patrols = patrols.filter(assignments__volunteer__account__user=user)
        found = patrols.order_by("pk").first()
    elif part == "extract_id":
        found = StreetExtract.objects.last()
    elif part == "roster_id":
        found = roster()
    elif part.endswith("_id"):
        found = apps.get_model("geoapp", part.removesuffix("_id")).objects.last()
    else:
        raise LookupError(part)
    if found is None:
        raise LookupError(part)
    return found.pk


def measure(served: Site, path: str, cookie: str, count: int) -> dict[str, object]:
    """Milliseconds of requests in a row on one connection; the status alone if it is not 200."""
    connection = http.client.HTTPConnection(HOST, served.port, timeout=60)
    taken, size = [], 0
    for number in range(WARM + count):
        if number == WARM:
            before_s = cpu_s(served.web)
        begin = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            return {"status": answer.status}
        taken.append(1000 * (time.perf_counter() - begin))
    connection.close()
    spent_ms = 1000 * (cpu_s(served.web) - before_s) / count
    cuts = quantiles(taken[WARM:], n=20)
    return {
        "bytes": size, "p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1),
        "server_cpu_ms": round(spent_ms, 1),
    }  # fmt: skip


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return f"sessionid={client.cookies['sessionid'].value}"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--only", nargs="*", help="names of pages")
    options = parser.parse_args()
    if not District.objects.filter(synthetic=True).exists():
        sys.exit("only for the synthetic demo district: PATROLGRID_DB names another database")
    users = {role: User.objects.get(username=name) for role, (name, _) in demo_logins().items()}
    cookies = {role: session_of(user) for role, user in users.items()}
    patterns = {str(pattern.name): pattern for pattern in get_resolver().url_patterns}
    with site(8700) as served:
        for name, page in PAGES.items():
            if options.only and name not in options.only:
                continue
            # What is the same for all is asked by one of them.
            readers = [role for role in users if role in page.roles] or list(users)[:1]
            for role in readers:
                said = {"page": name, "role": role.value}
                paths = list(addresses(name, patterns[name], role, users[role]))
                if not paths:
                    print(json.dumps({**said, "status": "no record"}), flush=True)
                for path in paths:
                    found = measure(served, path, cookies[role], options.requests)
                    detail = {"path": path} if len(paths) > 1 else {}
                    print(json.dumps({**said, **detail, **found}), flush=True)


if __name__ == "__main__":
    main()
