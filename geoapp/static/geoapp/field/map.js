/* The map of the route: streets, the way with its direction, numbered stops. */
(function () {
  "use strict";
  const box = document.getElementById("map"), Patrolgrid = window.Patrolgrid;
  const data = JSON.parse(document.getElementById("page-data").textContent);
  if (!box || !window.L || !window.PATROLGRID_STREETS || !data.post) return;

  function pin(text, kind, title, at) {
    const icon = L.divIcon({ className: "pin-box", html: '<span class="pin ' + kind + '">' + text + "</span>", iconSize: [36, 36] });
    return L.marker(at, { icon: icon, title: title, alt: title, keyboard: true });
  }

  const map = L.map(box, { zoomSnap: 0.25, maxZoom: 19, preferCanvas: true });
  const post = [data.post[0], data.post[1]], bounds = L.latLngBounds([post]);
  map.setView(post, 16);
  Patrolgrid.basemap(map);
  if (data.line) {
    const points = Patrolgrid.decode(data.line);
    L.polyline(points, { color: "#ffffff", weight: 9, opacity: 0.9, interactive: false }).addTo(map);
    L.polyline(points, { color: "#b3261e", weight: 5, interactive: false }).addTo(map);
    map.addLayer(Patrolgrid.arrows(map, points));
    bounds.extend(L.latLngBounds(points));
  }
  pin("⌂", "post", data.post[2] + ", " + box.dataset.post, post).addTo(map);
  data.stops.forEach(function (stop) {
    bounds.extend(stop.at);
    if (stop.kind === "post") return;
    const item = document.querySelector('[data-stop="' + stop.number + '"][data-when]');
    const title = stop.number + " · " + item.dataset.when + " · " + item.dataset.place;
    const marker = pin(stop.number, stop.kind, title, stop.at).addTo(map);
    marker.bindPopup(Patrolgrid.escape(title));
  });
  map.fitBounds(bounds, { padding: [34, 34], maxZoom: 17, animate: false });
})();
