"""A plan's steps and figures in the reader's language."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.models import Job, Roster

STAGES: dict[str, Promise] = {
    "hotspots": gettext_lazy("Hotspots"),
    "demand": gettext_lazy("Patrols wanted"),
    "roster": gettext_lazy("Roster"),
    "routes": gettext_lazy("Routes"),
    "coverage": gettext_lazy("Coverage"),
}
# Figure, where a dot leads into a table of figures; its name; the figure that it is a part of; and its
# format: a count, or a share with decimals.
FIGURES: tuple[tuple[str, Promise, str, int | None], ...] = (
    ("patrols_run", gettext_lazy("Patrols that run"), "patrols_wanted", None),
    ("seats_filled", gettext_lazy("Seats filled"), "seats_desired", None),
    ("people_used", gettext_lazy("People on the roster"), "", None),
    ("standby_filled", gettext_lazy("People on standby"), "", None),
    ("risk_covered", gettext_lazy("Risk covered"), "", 1),
    ("visits_planned", gettext_lazy("Visits planned"), "visits_due", None),
    ("route_variety.reward_kept", gettext_lazy("Worth of the best routes that is kept"), "", 1),
    ("route_variety.streets_overlap", gettext_lazy("Streets shared with the day before"), "", 1),
    ("roster_gap", gettext_lazy("Proven gap: no roster is better by more"), "", 2),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a plan: "done", "now" or "later", and the part of it that is being done."""

    label: str
    state: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of one plan or of two."""

    label: str
    values: tuple[str, ...]
    difference: str = ""


def stages_of(job: Job) -> list[Stage]:
    """How far a job is, step by step."""
    names = list(STAGES)
    at = names.index(job.stage) if job.stage in names else -1
    if job.status == Job.Status.DONE:
        at = len(names)
    return [
        Stage(
            str(STAGES[name]),
            "done" if number < at else "now" if number == at else "later",
            _(job.step) if number == at and job.step else "",
        )
        for number, name in enumerate(names)
    ]


def figure_rows(*rosters: Roster) -> list[FigureRow]:
    """The figures of a plan, or of two with the difference."""
    rows = []
    for name, label, of, decimals in FIGURES:
        values = [_figure(roster, name) for roster in rosters]
        texts = tuple(_text(roster, name, of, decimals) for roster in rosters)
        difference = ""
        if len(values) == 2 and None not in values:
            difference = _signed(values[1] - values[0], decimals)
        rows.append(FigureRow(str(label), texts, difference))
    return rows


def _figure(roster: Roster, name: str) -> float | None:
    table, dot, inner = name.partition(".")
    return roster.figures.get(table, {}).get(inner) if dot else roster.figures.get(name)


def _text(roster: Roster, name: str, of: str, decimals: int | None) -> str:
    value = _figure(roster, name)
    if value is None:
        return "—"
    if decimals is not None:
        return f"{number_format(100 * value, decimals)} %"
    if not of:
        return number_format(value, 0, force_grouping=True)
    whole = roster.figures.get(of, 0)
    return _("%(part)s of %(whole)s") % {
        "part": number_format(value, 0, force_grouping=True),
        "whole": number_format(whole, 0, force_grouping=True),
    }


def _signed(value: float, decimals: int | None) -> str:
    shown = round(value if decimals is None else 100 * value, decimals or 0)
    if not shown:
        return "0"
    text = f"{shown:+,.0f}" if decimals is None else f"{shown:+.{decimals}f} %"
    return text.replace("-", "−")
