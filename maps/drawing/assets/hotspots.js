/* Hotspots: expected incidents in cells by group of categories, for the whole week or two hours of it. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;
  const RAMPS = { risk: "risk", low: "risk", high: "risk", cluster: "cluster", density: "density", history: "history" };

  Patrolgrid.hotspots = function (map) {
    const data = Patrolgrid.data(), blocks = data.blocks.length;
    const chosenGroup = document.getElementById("group"), shown = document.getElementById("shown");
    const facts = {};
    let block = -1, group = null, now = [];
    const control = Patrolgrid.basemap(map, true);
    const layer = Patrolgrid.cells(map, data.corners.map(Patrolgrid.decode), describe);
    control.addOverlay(layer, Patrolgrid.both(["Risk cells", "风险单元格"]));
    if (data.observed.length) {
      control.addOverlay(observations(), Patrolgrid.both(["Patrol observations", "巡防发现"]));
    }
    Patrolgrid.areas(map, control, data.areas.shapes, data.areas.words, "subdistrict");
    Patrolgrid.zoomButtons(map, data.areas.shapes);

    /* Expected incidents by cell and block: two characters each, in parts of the cell's largest. */
    function unpacked(code) {
      if (facts[code]) return facts[code];
      const own = data.groups[code], value = {};
      for (let k = 0; k < 64; k++) value[data.digits[k]] = k;
      const expected = own.expected.map(function (text, i) {
        return Array.from({ length: blocks }, function (_, b) {
          return (64 * value[text[2 * b]] + value[text[2 * b + 1]]) / 4095 * own.most[i];
        });
      });
      const weekly = expected.map(function (row) { return row.reduce(function (a, b) { return a + b; }, 0); });
      facts[code] = Object.assign({ weekly: weekly, byBlock: expected }, own);
      return facts[code];
    }

    /* What is expected at the chosen time; the ends of the interval shrink with it. */
    function expected(i) { return block < 0 ? group.weekly[i] : group.byBlock[i][block]; }
    function end(which, i) {
      return block < 0 || !group.weekly[i] ? group[which][i] : group[which][i] * group.byBlock[i][block] / group.weekly[i];
    }
    function limits() {
      if (shown.value === "density") return group.densityLimits;
      return group.limits.map(function (limit) { return block < 0 ? limit : limit / blocks; });
    }
    function classAt(value, least) {
      if (value <= 0) return 0;
      for (let k = 5; k > 1; k--) if (value >= least[k - 1]) return k;
      return 1;
    }
    function classes() {
      const least = limits();
      return data.corners.map(function (_, i) {
        if (shown.value === "cluster") return group.hot[i];
        if (shown.value === "history") return group.history[i];
        if (shown.value === "density") return classAt(group.density[i], least);
        if (shown.value !== "risk") return classAt(end(shown.value, i), least);
        return block < 0 ? group.classes[i] : group.classes[i] && classAt(expected(i), least);
      });
    }

    function describe(i) {
      const name = data.names[i] ? "<b>" + Patrolgrid.escape(data.names[i]) + "</b><br>" : "";
      const time = block < 0 ? ["whole week", "整周"] : data.blocks[block];
      const lines = [
        Patrolgrid.both(["Class", "等级"]) + " " + (shown.value === "risk" ? now[i] : group.classes[i]) + " / 5",
        Patrolgrid.both(["expected incidents", "预计事件"]) + " " + Patrolgrid.number(expected(i)) + " (" +
          Patrolgrid.number(end("low", i)) + "–" + Patrolgrid.number(end("high", i)) + ") · " + Patrolgrid.both(time)];
      if (group.history[i]) lines.push(data.signs[group.history[i] - 1] + " " + Patrolgrid.both(data.histories[group.history[i] - 1]));
      if (data.observed[i]) lines.push(Patrolgrid.both(["seen by patrols", "巡防发现"]) + " " + seen(data.observed[i]));
      return name + lines.join("<br>");
    }
    function seen(count) { return count < 0 ? Patrolgrid.both(["too few to show", "数量过少"]) : String(count); }

    /* A ring with the number in each cell where patrols observed something; no number where they are few. */
    function observations() {
      const rings = data.corners.map(Patrolgrid.decode);
      return new Patrolgrid.Overlay(Patrolgrid.pane(map, "observed", 370, false), function (context, theMap) {
        rings.forEach(function (ring, i) {
          if (!data.observed[i]) return;
          const a = theMap.latLngToContainerPoint(ring[0]), c = theMap.latLngToContainerPoint(ring[2]);
          const x = (a.x + c.x) / 2, y = (a.y + c.y) / 2, r = Math.max(3, Math.min(14, Math.abs(c.x - a.x) / 2.4));
          context.beginPath();
          context.arc(x, y, r, 0, 7);
          context.fillStyle = "#ffffff";
          context.fill();
          context.lineWidth = 2.5;
          context.strokeStyle = "#0b57a4";
          context.stroke();
          if (r < 11 || data.observed[i] < 0) return;
          context.font = "16px system-ui, sans-serif";
          context.textAlign = "center";
          context.textBaseline = "middle";
          context.fillStyle = "#0b57a4";
          context.fillText(String(data.observed[i]), x, y);
        });
      });
    }

    function ranges(least) {
      if (shown.value === "cluster") return [Patrolgrid.both(["≤ 5 % false", "误判 ≤ 5 %"])];
      if (shown.value === "history") {
        return [["once, not now", "曾经，现已不是"], ["before and now", "以前和现在"], ["more each time", "逐期增强"], ["now only", "仅现在"]]
          .map(Patrolgrid.both);
      }
      return [5, 4, 3, 2].map(function (k) { return "≥ " + Patrolgrid.number(least[k - 1]); })
        .concat(["< " + Patrolgrid.number(least[1])]);
    }

    function paint() {
      group = unpacked(chosenGroup.value);
      now = classes();
      const ramp = RAMPS[shown.value], least = limits(), names = ranges(least);
      layer.paint(now, data.colours[ramp] || data.colours.risk, { history: data.signs, cluster: ["●"] }[ramp]);
      ["risk", "cluster", "density", "history"].forEach(function (name) {
        document.getElementById("legend-" + name).hidden = name !== ramp;
      });
      document.querySelectorAll("[data-group]").forEach(function (part) {
        part.hidden = part.dataset.group !== chosenGroup.value;
      });
      document.querySelector("fieldset.time").classList.toggle("timeless", ["cluster", "density", "history"].includes(shown.value));
      const total = now.reduce(function (sum, _, i) { return sum + expected(i); }, 0);
      Patrolgrid.fillLegend(ramp, names.map(function (range, row) {
        const k = names.length - row;
        let count = 0, share = 0;
        now.forEach(function (level, i) { if (level === k) { count += 1; share += expected(i); } });
        return [range, count, Patrolgrid.percent(share / (total || 1))];
      }));
    }
    [chosenGroup, shown].forEach(function (select) { select.addEventListener("change", paint); });
    Patrolgrid.timeControl(data.blocks, function (chosen) { block = chosen; paint(); });
    Patrolgrid.onLanguage(paint);
  };
})();
