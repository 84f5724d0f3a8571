"""Volunteers opening "my route" when shifts start: many requests a second against gunicorn.

    PATROLGRID_DB=demo python -m benchmarks.shift_start [--rate 50] [--seconds 120] [--people 500]

prints one JSON line: requests, errors (any answer but 200), percentiles of the time from when a request was
due, CPU seconds of the site and of the load, which runs in this process. Before that, some requests warm the
site up. The database must hold a roster in force; each person opens the route of an own patrol.
"""

import json
import time
from argparse import ArgumentParser

import numpy as np

from benchmarks.phones import Phone, ask, cpu_s, phones, send_all, site, times_ms, warm_up


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="requests a second")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--port", type=int, default=8456)
    options = parser.parse_args()
    with phones(options.people) as people, site(options.port) as pid:
        print(json.dumps(measure(people, options.port, pid, options.rate, options.seconds)))


def measure(people: list[Phone], port: int, pid: int, rate: float, seconds: float) -> dict[str, object]:
    """Send requests at even distances, the people by turns."""
    due_s = np.arange(round(rate * seconds)) / rate
    bytes_sent = [0]

    def open_route(line: object, number: int) -> int:
        phone = people[number % len(people)]
        headers = {"Cookie": phone.cookies}
        status, body = ask(line, "GET", f"/my/route/{phone.patrol}/", headers=headers)  # type: ignore[arg-type]
        bytes_sent[0] += len(body)
        return status

    warm_up(people, port)
    before_s, own_before_s = cpu_s(pid), time.process_time()
    taken_ms, status = send_all(port, due_s, open_route)
    return {
        "benchmark": "shift_start",
        "rate": rate,
        "seconds": seconds,
        "people": len(people),
        "requests": len(due_s),
        "errors": int((status != 200).sum()),
        **times_ms(taken_ms),
        "kb_a_page": round(bytes_sent[0] / len(due_s) / 1000, 1),
        "site_cpu_s": round(cpu_s(pid) - before_s, 1),
        "load_cpu_s": round(time.process_time() - own_before_s, 1),
    }


if __name__ == "__main__":
    main()
