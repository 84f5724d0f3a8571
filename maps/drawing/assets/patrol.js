/* One patrol: its way, its numbered stops, and the next stop that is not yet ticked off on this phone. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;

  function pin(text, kind, title, at) {
    const icon = L.divIcon({ className: "pin-box", html: '<span class="pin ' + kind + '">' + text + "</span>",
      iconSize: [36, 36] });
    return L.marker(at, { icon: icon, title: title, alt: title, keyboard: true });
  }

  Patrolgrid.patrol = function (map) {
    const data = Patrolgrid.data(), post = [data.post[0], data.post[1]];
    const box = document.getElementById("next-stop"), key = "done-" + data.code;
    const done = (Patrolgrid.recall(key) || "").split(",").filter(Boolean);
    const control = Patrolgrid.basemap(map);
    const bounds = L.latLngBounds([post]);
    const way = L.layerGroup().addTo(map);
    control.addOverlay(way, Patrolgrid.both(["Route", "路线"]));
    if (data.line) {
      const points = Patrolgrid.decode(data.line);
      L.polyline(points, { color: "#ffffff", weight: 9, opacity: 0.9, interactive: false }).addTo(way);
      L.polyline(points, { color: "#b3261e", weight: 5, interactive: false }).addTo(way);
      way.addLayer(Patrolgrid.arrows(map, points));
      bounds.extend(L.latLngBounds(points));
    }
    pin("⌂", "post", data.post[2], post).bindPopup(Patrolgrid.escape(data.post[2])).addTo(map);
    const markers = data.stops.map(function (stop) {
      bounds.extend(stop.at);
      const title = stop.number + " · " + stop.arrives;
      return pin(stop.number, stop.kind, title, stop.at).bindPopup(function () { return describe(stop); }).addTo(map);
    });
    map.fitBounds(bounds, { padding: [34, 34], maxZoom: 17, animate: false });

    function describe(stop) {
      return "<b>" + stop.number + " · " + Patrolgrid.both(stop.label) + "</b><br>" + Patrolgrid.both(stop.kindWord) +
        " · " + stop.arrives + "–" + stop.leaves + "<br>" +
        Patrolgrid.both(["stay " + stop.minutes + " min", "停留 " + stop.minutes + " 分钟"]);
    }

    function showNext() {
      const next = data.stops.filter(function (stop) { return done.indexOf(String(stop.number)) < 0; })[0];
      document.querySelectorAll("[data-stop]").forEach(function (item) {
        item.classList.toggle("done", done.indexOf(item.dataset.stop) >= 0);
        item.classList.toggle("is-next", Boolean(next) && item.dataset.stop === String(next.number));
      });
      const heading = "<p><span>" + Patrolgrid.both(["Next", "下一站"]) + "</span><b>";
      if (!next) {
        box.innerHTML = '<span class="pin post" aria-hidden="true">⌂</span>' + heading +
          Patrolgrid.escape(data.post[2]) + "</b>" + Patrolgrid.both(["back by " + data.ends, data.ends + " 前返回"]) + "</p>";
        return;
      }
      box.innerHTML = '<span class="pin ' + next.kind + '" aria-hidden="true">' + next.number + "</span>" + heading +
        Patrolgrid.both(next.label) + "</b>" + next.arrives + "–" + next.leaves + " · " +
        Patrolgrid.both(["stay " + next.minutes + " min", "停留 " + next.minutes + " 分钟"]) + "</p>" +
        '<button type="button">' + Patrolgrid.both(["Show", "查看"]) + "</button>";
      box.querySelector("button").addEventListener("click", function () {
        map.setView(next.at, 17);
        map.getContainer().scrollIntoView({ block: "nearest" });
        markers[data.stops.indexOf(next)].openPopup();
      });
    }

    document.querySelectorAll("[data-done]").forEach(function (input) {
      input.checked = done.indexOf(input.dataset.done) >= 0;
      input.addEventListener("change", function () {
        const at = done.indexOf(input.dataset.done);
        if (at >= 0) done.splice(at, 1);
        if (input.checked) done.push(input.dataset.done);
        Patrolgrid.remember(key, done.join(","));
        showNext();
      });
    });
    showNext();
  };
})();
