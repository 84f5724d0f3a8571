"""The figures of a plan in words."""

from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geoapp.management.terminal import padded
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

# Posts and visits that no street reaches.
STRANDED = {
    "posts_off_streets": Word("posts off the streets", "不通道路的岗点"),
    "posts_not_ridden": Word("posts riders cannot use", "无法骑行到达的岗点"),
    "visits_not_ridden": Word("visits riders cannot reach", "无法骑行到达的走访"),
}


def plan_summary(roster: Roster) -> PlanSummary:
    """The rows of the summary, and the seconds of each step."""
    figures = roster.figures
    steps = figures.get("steps", {})
    return PlanSummary(
        tuple(_rows(figures)), tuple(StepTime(STEPS[name], steps[name]) for name in STEPS if name in steps)
    )


def _rows(figures: dict) -> list[SummaryRow]:
    covered, expected = figures.get("risk_covered_incidents", 0), figures.get("risk_expected_incidents", 0)
    routes, route_km = figures.get("routes", 0), figures.get("route_km", 0)
    broken = figures.get("roster_violations", 0) + figures.get("route_violations", 0)
    return [
        SummaryRow(
            Word("risk covered", "风险覆盖率"),
            _percent(figures.get("risk_covered")),
            note=_covered(covered, expected),
        ),
        _ratio(Word("patrols run", "开行班次"), figures, "patrols_run", "patrols_wanted"),
        _ratio(Word("seats filled", "到岗席位"), figures, "seats_filled", "seats_desired"),
        SummaryRow(
            Word("volunteers on the roster", "排班人数"),
            f"{figures.get('people_used', 0):,}",
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
            f"{figures.get('route_minutes', 0):,}",
            Word("minutes", "分钟"),
            Word(f"{routes:,} routes, {route_km:,.0f} km", f"{routes:,} 条路线，{route_km:,.0f} 公里"),
        ),
        *_ridden(figures),
        *(row for name, label in STRANDED.items() for row in _stranded(label, figures.get(name))),
        *_plain_years(figures.get("years_without_holidays", [])),
        SummaryRow(
            Word("rules broken", "违反规则"),
            f"{broken}",
            note=Word("counted by independent verifiers", "由独立校验程序统计"),
        ),
    ]


def _covered(covered: float, expected: float) -> Word:
    if not expected:
        return Word("no incidents on record", "暂无事件记录")
    digits = 1 if expected >= 10 else 2
    return Word(
        f"{covered:.{digits}f} of {expected:.{digits}f} expected incidents",
        f"预期事件 {expected:.{digits}f} 起中的 {covered:.{digits}f} 起",
    )


def _ridden(figures: dict) -> list[SummaryRow]:
    """The routes by bicycle, if there are any."""
    ridden, km = figures.get("routes_ridden", 0), figures.get("ridden_km", 0)
    if not ridden:
        return []
    note = Word(f"{km:,.0f} km of the routes", f"其中 {km:,.0f} 公里")
    return [SummaryRow(Word("routes by bicycle", "骑行路线"), f"{ridden:,}", note=note)]


def _stranded(label: Word, codes: list[str] | None) -> list[SummaryRow]:
    """Posts or visits that no street reaches, if there are any."""
    if not codes:
        return []
    some = ", ".join(codes[:5]) + (" …" if len(codes) > 5 else "")
    return [SummaryRow(label, f"{len(codes)}", note=Word(some, some))]


def _plain_years(years: list[int]) -> list[SummaryRow]:
    """The years whose days were planned as plain days of the week, for want of a table."""
    return [
        SummaryRow(
            Word("holidays not known", "尚无节假日安排"),
            f"{year}",
            note=Word("every day counted as its day of the week", "每天均按星期几计算"),
        )
        for year in years
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
    period = {"first": roster.starts_on, "last": roster.last_day, "seed": roster.seed}
    seconds = [(spoken(step.step), step.seconds) for step in summary.steps]
    seconds.append((_("together"), sum(step.seconds for step in summary.steps)))
    lines = [
        _("Plan %(first)s to %(last)s, seed %(seed)d") % period,
        "",
        *(_line(row) for row in summary.rows),
        "",
        "  " + _("seconds a step"),
        *(f"    {padded(name, 24)}{step_s:>10.1f}" for name, step_s in seconds),
        "",
        _("Open %(path)s") % {"path": out / "index.html"},
    ]
    return "\n".join(lines)


def _line(row: SummaryRow) -> str:
    label, unit = padded(spoken(row.label), 26), padded(spoken(row.unit), 8)
    return f"  {label}{row.value:>10} {unit} {spoken(row.note)}".rstrip()


def spoken(word: Word) -> str:
    """A word in the language of the terminal."""
    return word.zh if (get_language() or "").startswith("zh") else word.en
