"""The figures of a plan in words."""

from pathlib import Path

from geoapp.models import Roster
from maps.drawing.values import PlanSummary, StepTime, SummaryRow, Word

STEPS = {
    "hotspots": Word("hotspots", "热点"),
    "demand": Word("demand", "需求"),
    "roster": Word("roster", "排班"),
    "routes": Word("routes", "路线"),
    "coverage": Word("coverage", "覆盖"),
    "maps": Word("maps and files", "地图与文件"),
}


def plan_summary(roster: Roster) -> PlanSummary:
    """The rows of the summary, and the seconds of each step."""
    figures = roster.figures
    steps = figures.get("steps", {})
    return PlanSummary(
        tuple(_rows(figures)), tuple(StepTime(STEPS[name], steps[name]) for name in STEPS if name in steps)
    )


def _rows(figures: dict) -> list[SummaryRow]:
    covered, expected = figures.get("risk_covered_incidents"), figures.get("risk_expected_incidents")
    routes, route_km = figures.get("routes"), figures.get("route_km")
    broken = figures.get("roster_violations", 0) + figures.get("route_violations", 0)
    return [
        SummaryRow(
            Word("risk covered", "风险覆盖率"),
            _percent(figures.get("risk_covered")),
            note=Word(
                f"{covered} of {expected} expected incidents", f"预期事件 {expected} 起中的 {covered} 起"
            ),
        ),
        _ratio(Word("patrols run", "开行班次"), figures, "patrols_run", "patrols_wanted"),
        _ratio(Word("seats filled", "到岗席位"), figures, "seats_filled", "seats_desired"),
        SummaryRow(
            Word("volunteers on the roster", "排班人数"),
            f"{figures.get('people_used')}",
            Word("people", "人"),
        ),
        SummaryRow(
            Word("roster gap proven", "排班最优性差距（已证明）"),
            _percent(figures.get("roster_gap"), 2),
            note=Word("no roster can be better by more than this", "任何排班方案的改进都不会超过此值"),
        ),
        _ratio(Word("visits planned", "已安排上门服务"), figures, "visits_planned", "visits_due"),
        SummaryRow(
            Word("route minutes", "巡防时长"),
            f"{figures.get('route_minutes')}",
            Word("minutes", "分钟"),
            Word(f"{routes} routes, {route_km} km", f"{routes} 条路线，{route_km} 公里"),
        ),
        SummaryRow(
            Word("rules broken", "违反规则"),
            f"{broken}",
            note=Word("counted by independent verifiers", "由独立校验程序统计"),
        ),
    ]


def _ratio(label: Word, figures: dict, part: str, whole: str) -> SummaryRow:
    numerator, denominator = figures.get(part, 0), figures.get(whole, 0)
    share = _percent(numerator / denominator) if denominator else "–"
    return SummaryRow(
        label, share, note=Word(f"{numerator:,} of {denominator:,}", f"{denominator:,} 中的 {numerator:,}")
    )


def _percent(share: float | None, digits: int = 1) -> str:
    return "–" if share is None else f"{share:.{digits}%}"


def summary_table(roster: Roster, out: Path) -> str:
    """The summary as lines for a terminal."""
    summary = plan_summary(roster)
    lines = [f"Plan {roster.starts_on} to {roster.last_day}, seed {roster.seed}", ""]
    lines += [
        f"  {row.label.en:26}{row.value:>10} {row.unit.en:8} {row.note.en}".rstrip() for row in summary.rows
    ]
    lines += [
        "",
        "  seconds a step",
        *(f"    {step.step.en:24}{step.seconds:>10.1f}" for step in summary.steps),
    ]
    lines += [f"    {'together':24}{sum(step.seconds for step in summary.steps):>10.1f}"]
    return "\n".join([*lines, "", f"Open {out / 'index.html'}"])
