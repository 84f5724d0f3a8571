/* Grids and posts on a map. What is drawn and the list of points in the form are the same thing, both ways. */
(function () {
  "use strict";
  const box = document.getElementById("map");
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const text = document.querySelector("[data-coordinates]");
  const undo = document.querySelector("[data-undo]");
  const map = L.map(box, { preferCanvas: true, zoomSnap: 0.25, maxZoom: 19, doubleClickZoom: data.mode === "view" });
  map.attributionControl.setPrefix(false);
  const COLOURS = { path: ["#c9c3b8", 1], minor: ["#d8d2c8", 2], middle: ["#c9bfae", 3], major: ["#bfae8a", 5] };

  /* Undo the encoded polyline algorithm; returns [[lat, lon], ...]. */
  function decode(code) {
    const points = [];
    let at = 0, lat = 0, lon = 0;
    function next() {
      let shift = 0, bits = 0, byte;
      do { byte = code.charCodeAt(at++) - 63; bits |= (byte & 31) << shift; shift += 5; } while (byte >= 32);
      return bits & 1 ? ~(bits >> 1) : bits >> 1;
    }
    while (at < code.length) { lat += next(); lon += next(); points.push([lat / 1e5, lon / 1e5]); }
    return points;
  }

  function streets() {
    const known = window.PATROLGRID_STREETS;
    if (!known) return;
    known.water.forEach(function (line) { L.polyline(decode(line), { color: "#bcd3e0", weight: 4, interactive: false }).addTo(map); });
    known.lakes.forEach(function (line) { L.polygon(decode(line), { stroke: false, fillColor: "#cfe0ea", fillOpacity: 1, interactive: false }).addTo(map); });
    Object.keys(COLOURS).forEach(function (kind) {
      const style = { color: COLOURS[kind][0], weight: COLOURS[kind][1], interactive: false };
      L.polyline((known.groups[kind] || []).map(decode), style).addTo(map);
    });
    map.attributionControl.addAttribution(escape(known.attribution[0]));
  }

  function escape(words) {
    const span = document.createElement("span");
    span.textContent = words;
    return span.innerHTML;
  }

  function areas() {
    const all = L.featureGroup().addTo(map);
    data.grids.forEach(function (grid) {
      const own = grid[0] === data.own;
      const style = { color: own ? "#b3261e" : "#31435a", weight: own ? 2 : 1.5, dashArray: "4 4", fillOpacity: own ? 0.06 : 0.02 };
      const shape = L.polygon(grid[3], Object.assign(style, { interactive: data.mode === "view" })).addTo(all);
      if (data.mode === "view") shape.bindTooltip(escape(grid[1] + " " + grid[0]), { className: "fact", sticky: true });
    });
    data.posts.forEach(function (post) {
      L.circleMarker(post[2], { radius: 6, color: "#1d2733", weight: 3, fillColor: "#fff", fillOpacity: 1 })
        .bindTooltip(escape(post[1] + " " + post[0]), { className: "fact" }).addTo(all);
    });
    return all;
  }

  /* The points of the form as [lat, lon]; lines that are no points are left to the form's own check. */
  function read() {
    return text.value.split("\n").map(function (line) {
      const pair = line.replace(",", " ").trim().split(/\s+/).map(Number);
      return pair.length === 2 && pair.every(Number.isFinite) ? [pair[1], pair[0]] : null;
    }).filter(Boolean);
  }

  const history = [];
  function write(points) {
    history.push(text.value);
    text.value = points.map(function (p) { return p[1].toFixed(6) + ", " + p[0].toFixed(6); }).join("\n");
    show();
  }

  const drawn = L.featureGroup();
  function show() {
    const points = read();
    drawn.clearLayers();
    const style = { color: "#b3261e", weight: 3, fillOpacity: 0.12, interactive: false };
    if (data.mode === "polygon" && points.length > 1) L.polygon(points, style).addTo(drawn);
    if (data.mode === "line" && points.length > 1) L.polyline(points, style).addTo(drawn);
    points.forEach(function (point, at) { vertex(points, point, at).addTo(drawn); });
  }

  function vertex(points, point, at) {
    const name = data.words.point + " " + (at + 1);
    const icon = L.divIcon({ className: "vertex", iconSize: [22, 22] });
    const marker = L.marker(point, { draggable: true, icon: icon, title: name, alt: name, keyboard: false });
    marker.on("dragend", function () {
      const where = marker.getLatLng();
      write(points.map(function (p, i) { return i === at ? [where.lat, where.lng] : p; }));
    });
    // Without a listener the click would go on to the map and add a point.
    marker.on("click", function (event) { L.DomEvent.stop(event); });
    marker.on("dblclick", function (event) {
      L.DomEvent.stop(event);
      write(points.filter(function (_p, i) { return i !== at; }));
    });
    return marker;
  }

  /* Where a new point of a border belongs: into the nearest of its sides. */
  function nearestSide(points, where) {
    const here = map.latLngToLayerPoint(where);
    let best = points.length, least = Infinity;
    points.forEach(function (point, at) {
      const a = map.latLngToLayerPoint(point), b = map.latLngToLayerPoint(points[(at + 1) % points.length]);
      const distance = L.LineUtil.pointToSegmentDistance(here, a, b);
      if (distance < least) { least = distance; best = at + 1; }
    });
    return best;
  }

  function add(event) {
    const point = [event.latlng.lat, event.latlng.lng], points = read();
    if (data.mode === "point") return write([point]);
    if (data.mode === "polygon" && points.length > 2) points.splice(nearestSide(points, event.latlng), 0, point);
    else points.push(point);
    return write(points);
  }

  function name(selector, words) {
    const button = box.querySelector(selector);
    button.title = words;
    button.setAttribute("aria-label", words);
  }

  map.setView([0, 0], 2);
  streets();
  const all = areas();
  drawn.addTo(map);
  if (text) {
    show();
    text.addEventListener("input", show);
    map.on("click", add);
    undo.addEventListener("click", function () {
      if (history.length) { text.value = history.pop(); show(); }
    });
  }
  const own = drawn.getLayers().length ? drawn : all;
  if (own.getLayers().length) map.fitBounds(own.getBounds().pad(data.mode === "point" ? 0.002 : 0.15), { maxZoom: 17, animate: false });
  name(".leaflet-control-zoom-in", data.words.in);
  name(".leaflet-control-zoom-out", data.words.out);
})();
