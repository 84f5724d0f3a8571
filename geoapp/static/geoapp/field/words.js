/* What basemap.js asks of its page: here the server has chosen the language already. */
(function () {
  "use strict";
  const Patrolgrid = (window.Patrolgrid = window.Patrolgrid || {});
  const chinese = document.documentElement.lang.indexOf("zh") === 0;

  Patrolgrid.escape = function (text) {
    return String(text).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  };
  Patrolgrid.say = function (word) { return word[chinese ? 1 : 0]; };
  Patrolgrid.both = function (word) { return Patrolgrid.escape(Patrolgrid.say(word)); };
  Patrolgrid.onLanguage = function () { /* the page is loaded anew */ };
})();
