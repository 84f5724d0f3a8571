/* Lattice cells in five classes, and the control that chooses their two hours. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;

  Patrolgrid.number = function (value) {
    if (value >= 100) return Math.round(value).toLocaleString("en-US");
    if (value >= 10) return value.toFixed(1);
    if (value >= 0.1 || value === 0) return value.toFixed(2);
    return value >= 0.001 ? value.toFixed(3) : value.toPrecision(1);
  };
  Patrolgrid.percent = function (share) { return (100 * share).toFixed(1) + " %"; };

  /* Draw cells. corners: [[lat, lon] x 4] each; returns a layer whose paint(classes, colours, signs) may be repeated. */
  Patrolgrid.cells = function (map, corners, describe) {
    const renderer = L.canvas({ pane: Patrolgrid.pane(map, "cells", 300, true), padding: 0.3 });
    const group = L.layerGroup();
    let classes = [], colours = [], signs = null;
    const shapes = corners.map(function (ring, i) {
      const shape = L.polygon(ring, { renderer: renderer, pane: "cells", weight: 0.6, color: "#ffffff", opacity: 0.6 });
      shape.bindTooltip(function () { return describe(i); }, { sticky: true, className: "fact" });
      return shape.addTo(group);
    });
    const marks = new Patrolgrid.Overlay(Patrolgrid.pane(map, "marks", 360, false), function (context, theMap) {
      corners.forEach(function (ring, i) { 
        if (classes[i]) mark(context, theMap, ring, classes[i], signs, colours[classes[i] - 1]);
      });
    });
    group.addLayer(marks);
    group.paint = function (newClasses, newColours, newSigns) {
      classes = newClasses;
      colours = newColours;
      signs = newSigns || null;
      shapes.forEach(function (shape, i) {
        const level = classes[i];
        shape.setStyle({ fillColor: level ? colours[level - 1] : "#ffffff", fillOpacity: level ? 0.78 : 0.05 });
      });
      marks.redraw();
    };
    return group.addTo(map);
  };

  /* White on dark colours, nearly black on light ones. */
  function inkOn(colour) {
    const part = [1, 3, 5].map(function (at) { return parseInt(colour.slice(at, at + 2), 16); });
    return 0.3 * part[0] + 0.59 * part[1] + 0.11 * part[2] < 140 ? "#ffffff" : "#222222";
  }

  /* The class without colour: its number or sign where it fits, strokes for the two highest classes where not. */
  function mark(context, map, ring, level, signs, colour) {
    const a = map.latLngToContainerPoint(ring[0]), c = map.latLngToContainerPoint(ring[2]);
    const size = Math.min(Math.abs(c.x - a.x), Math.abs(c.y - a.y)), x = (a.x + c.x) / 2, y = (a.y + c.y) / 2;
    const ink = inkOn(colour);
    if (size >= 19) {
      context.font = "16px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillStyle = ink;
      context.fillText(signs ? signs[level - 1] : String(level), x, y);
    } else if (signs && size >= 8) {
      context.font = Math.floor(size) + "px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillStyle = ink;
      context.fillText(signs[level - 1], x, y);
    } else if (!signs && level >= 4 && size >= 4) {
      const r = size / 4;
      context.strokeStyle = ink;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x - r, y + r);
      context.lineTo(x + r, y - r);
      if (level === 5) { context.moveTo(x - r, y - r); context.lineTo(x + r, y + r); }
      context.stroke();
    }
  }

  /* Fill the legend of a ramp: rows of [range, cells, share], all of them markup of our own, highest class first. */
  Patrolgrid.fillLegend = function (ramp, rows) {
    const table = document.getElementById("legend-" + ramp);
    rows.forEach(function (row, i) {
      ["range", "cells", "share"].forEach(function (name, k) {
        table.querySelector('[data-legend="' + (rows.length - i) + "-" + name + '"]').innerHTML = row[k];
      });
    });
  };

  /* Wire slider, "whole period" and the small chart; calls choose(block), -1 for the whole period. */
  Patrolgrid.timeControl = function (names, choose) {
    const slider = document.getElementById("block"), whole = document.getElementById("whole");
    const output = document.getElementById("block-name"), bars = document.querySelectorAll("#profile rect[data-block]");
    const wholeWord = JSON.parse(whole.dataset.word);
    document.querySelectorAll("[data-blocks]").forEach(function (day) { day.style.flexGrow = day.dataset.blocks; });
    function update() {
      const block = whole.checked ? -1 : Number(slider.value);
      const word = block < 0 ? wholeWord : names[block];
      slider.closest("fieldset").classList.toggle("all", block < 0);
      output.innerHTML = Patrolgrid.both(word);
      slider.setAttribute("aria-valuetext", Patrolgrid.say(word));
      bars.forEach(function (bar, i) { bar.classList.toggle("now", i === block); });
      choose(block);
    }
    function pick(block) {
      slider.value = String(Math.max(0, Math.min(names.length - 1, block)));
      whole.checked = false;
      update();
    }
    slider.addEventListener("input", function () { pick(Number(slider.value)); });
    whole.addEventListener("change", update);
    document.querySelectorAll("[data-step]").forEach(function (button) {
      button.addEventListener("click", function () { pick(Number(slider.value) + Number(button.dataset.step)); });
    });
    bars.forEach(function (bar, i) { bar.addEventListener("click", function () { pick(i); }); });
    Patrolgrid.onLanguage(update);
    update();
  };

  /* A button in a table row that shows its area on the map. */
  Patrolgrid.zoomButtons = function (map, areas) {
    const boxes = {};
    Object.keys(areas).forEach(function (level) {
      areas[level].forEach(function (area) {
        boxes[area[0]] = L.latLngBounds([].concat.apply([], area[2].map(Patrolgrid.decode)));
      });
    });
    document.querySelectorAll("[data-zoom]").forEach(function (button) {
      const box = boxes[button.dataset.zoom];
      if (!box) { button.disabled = true; return; }
      button.addEventListener("click", function () {
        map.fitBounds(box, { maxZoom: 16, padding: [30, 30] });
        map.getContainer().scrollIntoView({ block: "nearest" });
      });
    });
  };
})();
