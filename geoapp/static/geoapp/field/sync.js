/* Sends the waiting reports and always says where they are. */
(function () {
  "use strict";
  const Field = window.Field, box = document.getElementById("state");
  if (!box) return;
  const owner = Number(box.dataset.owner);
  // The site takes 2.5 MB and 500 reports at once.
  const MOST_BYTES = 1500000, MOST_REPORTS = 200, AGAIN_MS = 30000;
  const SENT = ["client_id", "kind", "patrol", "at", "stop", "lon", "lat", "accuracy_m", "category", "text", "photo"];
  let trouble = "", sending = false, again = false;

  function mine(entries, state) {
    return entries.filter(function (entry) { return entry.owner === owner && entry.state === state; });
  }

  async function show() {
    let entries;
    try {
      entries = await Field.queue.all();
    } catch (error) {
      return say("broken", 0);
    }
    const waiting = mine(entries, "waiting").length, refused = mine(entries, "refused");
    const others = entries.filter(function (entry) { return entry.owner !== owner && entry.state === "waiting"; }).length;
    list(refused);
    if (waiting) say(sending ? "sending" : trouble || (navigator.onLine ? "waiting" : "offline"), waiting);
    else if (refused.length) say("refused", refused.length);
    else if (others) say("others", others);
    else say("sent", 0);
  }

  function say(kind, count) {
    const marks = { sent: "✓", sending: "↑", waiting: "…", others: "…" };
    const text = box.dataset[kind].replace("{n}", count), shown = box.querySelector("[data-text]");
    box.dataset.kind = kind;
    box.dataset.count = count;
    box.querySelector(".mark").textContent = marks[kind] || "!";
    // A screen reader would read the same words again with each change.
    if (shown.textContent !== text) shown.textContent = text;
    if (kind === "locked" && !shown.querySelector("a")) {
      const link = document.createElement("a");
      link.href = box.dataset.login;
      link.textContent = shown.textContent;
      shown.replaceChildren(link);
    }
  }

  function list(refused) {
    const details = box.querySelector(".troubles");
    details.hidden = !refused.length;
    details.querySelector("ul").replaceChildren(...refused.map(function (entry) {
      const item = document.createElement("li");
      item.textContent = new Date(entry.at).toLocaleString() + ": " + entry.reason + (entry.text ? " — " + entry.text : "");
      return item;
    }));
  }

  function due(entries) {
    const now = Date.now(), batch = [];
    let bytes = 0;
    mine(entries, "waiting").sort(function (a, b) { return a.at < b.at ? -1 : 1; }).some(function (entry) {
      if (entry.hold_until > now) return false;
      bytes += 500 + (entry.photo || "").length + 3 * (entry.text || "").length;
      if (batch.length && (bytes > MOST_BYTES || batch.length >= MOST_REPORTS)) return true;
      batch.push(entry);
      return false;
    });
    return batch;
  }

  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : "";
  }

  /* Send one batch; returns whether there is reason to go on. */
  async function send(batch) {
    const reports = batch.map(function (entry) {
      const report = {};
      SENT.forEach(function (name) { if (entry[name] !== undefined) report[name] = entry[name]; });
      return report;
    });
    let answer;
    try {
      answer = await fetch(box.dataset.sync, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ sent_at: new Date().toISOString(), reports: reports }),
      });
    } catch (error) {
      trouble = "offline";
      return false;
    }
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      trouble = "locked";
      return false;
    }
    if (!answer.ok) {
      trouble = "later";
      return false;
    }
    try {
      await Field.queue.settle((await answer.json()).results);
    } catch (error) {
      // The connection broke within the answer; the next time the site says the same again.
      trouble = "offline";
      return false;
    }
    trouble = "";
    return true;
  }

  async function flush() {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    try {
      do {
        again = false;
        for (let batch = due(await Field.queue.all()); batch.length; batch = due(await Field.queue.all())) {
          await show();
          if (!(await send(batch))) break;
        }
      } while (again && !trouble);
    } finally {
      sending = false;
      await show();
    }
  }

  /* Two pages of one phone take turns; without locks they would at worst send the same twice. */
  Field.sync = function () {
    if (!navigator.locks) return flush();
    return navigator.locks.request("patrolgrid-sync", flush);
  };

  function goOn() { Field.sync().catch(show); }
  document.addEventListener("field:added", goOn);
  window.addEventListener("online", goOn);
  window.addEventListener("offline", function () { show(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) goOn(); });
  setInterval(goOn, AGAIN_MS);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(function () { /* kept as it is */ });
  if (window.indexedDB) Field.queue.tidy().then(goOn, show);
  else say("broken", 0);
})();
