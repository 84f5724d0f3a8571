"""A volunteer's first visit to "my route" on an old phone with a slow network: how heavy, and how long.

    PATROLGRID_DB=demo python -m benchmarks.first_visit [--runs 5] [--language zh-CN]

prints one JSON line: medians of the runs, each by a browser that has nothing yet and is logged in, as by the
code on a printed sheet. Chromium is slowed down by its developer tools: an answer begins 400 ms after it was
asked for, 400 kbit/s in each direction, a processor four times slower than this one, 390 × 844 pixels.

* bytes, requests: over the wire until the page is kept for flight mode, with headers; not those of the
  service worker, which takes what it keeps out of the browser's cache
* kinds: bytes by kind of file
* stops_s: until the list of stops is painted
* map_s: until the numbered stops stand on the map
* usable_s: until both, and a tap at "here" would be taken
* kept_s: until the page would open in flight mode
* site_cpu_ms: of the web server and its cache, for the whole visit

gunicorn answers itself: a proxy in front compresses pages, so that 9 kB less go over the wire, and TLS takes
two round trips more. The database must hold a roster in force.
"""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from statistics import median

from benchmarks.phones import Phone, Site, cpu_s, phones, site  # isort: skip
from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True,
}  # fmt: skip
RTT_MS, KBIT_PER_S, CPU_SLOWER = 400, 400, 4
BYTES_PER_S = KBIT_PER_S * 1000 / 8
# Notes in the page when something is so for the first time, in milliseconds from the navigation's start.
WATCH = """
window.seenMs = {};
const signs = {
  map: () => document.querySelectorAll("#map .pin-box").length > 1,
  taps: () => document.getElementById("next") && !document.getElementById("next").hidden,
  kept: () => document.querySelector("[data-kept-shown]:not([hidden])"),
};
(function look() {
  for (const [name, seen] of Object.entries(signs)) {
    if (!(name in seenMs) && seen()) seenMs[name] = performance.now();
  }
  if (Object.keys(seenMs).length < 3) requestAnimationFrame(look);
})();
"""
PAINTED_MS = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
MOST_S = 90


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--language", default="zh-CN", help="of the phone")
    options = parser.parse_args()
    with phones(options.runs + 1) as people, site(8800) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        # The first one only warms the site up, for the people of all patrols in these runs.
        runs = [visit(browser, served, phone, options.language) for phone in people][1:]
        browser.close()
    print(json.dumps({
        "benchmark": "first_visit", "runs": len(runs), "rtt_ms": RTT_MS, "kbit_per_s": KBIT_PER_S,
        "cpu_slower": CPU_SLOWER, **{name: middle(runs, name) for name in runs[0] if name != "kinds"},
        "kinds": runs[-1]["kinds"],
    }))  # fmt: skip


def middle(runs: list[dict[str, object]], name: str) -> float:
    return round(median(float(str(run[name])) for run in runs), 2)


def visit(browser: Browser, served: Site, phone: Phone, language: str) -> dict[str, object]:
    """Open the page once in a browser that has nothing."""
    context = browser.new_context(locale=language, **PHONE)
    context.add_cookies([
        {"name": name, "value": value, "url": served.url}
        for name, value in (cookie.split("=") for cookie in phone.cookies.split("; "))
    ])  # fmt: skip
    before_s = [cpu_s(pid) for pid in served.started]
    found = measured(context, f"{served.url}/my/route/{phone.patrol}/")
    spent_s = sum(cpu_s(pid) for pid in served.started) - sum(before_s)
    context.close()
    return {**found, "site_cpu_ms": 1000 * spent_s}


def measured(context: BrowserContext, address: str) -> dict[str, object]:
    page = context.new_page()
    page.add_init_script(WATCH)
    tools = context.new_cdp_session(page)
    slow_down(tools)
    weight = Weight(tools)
    page.goto(address, timeout=1000 * MOST_S)
    seen_ms: dict[str, float] = {}
    deadline = time.monotonic() + MOST_S
    while "kept" not in seen_ms:
        if time.monotonic() > deadline:
            raise SystemExit(f"The page was not kept in {MOST_S} s; seen so far: {seen_ms}")
        page.wait_for_timeout(200)
        seen_ms = page.evaluate("seenMs")
    painted_ms = page.evaluate(PAINTED_MS)
    return {
        "bytes": sum(weight.bytes.values()),
        "requests": weight.requests,
        "stops_s": painted_ms / 1000,
        "map_s": seen_ms["map"] / 1000,
        "usable_s": max(seen_ms["map"], seen_ms["taps"], painted_ms) / 1000,
        "kept_s": seen_ms["kept"] / 1000,
        "kinds": dict(weight.bytes.most_common()),
    }


def slow_down(tools: CDPSession) -> None:
    """The network and the processor of an old phone at the edge of the city."""
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": RTT_MS, "downloadThroughput": BYTES_PER_S,
        "uploadThroughput": BYTES_PER_S,
    })  # fmt: skip
    tools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})


class Weight:
    """Bytes over the wire by kind of file, and how many requests they took."""

    def __init__(self, tools: CDPSession) -> None:
        self.bytes: Counter[str] = Counter()
        self.requests = 0
        self._kinds: dict[str, str] = {}
        tools.on("Network.responseReceived", self._received)
        tools.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, str]) -> None:
        self._kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, object]) -> None:
        length = int(str(event["encodedDataLength"]).partition(".")[0])
        # Nothing for what comes out of the browser's cache.
        if length:
            self.requests += 1
            self.bytes[self._kinds.get(str(event["requestId"]), "Other")] += length


if __name__ == "__main__":
    main()
