/* Hotspots: expected incidents in cells, for the whole week or two hours of it. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;

  Patrolgrid.hotspots = function (map) {
    const data = Patrolgrid.data(), scale = data.scale, blocks = data.blocks.length;
    const weekly = data.expected.map(function (row) { return row.reduce(function (a, b) { return a + b; }, 0) / scale; });
    let block = -1;
    const control = Patrolgrid.basemap(map, true);
    const layer = Patrolgrid.cells(map, data.corners.map(Patrolgrid.decode), describe);
    control.addOverlay(layer, Patrolgrid.both(["Risk cells", "风险单元格"]));
    Patrolgrid.areas(map, control, data.areas.shapes, data.areas.words, "subdistrict");
    Patrolgrid.zoomButtons(map, data.areas.shapes);

    function expected(i) { return block < 0 ? weekly[i] : data.expected[i][block] / scale; }
    function limits() { return data.limits.map(function (limit) { return block < 0 ? limit : limit / blocks; }); }
    function classAt(value, least) {
      for (let k = 5; k > 1; k--) if (value >= least[k - 1] && value > 0) return k;
      return 1;
    }
    function classes() {
      if (block < 0) return data.classes;
      const least = limits();
      return data.expected.map(function (row) { return classAt(row[block] / scale, least); });
    }

    function describe(i) {
      const name = data.names[i] ? "<b>" + Patrolgrid.escape(data.names[i]) + "</b><br>" : "";
      const time = block < 0 ? ["whole week", "整周"] : data.blocks[block];
      return name + Patrolgrid.both(["Class", "等级"]) + " " + classes()[i] + " / 5<br>" +
        Patrolgrid.both(["expected incidents", "预计事件"]) + " " + Patrolgrid.number(expected(i)) + " · " + Patrolgrid.both(time);
    }

    function paint(chosen) {
      block = chosen;
      const now = classes(), least = limits(), total = now.reduce(function (sum, _, i) { return sum + expected(i); }, 0);
      layer.paint(now, data.colours);
      Patrolgrid.fillLegend("risk", [5, 4, 3, 2, 1].map(function (k) {
        const inside = now.map(function (level, i) { return level === k ? expected(i) : -1; })
          .filter(function (value) { return value >= 0; });
        const share = inside.reduce(function (a, b) { return a + b; }, 0) / (total || 1);
        const range = k > 1 ? "≥ " + Patrolgrid.number(least[k - 1]) : "< " + Patrolgrid.number(least[1]);
        return [range, inside.length, Patrolgrid.percent(share)];
      }));
    }
    Patrolgrid.timeControl(data.blocks, paint);
  };
})();
