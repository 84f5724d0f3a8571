"""Bursts of check-ins, each sent twice at once: how many are stored, and how long the site needs for them.

    PATROLGRID_DB=demo python -m benchmarks.check_ins [--rate 500] [--bursts 5] [--people 500]

Every burst lasts a second, in which so many phones send a check-in, and send it again at the same moment
over another connection, as if the first answer had been lost. One JSON line says how many were due, how many
rows are stored, how many are stored twice or missing, and how long the answers took.
"""

import json
import random
import time
from argparse import ArgumentParser
from datetime import timedelta
from uuid import UUID

import numpy as np
from django.utils import timezone

from benchmarks.phones import Phone, Site, ask, cpu_s, phones, send_all, site, times_ms, warm_up
from geoapp.models import CheckIn, Patrol

# Bursts are this far apart, so that one has drained before the next begins.
PAUSE_S = 15
COPIES = 2


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=500, help="check-ins a second in a burst")
    parser.add_argument("--bursts", type=int, default=5)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8457)
    options = parser.parse_args()
    with phones(options.people) as people, site(options.port) as served:
        found = measure(people, served, options.rate, options.bursts, options.seed)
        print(json.dumps(found))


def measure(people: list[Phone], served: Site, rate: int, bursts: int, seed: int) -> dict[str, object]:
    """Send the bursts, and count the rows that they left."""
    draw = random.Random(seed)
    numbers = [UUID(int=draw.getrandbits(128), version=4) for _k in range(rate * bursts)]
    at = {patrol.pk: patrol.starts_at for patrol in Patrol.objects.filter(pk__in={p.patrol for p in people})}
    # Twice each, in one random order within the burst.
    order = [
        number
        for burst in range(bursts)
        for number in draw.sample([*range(burst * rate, (burst + 1) * rate)] * COPIES, rate * COPIES)
    ]
    due_s = np.array([place // (rate * COPIES) * PAUSE_S for place in range(len(order))], dtype=float)
    due_s += np.tile(np.arange(rate * COPIES) / (rate * COPIES), bursts)

    def check_in(line: object, place: int) -> int:
        phone = people[order[place] % len(people)]
        report = {
            "kind": "check-in",
            "client_id": str(numbers[order[place]]),
            "patrol": phone.patrol,
            "at": (at[phone.patrol] + timedelta(minutes=order[place] % 100)).isoformat(),
            "stop": 1,
        }
        body = json.dumps({"sent_at": timezone.now().isoformat(), "reports": [report]})
        headers = {"Cookie": phone.cookies, "X-CSRFToken": phone.csrf, "Content-Type": "application/json"}
        status, answer = ask(line, "POST", "/api/field/sync/", body=body, headers=headers)  # type: ignore[arg-type]
        return status if status != 200 or json.loads(answer)["results"][0]["stored"] else 422

    warm_up(people, served.port)
    before_s, own_before_s = cpu_s(served.web), time.process_time()
    taken_ms, status = send_all(served.port, due_s, check_in)
    ended_s = (due_s + taken_ms / 1000).reshape(bursts, -1).max(axis=1)
    stored = list(CheckIn.objects.filter(client_id__in=numbers).values_list("client_id", flat=True))
    return {
        "benchmark": "check_ins",
        "rate": rate,
        "bursts": bursts,
        "people": len(people),
        "sent": len(order),
        "due": len(numbers),
        "stored": len(stored),
        "missing": len(set(numbers) - set(stored)),
        "twice": len(stored) - len(set(stored)),
        "errors": int((status != 200).sum()),
        "seconds_a_burst": np.round(ended_s - np.arange(bursts) * PAUSE_S, 1).tolist(),
        **times_ms(taken_ms),
        "site_cpu_s": round(cpu_s(served.web) - before_s, 1),
        "load_cpu_s": round(time.process_time() - own_before_s, 1),
    }


if __name__ == "__main__":
    main()
