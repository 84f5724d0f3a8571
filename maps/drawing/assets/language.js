/* Language and size of the text: set before the first paint, remembered where the browser allows it. */
(function () {
  "use strict";
  const root = document.documentElement;
  const Patrolgrid = (window.Patrolgrid = window.Patrolgrid || {});
  const listeners = [];
  const SIZES = ["16", "20", "24"];

  // Pages opened from disk may have no storage at all; then the choice lasts as long as the page.
  Patrolgrid.recall = function (key) {
    try { return window.localStorage.getItem("patrolgrid-" + key); } catch (error) { return null; }
  };
  Patrolgrid.remember = function (key, value) {
    try { window.localStorage.setItem("patrolgrid-" + key, value); } catch (error) { /* nothing to do */ }
  };

  Patrolgrid.language = function () { return root.dataset.lang; };
  Patrolgrid.onLanguage = function (listener) { listeners.push(listener); };
  Patrolgrid.say = function (word) { return word[root.dataset.lang === "zh" ? 1 : 0]; };

  Patrolgrid.escape = function (text) {
    return String(text).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  };
  /* HTML that holds a word in both languages. */
  Patrolgrid.both = function (word) {
    const en = Patrolgrid.escape(word[0]), zh = Patrolgrid.escape(word[1]);
    if (en === zh) return en;
    return '<span class="en" lang="en">' + en + '</span><span class="zh" lang="zh-Hans">' + zh + "</span>";
  };
  Patrolgrid.data = function () { return JSON.parse(document.getElementById("page-data").textContent); };

  function translate() {
    const lang = root.dataset.lang;
    document.querySelectorAll("[data-" + lang + "]").forEach(function (node) {
      node.textContent = node.getAttribute("data-" + lang);
    });
    document.querySelectorAll("[data-label-" + lang + "]").forEach(function (node) {
      node.setAttribute("aria-label", node.getAttribute("data-label-" + lang));
    });
    document.querySelectorAll("[data-set-lang]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
    });
    listeners.forEach(function (listener) { listener(lang); });
  }
  Patrolgrid.translate = translate;

  function setLanguage(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-Hans" : "en";
  }

  function setSize(size) {
    root.dataset.size = size;
    window.dispatchEvent(new Event("resize"));
  }

  const preferred = (navigator.language || "en").toLowerCase().indexOf("zh") === 0 ? "zh" : "en";
  const stored = Patrolgrid.recall("language");
  // A page of the site has both set already, as its reader chose there.
  const ofSite = "site" in root.dataset;
  if (!ofSite) setLanguage(stored === "zh" || stored === "en" ? stored : preferred);
  if (!ofSite) root.dataset.size = SIZES.indexOf(Patrolgrid.recall("size")) > 0 ? Patrolgrid.recall("size") : SIZES[0];

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-set-lang]").forEach(function (button) {
      button.addEventListener("click", function () {
        setLanguage(button.dataset.setLang);
        Patrolgrid.remember("language", button.dataset.setLang);
        translate();
      });
    });
    document.querySelectorAll("[data-grow]").forEach(function (button) {
      button.addEventListener("click", function () {
        const next = SIZES[(SIZES.indexOf(root.dataset.size) + 1) % SIZES.length];
        setSize(next);
        Patrolgrid.remember("size", next);
      });
    });
    translate();
  });
})();
