/* Records the walk while the page is open: only with consent, only during the shift, one position a minute. */
(function () {
  "use strict";
  const Field = window.Field, data = Field.data;
  const box = document.getElementById("record"), state = document.getElementById("record-state");
  const EVERY_MS = 60000;
  if (!box || !data.consent) return;
  let watch = null, last = 0, lock = null;

  function inShift() {
    const now = Date.now();
    return Date.parse(data.starts) <= now && now <= Date.parse(data.ends);
  }

  function stop(why) {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    if (lock) lock.release();
    watch = lock = null;
    box.checked = false;
    state.textContent = state.dataset[why];
  }

  function note(found) {
    if (!inShift()) return stop("outside");
    if (Date.now() - last < EVERY_MS) return undefined;
    last = Date.now();
    const c = found.coords;
    return Field.queue.add({ owner: data.owner, patrol: data.patrol, kind: "position",
      lon: c.longitude, lat: c.latitude, accuracy_m: c.accuracy });
  }

  box.addEventListener("change", function () {
    if (!box.checked) return stop("off");
    if (!inShift() || !navigator.geolocation) return stop("outside");
    watch = navigator.geolocation.watchPosition(note, function () { stop("denied"); }, { enableHighAccuracy: true });
    const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    state.textContent = state.dataset.on.replace("{n}", clock);
    // A screen that goes dark stops the page; not every phone can keep it on.
    if (navigator.wakeLock) navigator.wakeLock.request("screen").then(function (got) { lock = got; }, function () { /* so be it */ });
    return undefined;
  });
})();
