/* Check-ins in one tap, and what somebody saw. */
(function () {
  "use strict";
  const Field = window.Field, data = JSON.parse(document.getElementById("page-data").textContent);
  const said = document.getElementById("said"), next = document.getElementById("next");
  const use = document.getElementById("use-position");
  // How long a check-in waits for a position before it counts at the stop alone.
  const WAIT_MS = 10000, LONGEST_PX = 1600;
  const done = new Set(data.done);
  Field.data = data;

  function local(key, value) {
    try {
      if (value === undefined) return localStorage.getItem("patrolgrid-" + key);
      return localStorage.setItem("patrolgrid-" + key, value);
    } catch (error) { return null; }
  }

  function tell(text) { said.textContent = text; }

  use.checked = local("position") === "yes" && "geolocation" in navigator;
  use.addEventListener("change", function () {
    local("position", use.checked ? "yes" : "no");
    // Ask now, at leisure, and not at the first check-in.
    if (use.checked) where().then(function (position) { use.checked = Boolean(position); });
  });

  function where() {
    return new Promise(function (resolve) {
      if (!use.checked || !navigator.geolocation) return resolve(null);
      navigator.geolocation.getCurrentPosition(function (found) {
        const c = found.coords;
        resolve({ lon: c.longitude, lat: c.latitude, accuracy_m: c.accuracy });
      }, function () { resolve(null); }, { enableHighAccuracy: true, timeout: WAIT_MS - 1000, maximumAge: 30000 });
    });
  }

  /* On the disk at once, with the position as soon as the phone knows it. */
  async function report(entry) {
    const base = { owner: data.owner, patrol: data.patrol };
    const kept = await Field.queue.add(Object.assign(base, entry), use.checked ? WAIT_MS : 0);
    if (use.checked) {
      where().then(function (position) { return Field.queue.placed(kept.client_id, position || {}); })
        .then(Field.sync);
    }
    return kept;
  }

  async function checkIn(stop) {
    const entry = { kind: "check-in" };
    if (stop) entry.stop = stop;
    await report(entry);
    if (stop) done.add(stop);
    tell(stop ? said.dataset.stop.replace("{n}", stop) : said.dataset.call);
    show();
  }

  document.querySelectorAll("[data-here]").forEach(function (button) {
    button.addEventListener("click", function () { checkIn(Number(button.dataset.here) || null).catch(broken); });
  });
  next.querySelector("button").addEventListener("click", function () {
    checkIn(Number(next.dataset.stop)).catch(broken);
  });

  function broken() {
    const state = document.getElementById("state");
    tell(state.dataset.broken);
  }

  function show() {
    const items = Array.from(document.querySelectorAll("[data-stop][data-when]"));
    const left = items.filter(function (item) { return !done.has(Number(item.dataset.stop)); });
    items.forEach(function (item) {
      const been = done.has(Number(item.dataset.stop)), button = item.querySelector("[data-here]");
      item.classList.toggle("done", been);
      item.classList.toggle("is-next", item === left[0]);
      if (been) button.textContent = "✓ " + button.dataset.done;
    });
    next.hidden = !left.length;
    document.getElementById("all-done").hidden = Boolean(left.length) || !items.length;
    if (!left.length) return;
    next.dataset.stop = left[0].dataset.stop;
    const pin = next.querySelector(".pin");
    pin.textContent = left[0].dataset.stop;
    pin.className = "pin " + left[0].dataset.kind;
    next.querySelector("b").textContent = left[0].dataset.place;
    next.querySelector("[data-when]").textContent = left[0].dataset.when;
  }

  /* A JPEG of at most LONGEST_PX in base 64. Drawing it anew leaves behind what the camera wrote into it. */
  async function scaled(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
  }

  document.getElementById("observation").addEventListener("submit", async function (event) {
    event.preventDefault();
    const form = event.target, file = form.photo.files[0], text = form.text.value.trim();
    if (!file && !text) return tell(said.dataset.empty);
    const minutes = Number(form.minutes.value);
    const entry = { kind: "observation", category: form.category.value, text: text,
      at: new Date(Date.now() - minutes * 60000).toISOString() };
    if (form.stop.value) entry.stop = Number(form.stop.value);
    if (file) {
      try {
        entry.photo = await scaled(file);
      } catch (error) {
        return tell(said.dataset.photo);
      }
    }
    try {
      await report(entry);
    } catch (error) {
      return broken();
    }
    form.reset();
    document.getElementById("see").open = false;
    return tell(said.dataset.seen);
  });

  // What was tapped before the page was closed or loaded anew.
  Field.queue.all().then(function (entries) {
    entries.forEach(function (entry) {
      if (entry.patrol === data.patrol && entry.kind === "check-in" && entry.stop) done.add(entry.stop);
    });
    show();
  }, show);
})();
