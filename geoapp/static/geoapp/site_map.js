/* Starts the map that a page holds: Leaflet, then the drawing that the page names. */
(function () {
  "use strict";
  const box = document.querySelector("[data-drawing]");
  if (!box) return;
  const map = L.map(box, { preferCanvas: true, maxZoom: 19, zoomSnap: 0.25 });
  map.setView([Number(box.dataset.lat), Number(box.dataset.lon)], 14);
  window.Patrolgrid[box.dataset.drawing](map);
})();
