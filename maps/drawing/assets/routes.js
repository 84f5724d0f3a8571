/* Routes: the patrols of one day and slot, on the map and in the table. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;
  const FIELDS = ["code", "number", "day", "slot", "time", "post", "area", "people", "short", "stops", "walk", "runs",
    "rides", "line"];

  function named(row) {
    const route = {};
    FIELDS.forEach(function (field, i) { route[field] = row[i]; });
    return route;
  }

  Patrolgrid.routes = function (map) {
    const data = Patrolgrid.data(), routes = data.routes.map(named);
    const selects = { day: null, slot: null, area: null };
    Object.keys(selects).forEach(function (name) { selects[name] = document.getElementById(name); });
    const body = document.querySelector(".facts tbody"), counts = document.getElementById("counts");
    const control = Patrolgrid.basemap(map);
    Patrolgrid.areas(map, control, data.areas.shapes, data.areas.words, "subdistrict");
    const group = L.layerGroup().addTo(map);
    control.addOverlay(group, Patrolgrid.both(["Routes", "路线"]));
    const lines = {}, labels = [];

    function link(route, text) {
      return '<a href="patrols/' + encodeURIComponent(route.code) + '.html">' + text + "</a>";
    }
    function shortText(route) {
      if (!route.runs) return Patrolgrid.both(["does not run", "不执行"]);
      return route.short ? Patrolgrid.both([route.short + " short", "缺 " + route.short + " 人"])
        : Patrolgrid.both(["full", "满员"]);
    }
    function way(route, gap) {
      return (route.walk / 1000).toFixed(1) + " km" +
        (route.rides ? gap + Patrolgrid.both(["by bicycle", "骑行"]) : "");
    }
    function describe(route) {
      return "<b>" + link(route, Patrolgrid.both(["Patrol " + route.number, route.number + " 号巡防"])) + "</b><br>" +
        Patrolgrid.escape(data.posts[route.post]) + "<br>" + route.time + " · " + way(route, " ") +
        "<br>" + shortText(route);
    }

    function draw(route, order) {
      const points = Patrolgrid.decode(route.line), colour = data.colours[order % data.colours.length];
      L.polyline(points, { color: "#ffffff", weight: 7, opacity: 0.8, interactive: false }).addTo(group);
      const line = L.polyline(points, { color: colour, weight: 4, dashArray: route.short ? "9 7" : null }).addTo(group);
      line.bindPopup(function () { return describe(route); });
      line.bindTooltip(function () { return describe(route); }, { sticky: true, className: "fact" });
      L.circleMarker(points[0], { radius: 5, color: "#1d2733", weight: 2, fillColor: "#ffffff", fillOpacity: 1,
        interactive: false }).addTo(group);
      // Patrols of one post share their first metres: numbers sit at different parts of the way.
      const at = points[Math.floor(points.length * (0.3 + 0.1 * (order % 5)))];
      const label = L.marker(at, { keyboard: true, title: data.posts[route.post], alt: "Patrol " + route.number,
        icon: L.divIcon({ className: "route-number", html: "<span>" + route.number + "</span>", iconSize: null }) });
      label.bindPopup(function () { return describe(route); });
      label.addTo(group).getElement().style.setProperty("--route", colour);
      labels.push(label);
      lines[route.code] = line;
    }

    /* Hide numbers that would lie on another; they come back when the map is enlarged. */
    function declutter() {
      const kept = [];
      labels.forEach(function (label) {
        const at = map.latLngToContainerPoint(label.getLatLng());
        const free = kept.every(function (p) { return Math.abs(p.x - at.x) > 40 || Math.abs(p.y - at.y) > 30; });
        label.getElement().hidden = !free;
        if (free) kept.push(at);
      });
    }

    function row(route) {
      const tr = document.createElement("tr");
      const number = route.runs ? link(route, route.number) : String(route.number);
      const cells = ["<th scope=row>" + number + "</th>", "<td>" + Patrolgrid.escape(data.posts[route.post]) + "</td>",
        "<td class=nowrap>" + route.time + "</td>", "<td class=number>" + route.people + "</td>",
        "<td class=number>" + shortText(route) + "</td>", "<td class=number>" + route.stops + "</td>",
        "<td class=number>" + way(route, "<br>") + "</td>",
        "<td>" + Patrolgrid.escape(data.names[route.area]) + "</td>"];
      tr.innerHTML = cells.join("");
      function emphasise(on) {
        if (lines[route.code]) lines[route.code].setStyle({ weight: on ? 9 : 4 });
        if (on && lines[route.code]) lines[route.code].bringToFront();
      }
      tr.addEventListener("mouseenter", function () { emphasise(true); });
      tr.addEventListener("mouseleave", function () { emphasise(false); });
      tr.addEventListener("focusin", function () { emphasise(true); });
      tr.addEventListener("focusout", function () { emphasise(false); });
      return tr;
    }

    function show() {
      const day = Number(selects.day.value), slot = Number(selects.slot.value), area = Number(selects.area.value);
      const chosen = routes.filter(function (r) {
        return r.day === day && r.slot === slot && (area < 0 || r.area === area);
      });
      group.clearLayers();
      body.textContent = "";
      labels.length = 0;
      Object.keys(lines).forEach(function (code) { delete lines[code]; });
      chosen.forEach(function (route, order) {
        if (route.line && route.runs) draw(route, order);
        body.appendChild(row(route));
      });
      const running = chosen.filter(function (r) { return r.runs; }).length;
      counts.innerHTML = Patrolgrid.both([running + " of " + chosen.length + " patrols run",
        chosen.length + " 个班次中执行 " + running + " 个"]);
      const drawn = Object.keys(lines).map(function (code) { return lines[code].getBounds(); });
      if (area >= 0 && drawn.length) map.fitBounds(drawn.reduce(function (a, b) { return a.extend(b); }),
        { maxZoom: 16, padding: [20, 20] });
      declutter();
      Patrolgrid.remember("route-choice", [day, slot].join(" "));
    }

    (Patrolgrid.recall("route-choice") || "").split(" ").forEach(function (value, i) {
      const select = [selects.day, selects.slot][i];
      if (value && select && select.options[Number(value)]) select.value = value;
    });
    map.on("zoomend moveend", declutter);
    Object.keys(selects).forEach(function (name) { selects[name].addEventListener("change", show); });
    show();
  };
})();
