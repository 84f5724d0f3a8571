/* Keeps this page and its files for flight mode. */
(function () {
  "use strict";
  const box = document.getElementById("state");
  const PAGES = "patrolgrid-pages";
  if (!box || !("serviceWorker" in navigator)) return;

  async function keep() {
    await navigator.serviceWorker.register(box.dataset.worker, { scope: "/" });
    await navigator.serviceWorker.ready;
    const pages = await caches.open(PAGES), here = location.pathname;
    const extra = Array.from(document.querySelectorAll("script[data-keep]"), function (script) { return script.src; });
    // The worker keeps what passes through it; on the first visit it was not there yet. The browser has just
    // loaded these, and gives them without asking the site a second time.
    for (const address of [here].concat(extra)) {
      if (await pages.match(address, { ignoreVary: true })) continue;
      const answer = await fetch(address, { credentials: "same-origin", cache: "force-cache" });
      if (answer.ok && !answer.redirected) await pages.put(address, answer);
    }
    box.querySelector("[data-kept-shown]").hidden = !(await pages.match(here, { ignoreVary: true }));
  }

  // Routes of shifts that are over have no business on the phone; the list of shifts knows which are left.
  async function tidy() {
    const links = Array.from(document.querySelectorAll("a[href*='/my/route/']"), function (link) { return link.pathname; });
    if (!document.querySelector("[data-all-shifts]") || !navigator.onLine) return;
    const pages = await caches.open(PAGES);
    for (const request of await pages.keys()) {
      const path = new URL(request.url).pathname;
      const route = path.match(/^\/my\/route\/\d+\//);
      if (route && links.indexOf(route[0]) < 0) await pages.delete(request);
    }
  }

  window.addEventListener("load", function () {
    keep().then(tidy).catch(function () { /* without it the page works as long as it is open */ });
  });
})();
