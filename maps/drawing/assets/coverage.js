/* Coverage: planned dose and remaining gap in cells, for the whole plan or two hours of it. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;

  Patrolgrid.coverage = function (map) {
    const data = Patrolgrid.data(), scale = data.scale, count = data.blocks.length;
    const shown = document.getElementById("shown");
    const facts = data.expected.map(function (row, i) { return totals(row, data.dose[i]); });
    let block = -1;
    const control = Patrolgrid.basemap(map, true);
    const layer = Patrolgrid.cells(map, data.corners.map(Patrolgrid.decode), describe);
    control.addOverlay(layer, Patrolgrid.both(["Coverage cells", "覆盖单元格"]));
    Patrolgrid.areas(map, control, data.areas.shapes, data.areas.words, "community");
    Patrolgrid.zoomButtons(map, data.areas.shapes);

    function totals(expected, dose) {
      let all = 0, covered = 0;
      expected.forEach(function (value, b) { all += value / scale; covered += value / scale * dose[b] / 100; });
      return { expected: all, covered: covered, dose: all ? covered / all : 0 };
    }
    function fact(i) {
      if (block < 0) return facts[i];
      const expected = data.expected[i][block] / scale, dose = data.dose[i][block] / 100;
      return { expected: expected, covered: expected * dose, dose: dose };
    }
    function limits() { return data.limits.map(function (limit) { return block < 0 ? limit : limit / count; }); }
    function gapClass(value, least) {
      if (value <= 0) return 0;
      for (let k = 5; k > 1; k--) if (value >= least[k - 1]) return k;
      return 1;
    }
    function doseClass(dose) {
      if (dose <= 0) return 1;
      return dose <= 0.25 ? 2 : dose <= 0.5 ? 3 : dose < 0.9 ? 4 : 5;
    }

    function describe(i) {
      const f = fact(i), time = block < 0 ? ["whole plan", "整个方案"] : data.blocks[block];
      const name = data.names[i] ? "<b>" + Patrolgrid.escape(data.names[i]) + "</b><br>" : "";
      return name + Patrolgrid.both(["dose", "剂量"]) + " " + Patrolgrid.percent(f.dose) + "<br>" +
        Patrolgrid.both(["gap", "缺口"]) + " " + Patrolgrid.number(f.expected - f.covered) + " / " +
        Patrolgrid.number(f.expected) + " " + Patrolgrid.both(["expected incidents", "预计事件"]) + "<br>" + Patrolgrid.both(time);
    }

    function paint() {
      const gaps = shown.value === "gap", least = limits(), all = data.corners.map(function (_, i) { return fact(i); });
      const now = all.map(function (f) {
        return gaps ? gapClass(f.expected - f.covered, least) : doseClass(f.dose);
      });
      layer.paint(now, data.colours[shown.value]);
      document.getElementById("legend-gap").hidden = !gaps;
      document.getElementById("legend-dose").hidden = gaps;
      const ranges = gaps ? [5, 4, 3, 2].map(function (k) { return "≥ " + Patrolgrid.number(least[k - 1]); })
        .concat(["< " + Patrolgrid.number(least[1])]) : ["≥ 90 %", "50–90 %", "25–50 %", "0–25 %", "0 %"];
      function size(f) { return gaps ? f.expected - f.covered : f.expected; }
      const total = all.reduce(function (sum, f) { return sum + size(f); }, 0) || 1;
      Patrolgrid.fillLegend(shown.value, [5, 4, 3, 2, 1].map(function (k, row) {
        const inside = all.filter(function (_, i) { return now[i] === k; });
        const share = inside.reduce(function (sum, f) { return sum + size(f); }, 0) / total;
        return [ranges[row], inside.length, Patrolgrid.percent(share)];
      }));
      ledger(all);
    }

    function ledger(all) {
      const expected = all.reduce(function (sum, f) { return sum + f.expected; }, 0);
      const covered = all.reduce(function (sum, f) { return sum + f.covered; }, 0);
      const time = block < 0 ? ["Whole plan", "整个方案"] : data.blocks[block];
      document.getElementById("block-ledger").innerHTML = Patrolgrid.both(time) + ": " +
        Patrolgrid.both(["covered", "覆盖"]) + " " + Patrolgrid.number(covered) + " / " + Patrolgrid.number(expected) +
        " = <b>" + Patrolgrid.percent(expected ? covered / expected : 0) + "</b>";
    }

    shown.addEventListener("change", paint);
    Patrolgrid.timeControl(data.blocks, function (chosen) { block = chosen; paint(); });
  };
})();
