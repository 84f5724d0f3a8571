"""Volunteers opening "my route" when shifts start: many requests a second against gunicorn.

    PATROLGRID_DB=demo python -m benchmarks.shift_start [--rate 50] [--seconds 120] [--people 4000]

prints one JSON line: requests, errors (any answer but 200), percentiles of the time from when a request was
due, and milliseconds of the processor for each request: of the web server with its cache, of the database,
and of the load, which runs in this process. Before that, some requests warm the site up, but most routes are
opened for the first time. The database must hold a roster in force; each person opens the route of an own
patrol, crew by crew.
"""

import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable

import numpy as np

from benchmarks.phones import Phone, Site, ask, cpu_s, phones, send_all, site, times_ms, warm_up
from benchmarks.sites import DatabaseCpu


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="requests a second")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--port", type=int, default=8456)
    options = parser.parse_args()
    with phones(options.people) as people, site(options.port) as served:
        print(json.dumps(measure(people, served, options.rate, options.seconds)))


def measure(people: list[Phone], served: Site, rate: float, seconds: float) -> dict[str, object]:
    """Send requests at even distances, the people by turns."""
    due_s = np.arange(round(rate * seconds)) / rate
    sizes: list[int] = []

    def open_route(line: object, number: int) -> int:
        phone = people[number % len(people)]
        headers = {"Cookie": phone.cookies}
        status, body = ask(line, "GET", f"/my/route/{phone.patrol}/", headers=headers)  # type: ignore[arg-type]
        sizes.append(len(body))
        return status

    warm_up(people, served.port)
    before_s, own_before_s = [cpu_s(pid) for pid in served.started], time.process_time()
    load_1_min = os.getloadavg()[0]
    with DatabaseCpu() as database:
        taken_ms, status = send_all(served.port, due_s, open_route)
    site_s = sum(cpu_s(pid) for pid in served.started) - sum(before_s)
    a_request: Callable[[float], float] = lambda spent_s: round(1000 * spent_s / len(due_s), 1)  # noqa: E731
    return {
        "benchmark": "shift_start",
        "rate": rate,
        "seconds": seconds,
        "people": len(people),
        "patrols": len({phone.patrol for phone in people}),
        "requests": len(due_s),
        "errors": int((status != 200).sum()),
        **times_ms(taken_ms),
        "kb_a_page": round(float(np.mean(sizes)) / 1000, 1),
        "site_cpu_ms": a_request(site_s),
        "database_cpu_ms": a_request(database.spent_s),
        "load_cpu_ms": a_request(time.process_time() - own_before_s),
        "load_average_before": round(load_1_min, 1),
    }


if __name__ == "__main__":
    main()
