/* The reports of this phone in its own database. A report is added once and never taken out before the site
   says that it is stored, so that an empty battery, a closed page or a lost connection loses nothing. Its
   number (client_id) is drawn here, so that sending it again stores it once. */
(function () {
  "use strict";
  const Field = (window.Field = window.Field || {});
  const KEEP_STORED_MS = 14 * 24 * 3600 * 1000;

  function open() {
    return new Promise(function (resolve, reject) {
      const request = indexedDB.open("patrolgrid-field", 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore("reports", { keyPath: "client_id" });
      };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  /* Run work(store) in one transaction; resolves with its result when the transaction is on the disk. */
  async function within(mode, work) {
    const database = await open();
    try {
      return await new Promise(function (resolve, reject) {
        const options = mode === "readwrite" ? { durability: "strict" } : {};
        const transaction = database.transaction("reports", mode, options);
        const request = work(transaction.objectStore("reports"));
        transaction.oncomplete = function () { resolve(request && request.result); };
        transaction.onerror = transaction.onabort = function () { reject(transaction.error); };
      });
    } finally {
      database.close();
    }
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  Field.queue = {
    /* Add a report; `hold_ms` is how long it waits for a position before it may be sent. */
    add: async function (report, hold_ms) {
      const entry = Object.assign(
        { client_id: uuid(), at: new Date().toISOString(), state: "waiting", reason: "" }, report,
        { hold_until: Date.now() + (hold_ms || 0) });
      await within("readwrite", function (store) { return store.add(entry); });
      document.dispatchEvent(new CustomEvent("field:added", { detail: entry }));
      return entry;
    },

    all: function () {
      return within("readonly", function (store) { return store.getAll(); });
    },

    /* Change entries in place; `change(entry)` returns what to store, or null to drop one that is stored. */
    update: function (ids, change) {
      return within("readwrite", function (store) {
        ids.forEach(function (id) {
          const request = store.get(id);
          request.onsuccess = function () {
            if (!request.result) return;
            const next = change(request.result);
            if (next) store.put(next); else store.delete(id);
          };
        });
      });
    },

    /* The position of a check-in that is still held; afterwards it may go. */
    placed: function (id, position) {
      return Field.queue.update([id], function (entry) {
        return entry.state === "waiting" ? Object.assign(entry, position, { hold_until: 0 }) : entry;
      });
    },

    /* Note what the site said. A stored photo no longer needs room; a position no longer needs an entry. */
    settle: function (results) {
      const by_id = {};
      results.forEach(function (result) { by_id[result.client_id] = result; });
      return Field.queue.update(Object.keys(by_id), function (entry) {
        const result = by_id[entry.client_id];
        if (result.stored && entry.kind === "position") return null;
        if (result.stored) delete entry.photo;
        return Object.assign(entry, { state: result.stored ? "stored" : "refused", reason: result.reason });
      });
    },

    /* Forget what has been stored long ago. */
    tidy: async function () {
      const before = new Date(Date.now() - KEEP_STORED_MS).toISOString();
      const old = (await Field.queue.all()).filter(function (entry) {
        return entry.state === "stored" && entry.at < before;
      });
      return Field.queue.update(old.map(function (entry) { return entry.client_id; }), function () { return null; });
    },
  };
})();
