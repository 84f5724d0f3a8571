/* Coverage: dose, gap and times alone in cells, by plan and in fact, for the whole plan or two hours of it. */
(function () {
  "use strict";
  const Patrolgrid = window.Patrolgrid;
  const RAMPS = { "gap": "gap", "actual-gap": "gap", "dose": "dose", "actual": "dose", "state": "state", "alone": "alone", "alone-actual": "alone" };
  // Least hours of the classes 2 to 5 of times alone.
  const ALONE_H = [12, 24, 48, 96];

  Patrolgrid.coverage = function (map) {
    const data = Patrolgrid.data(), scale = data.scale, count = data.blocks.length;
    const shown = document.getElementById("shown");
    const planned = facts(data.dose), actual = facts(data.actual), silent = facts(data.silent);
    let block = -1, now = [];
    const control = Patrolgrid.basemap(map, true);
    const layer = Patrolgrid.cells(map, data.corners.map(Patrolgrid.decode), describe);
    control.addOverlay(layer, Patrolgrid.both(["Coverage cells", "覆盖单元格"]));
    Patrolgrid.areas(map, control, data.areas.shapes, data.areas.words, "community");
    Patrolgrid.zoomButtons(map, data.areas.shapes);

    /* Sums over the whole plan. */
    function facts(doses) {
      return data.expected.map(function (row, i) {
        let all = 0, covered = 0;
        row.forEach(function (value, b) { all += value / scale; covered += value / scale * (doses[i][b] || 0) / 100; });
        return { expected: all, covered: covered, dose: all ? covered / all : 0 };
      });
    }
    function at(sums, doses, i) {
      if (block < 0) return sums[i];
      const expected = data.expected[i][block] / scale, dose = (doses[i][block] || 0) / 100;
      return { expected: expected, covered: expected * dose, dose: dose };
    }
    function fact(i) {
      return ["actual", "actual-gap", "state"].includes(shown.value) ? at(actual, data.actual, i) : at(planned, data.dose, i);
    }
    function hours(i) { return (shown.value === "alone-actual" ? data.aloneActual : data.alone)[i]; }
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
    /* In two hours what is known; over the whole plan, what became of the largest part of the planned risk. */
    function stateClass(i) {
      if (block >= 0) return data.actual[i][block] > 0 ? 1 : data.silent[i][block] > 0 ? 2 : data.dose[i][block] > 0 ? 3 : 0;
      const done = actual[i].covered, open = silent[i].covered, rest = Math.max(0, planned[i].covered - done - open);
      const most = Math.max(done, open, rest);
      return most <= 0 ? 0 : [done, open, rest].indexOf(most) + 1;
    }
    function classOf(i, least) {
      const ramp = RAMPS[shown.value], f = fact(i);
      if (ramp === "state") return stateClass(i);
      if (ramp === "alone") return hours(i) < 0 ? 0 : 1 + ALONE_H.filter(function (least) { return hours(i) >= least; }).length;
      return ramp === "gap" ? gapClass(f.expected - f.covered, least) : doseClass(f.dose);
    }

    function describe(i) {
      const plan = at(planned, data.dose, i), time = block < 0 ? ["whole plan", "整个方案"] : data.blocks[block];
      const lines = [];
      if (data.names[i]) lines.push("<b>" + Patrolgrid.escape(data.names[i]) + "</b>");
      lines.push(Patrolgrid.both(["planned dose", "计划剂量"]) + " " + Patrolgrid.percent(plan.dose));
      if (data.actual[i].length) {
        lines.push(Patrolgrid.both(["delivered", "实际"]) + " " + Patrolgrid.percent(at(actual, data.actual, i).dose) + " · " +
          Patrolgrid.both(["no signal", "无信号"]) + " " + Patrolgrid.percent(at(silent, data.silent, i).dose));
      }
      lines.push(Patrolgrid.both(["gap of the plan", "计划缺口"]) + " " + Patrolgrid.number(plan.expected - plan.covered) + " / " +
        Patrolgrid.number(plan.expected) + " " + Patrolgrid.both(["expected incidents", "预计事件"]));
      lines.push(Patrolgrid.both(["longest without a patrol", "最长无巡防"]) + " " + data.alone[i] + " h", Patrolgrid.both(time));
      return lines.join("<br>");
    }

    function ranges(ramp, least) {
      if (ramp === "state") return [["by tracks or check-ins", "有信号而未到"], ["nothing was heard", "未收到信息"], ["by tracks or check-ins", "签到或轨迹"]].map(Patrolgrid.both);
      if (ramp === "alone") return ["≥ 96", "48–96", "24–48", "12–24", "< 12"];
      if (ramp === "dose") return ["≥ 90 %", "50–90 %", "25–50 %", "0–25 %", "0 %"];
      return [5, 4, 3, 2].map(function (k) { return "≥ " + Patrolgrid.number(least[k - 1]); }).concat(["< " + Patrolgrid.number(least[1])]);
    }

    function paint() {
      const ramp = RAMPS[shown.value], least = limits(), all = data.corners.map(function (_, i) { return fact(i); });
      now = all.map(function (_, i) { return classOf(i, least); });
      layer.paint(now, data.colours[ramp], ramp === "state" ? data.signs : null);
      ["gap", "dose", "state", "alone"].forEach(function (name) { document.getElementById("legend-" + name).hidden = name !== ramp; });
      document.querySelector("fieldset.time").classList.toggle("timeless", ramp === "alone");
      function size(f) { return ramp === "gap" ? f.expected - f.covered : f.expected; }
      const total = all.reduce(function (sum, f) { return sum + size(f); }, 0) || 1, names = ranges(ramp, least);
      Patrolgrid.fillLegend(ramp, names.map(function (range, row) {
        const inside = all.filter(function (_, i) { return now[i] === names.length - row; });
        const share = inside.reduce(function (sum, f) { return sum + size(f); }, 0) / total;
        return [range, inside.length, Patrolgrid.percent(share)];
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
    Patrolgrid.onLanguage(paint);
    Patrolgrid.timeControl(data.blocks, function (chosen) { block = chosen; paint(); });
  };
})();
