"""Two rosters of the same days side by side: figures, patrols that differ, and people for whom it matters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from geoapp.convert.shifts import Shift, changes, load_shifts
from geoapp.models import Assignment, Roster
from geoapp.pipeline import PlanError, the_district

FIGURES = (
    "patrols_wanted",
    "patrols_run",
    "seats_desired",
    "seats_filled",
    "standby_filled",
    "people_used",
    "roster_gap",
    "risk_covered",
    "visits_due",
    "visits_planned",
    "route_km",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of both rosters; None where a roster lacks it."""

    name: str
    first: float | None
    second: float | None

    @property
    def difference(self) -> float | None:
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class PatrolDifference:
    """A patrol that is not the same in both; the numbers are people, None where there is no such patrol."""

    code: str
    starts_at: datetime
    place: str
    people_first: int | None
    people_second: int | None
    others: int  # people who are on it in one of the two only


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different in a second roster; ``people`` have another shift, or one more or fewer."""

    figures: list[Figure]
    patrols: list[PatrolDifference]
    people: int


def compare(first: Roster, second: Roster) -> Comparison:
    """Put two rosters side by side.

    Raises:
        PlanError: If they are not of the same days and area.
    """
    if (first.starts_on, first.days, first.area) != (second.starts_on, second.days, second.area):
        raise PlanError(_("Only rosters of the same days and area can be compared."))
    district = the_district()
    shifts = [load_shifts(district, Assignment.objects.filter(roster=roster)) for roster in (first, second)]
    return Comparison(
        [Figure(name, first.figures.get(name), second.figures.get(name)) for name in FIGURES],
        _patrols((first, second), shifts),
        len({change.volunteer_id for change in changes(*shifts)}),
    )


def _patrols(rosters: Sequence[Roster], shifts: Sequence[list[Shift]]) -> list[PatrolDifference]:
    sides = [_places(roster) for roster in rosters]
    people: dict[int, set[int]] = defaultdict(set)
    for shift in (*shifts[0], *shifts[1]):
        people[shift.patrol_id].add(shift.volunteer_id)
    found = []
    for code in sorted(sides[0].keys() | sides[1].keys()):
        crews = [people[side[code].patrol_id] if code in side else None for side in sides]
        if crews[0] != crews[1]:
            there = sides[0].get(code) or sides[1][code]
            counts = [None if crew is None else len(crew) for crew in crews]
            others = len((crews[0] or set()) ^ (crews[1] or set()))
            found.append(PatrolDifference(code, there.starts_at, there.place, *counts, others))
    return found


class _Place(NamedTuple):
    patrol_id: int
    starts_at: datetime
    place: str


def _places(roster: Roster) -> dict[str, _Place]:
    """When and where the patrols of a roster are, by code."""
    place = Coalesce("post__name", "area__name")
    rows = roster.patrols.values_list("code", "pk", "starts_at", place)
    return {code: _Place(*where) for code, *where in rows}
