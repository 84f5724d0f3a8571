/* The base map: stored streets drawn on a canvas, in colours that leave the foreground to the subject. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;
  const STREETS = window.PATROLGRID_STREETS;
  // Width in pixels at zoom 14 and at zoom 18, colour, and the least zoom at which the class is drawn.
  const STYLES = {
    path: { thin: 0.6, wide: 2.5, colour: "#c9c3b8", dash: "4 4", from: 15 },
    minor: { thin: 1.2, wide: 8, colour: "#ffffff", casing: "#d3cdc3", from: 0 },
    middle: { thin: 2, wide: 10, colour: "#ffffff", casing: "#c4bdb1", from: 0 },
    major: { thin: 3, wide: 13, colour: "#fff3d6", casing: "#bfae8a", from: 0 },
  };
  const RANK_ZOOM = [14, 15, 16, 17];

  /* Undo the encoded polyline algorithm; returns [[lat, lon], ...]. */
  Patrolgrid.decode = function (text) {
    const points = [];
    let at = 0, lat = 0, lon = 0;
    function next() {
      let shift = 0, bits = 0, byte;
      do {
        byte = text.charCodeAt(at++) - 63;
        bits |= (byte & 31) << shift;
        shift += 5;
      } while (byte >= 32);
      return bits & 1 ? ~(bits >> 1) : bits >> 1;
    }
    while (at < text.length) {
      lat += next();
      lon += next();
      points.push([lat / 1e5, lon / 1e5]);
    }
    return points;
  };

  /* A canvas over the visible part of the map; draw(context, map) works in container pixels. */
  Patrolgrid.Overlay = L.Layer.extend({
    initialize: function (pane, draw) { this._pane = pane; this._drawOn = draw; },
    onAdd: function (map) {
      this._canvas = L.DomUtil.create("canvas", "overlay leaflet-zoom-hide", map.getPane(this._pane));
      map.on("moveend zoomend resize viewreset", this.redraw, this);
      this.redraw();
    },
    onRemove: function (map) {
      map.off("moveend zoomend resize viewreset", this.redraw, this);
      this._canvas.remove();
    },
    redraw: function () {
      if (!this._map) return;
      const size = this._map.getSize(), ratio = window.devicePixelRatio || 1, canvas = this._canvas;
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      L.DomUtil.setPosition(canvas, this._map.containerPointToLayerPoint([0, 0]));
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      this._drawOn(context, this._map);
    },
  });

  /* The page's own size of text, so that names on the map grow with it. */
  Patrolgrid.font = function (weight) {
    return weight + getComputedStyle(document.documentElement).fontSize +
      " system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
  };

  Patrolgrid.pane = function (map, name, order, interactive) {
    const pane = map.createPane(name);
    pane.style.zIndex = order;
    if (!interactive) pane.style.pointerEvents = "none";
    return name;
  };

  function widthAt(style, zoom) {
    return Math.max(0.5, style.thin * Math.pow(style.wide / style.thin, (zoom - 14) / 4));
  }

  function drawStreets(map, quiet) {
    const renderer = L.canvas({ pane: Patrolgrid.pane(map, "streets", 350, false), padding: 0.3 });
    const layers = [];
    function add(lines, options) {
      options.renderer = renderer;
      options.pane = "streets";
      options.interactive = false;
      return L.polyline(lines.map(Patrolgrid.decode), options).addTo(map);
    }
    if (STREETS.lakes.length) {
      L.polygon(STREETS.lakes.map(function (text) { return [Patrolgrid.decode(text)]; }),
        { renderer: renderer, pane: "streets", interactive: false, stroke: false, fillColor: "#cfe0ea", fillOpacity: 1 })
        .addTo(map);
    }
    add(STREETS.water, { color: "#bcd3e0", weight: 5 });
    add(STREETS.rail, { color: "#8d8d8d", weight: 2, dashArray: "8 6" });
    ["casing", "colour"].forEach(function (part) {
      Object.keys(STYLES).forEach(function (kind) {
        const style = STYLES[kind];
        if (!style[part] || !STREETS.groups[kind].length) return;
        const line = add(STREETS.groups[kind], { color: style[part], dashArray: style.dash || null });
        layers.push({ line: line, style: style, extra: part === "casing" ? 1.6 : 0 });
      });
    });
    function restyle() {
      layers.forEach(function (layer) {
        const shown = map.getZoom() >= layer.style.from;
        const weight = widthAt(layer.style, map.getZoom()) * (quiet ? 0.7 : 1) + layer.extra;
        const opacity = quiet ? (layer.extra ? 0.3 : 0.75) : 1;
        layer.line.setStyle({ weight: weight, opacity: shown ? opacity : 0 });
      });
    }
    map.on("zoomend", restyle);
    restyle();
  }

  /* Names along the streets, greater streets first; one that would touch another is left out. */
  function drawNames(context, map) {
    const zoom = map.getZoom(), size = map.getSize(), taken = [], seen = {};
    context.font = Patrolgrid.font("");
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    STREETS.labels.forEach(function (label) {
      if (zoom < RANK_ZOOM[label[1]]) return;
      const ends = label.ends || (label.ends = Patrolgrid.decode(label[2]));
      const a = map.latLngToContainerPoint(ends[0]), b = map.latLngToContainerPoint(ends[1]);
      const x = (a.x + b.x) / 2, y = (a.y + b.y) / 2, name = STREETS.names[label[0]];
      if (x < 0 || y < 0 || x > size.x || y > size.y) return;
      const width = context.measureText(name).width, half = width / 2 + 4;
      // The stretch is the middle half of the street; the name may use all of it.
      if (width > 1.8 * a.distanceTo(b)) return;
      if ((seen[name] || []).some(function (p) { return Math.hypot(p[0] - x, p[1] - y) < 260; })) return;
      if (taken.some(function (t) { return Math.hypot(t[0] - x, t[1] - y) < half + t[2]; })) return;
      taken.push([x, y, half]);
      (seen[name] = seen[name] || []).push([x, y]);
      writeAlong(context, name, x, y, Math.atan2(b.y - a.y, b.x - a.x));
    });
  }

  function writeAlong(context, name, x, y, angle) {
    const upright = Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle;
    context.save();
    context.translate(x, y);
    context.rotate(upright);
    context.lineWidth = 3.5;
    context.strokeStyle = "rgba(255,255,255,0.9)";
    context.strokeText(name, 0, 0);
    context.fillStyle = "#4c4a45";
    context.fillText(name, 0, 0);
    context.restore();
  }

  function attribution(map) {
    const text = Patrolgrid.escape(STREETS.attribution[0]), url = STREETS.attribution[1];
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(
      url ? '<a href="' + Patrolgrid.escape(url) + '" rel="noreferrer">' + text + "</a>" : text);
  }

  function nameButtons(map) {
    const names = { ".leaflet-control-zoom-in": ["Zoom in", "放大"], ".leaflet-control-zoom-out": ["Zoom out", "缩小"],
      ".leaflet-control-layers-toggle": ["Layers", "图层"] };
    Object.keys(names).forEach(function (selector) {
      const button = map.getContainer().querySelector(selector);
      if (!button) return;
      button.title = Patrolgrid.say(names[selector]);
      button.setAttribute("aria-label", button.title);
    });
  }

  /* Draw what is under every map; quiet for streets over coloured cells. Returns the layer control, to which pages add their own layers. */
  Patrolgrid.basemap = function (map, quiet) {
    const small = window.matchMedia("(max-width: 1500px)").matches;
    const control = L.control.layers(null, null, { collapsed: small });
    if (STREETS.tiles[0]) {
      const tiles = L.tileLayer(STREETS.tiles[0], { attribution: Patrolgrid.escape(STREETS.tiles[1]), maxZoom: 19 });
      control.addOverlay(tiles, Patrolgrid.both(["Map tiles (network)", "在线底图"]));
    }
    drawStreets(map, quiet);
    Patrolgrid.pane(map, "names", 450, false);
    const names = new Patrolgrid.Overlay("names", drawNames).addTo(map);
    control.addOverlay(names, Patrolgrid.both(["Street names", "街道名称"]));
    control.addTo(map);
    attribution(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.fitBounds(STREETS.bounds, { animate: false });
    nameButtons(map);
    Patrolgrid.onLanguage(function () { nameButtons(map); });
    return control;
  };

  /* Arrow heads along a way, in the order in which it is walked. */
  Patrolgrid.arrows = function (map, points) {
    return new Patrolgrid.Overlay("names", function (context) {
      const pixels = points.map(function (p) { return map.latLngToContainerPoint(p); });
      let since = 60;
      context.fillStyle = "#7f1712";
      for (let i = 1; i < pixels.length; i++) {
        const a = pixels[i - 1], b = pixels[i], length = a.distanceTo(b);
        since += length;
        if (since < 90 || length < 14) continue;
        since = 0;
        context.save();
        context.translate((a.x + b.x) / 2, (a.y + b.y) / 2);
        context.rotate(Math.atan2(b.y - a.y, b.x - a.x));
        context.beginPath();
        context.moveTo(8, 0);
        context.lineTo(-5, -6);
        context.lineTo(-5, 6);
        context.fill();
        context.restore();
      }
    });
  };

  /* Borders and names of areas, one layer a level. areas: {level: [[code, name, [ring, ...]], ...]} */
  Patrolgrid.areas = function (map, control, areas, words, shown) {
    const renderer = L.canvas({ pane: Patrolgrid.pane(map, "borders", 410, false), padding: 0.3 });
    const styles = { district: [3.5, null], subdistrict: [2.5, "10 5"], community: [1.5, "5 4"], grid: [1, "2 3"] };
    Object.keys(styles).forEach(function (level) {
      if (!areas[level]) return;
      const group = L.layerGroup();
      areas[level].forEach(function (area) {
        L.polygon(area[2].map(function (ring) { return [Patrolgrid.decode(ring)]; }), {
          renderer: renderer, pane: "borders", interactive: false, fill: false, color: "#31435a",
          weight: styles[level][0], dashArray: styles[level][1], opacity: 0.8,
        }).addTo(group);
      });
      group.addLayer(areaNames(areas[level], level));
      if (level === shown) group.addTo(map);
      control.addOverlay(group, Patrolgrid.both(words[level]));
    });
  };

  function areaNames(areas, level) {
    const least = { district: 0, subdistrict: 12, community: 14, grid: 16 }[level];
    const boxes = areas.map(function (area) { return L.latLngBounds(Patrolgrid.decode(area[2][0])); });
    return new Patrolgrid.Overlay("borders", function (context, map) {
      if (map.getZoom() < least) return;
      context.font = Patrolgrid.font(level === "subdistrict" ? "600 " : "");
      context.textAlign = "center";
      context.lineJoin = "round";
      areas.forEach(function (area, i) {
        const at = map.latLngToContainerPoint(boxes[i].getCenter());
        context.lineWidth = 4;
        context.strokeStyle = "rgba(255,255,255,0.85)";
        context.strokeText(area[1], at.x, at.y);
        context.fillStyle = "#22324a";
        context.fillText(area[1], at.x, at.y);
      });
    });
  }
})();
