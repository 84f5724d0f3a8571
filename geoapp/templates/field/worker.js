/* Keeps the pages of volunteers for flight mode. Files of one version live in one cache; pages in another. */
"use strict";
const ASSETS = "patrolgrid-assets-{{ version }}", PAGES = "patrolgrid-pages";
const SHELL = {{ shell }};
// A phone at the edge of the network would otherwise wait for minutes.
const PATIENCE_MS = 5000;

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(ASSETS).then(function (cache) { return cache.addAll(SHELL); })
    .then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(renew().then(function () { return self.clients.claim(); }));
});

/* Files of an older version go only when every kept page has been fetched anew, because it may name them. */
async function renew() {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    try {
      await fetched(request, pages);
    } catch (error) {
      return;
    }
  }
  for (const name of await caches.keys()) {
    if (name.indexOf("patrolgrid-assets-") === 0 && name !== ASSETS) await caches.delete(name);
  }
}

self.addEventListener("fetch", function (event) {
  const request = event.request, url = new URL(request.url);
  // The pages name people and places; the queue stays, because it may not have been sent.
  if (request.method === "POST" && url.pathname === "{{ logout }}") event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.indexOf("{{ static_url }}") === 0) event.respondWith(asset(request));
  else if (url.pathname.indexOf("{{ own_pages }}") === 0) event.respondWith(page(request));
});

async function asset(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept || fetch(request);
}

/* The newest page if the network answers in time, else the one that was kept. */
async function page(request) {
  const pages = await caches.open(PAGES), key = new URL(request.url).pathname;
  const kept = await pages.match(key, { ignoreVary: true });
  const fresh = fetched(request, pages);
  if (!kept) return fresh;
  const late = new Promise(function (resolve) { setTimeout(resolve, PATIENCE_MS, null); });
  try {
    return (await Promise.race([fresh, late])) || kept;
  } catch (error) {
    return kept;
  }
}

async function fetched(request, pages) {
  const answer = await fetch(request);
  const key = new URL(request.url).pathname;
  if (answer.ok && !answer.redirected) await pages.put(key, answer.clone());
  // Whoever is no longer on a patrol keeps no copy of its route.
  if (answer.status === 404 || answer.status === 403) await pages.delete(key);
  return answer;
}
