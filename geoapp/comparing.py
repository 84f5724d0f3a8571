"""Two rosters of the same days side by side: figures, patrols that differ, and people for whom it matters."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from geoapp.convert.shifts import changes, load_shifts
from geoapp.models import Assignment, Patrol, Roster
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
    first: Patrol | None
    second: Patrol | None
    people_first: int | None
    people_second: int | None
    others: int  # people who are on it in one of the two only

    @property
    def patrol(self) -> Patrol | None:
        """The patrol itself, from whichever has it."""
        return self.first or self.second


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
        _patrols(first, second),
        len({change.volunteer_id for change in changes(*shifts)}),
    )


def _with_places(roster: Roster) -> QuerySet[Patrol]:
    return roster.patrols.select_related("post", "area").defer("post__point", "area__shape")


def _patrols(first: Roster, second: Roster) -> list[PatrolDifference]:
    sides = [
        {patrol.code: patrol for patrol in _with_places(roster)}
        for roster in (first, second)
    ]
    people: dict[int, set[int]] = defaultdict(set)
    for patrol, volunteer in Assignment.objects.filter(roster__in=[first, second]).values_list(
        "patrol", "volunteer"
    ):
        people[patrol].add(volunteer)
    found = []
    for code in sorted(sides[0].keys() | sides[1].keys()):
        one, other = (side.get(code) for side in sides)
        here, there = (people[patrol.pk] if patrol else set() for patrol in (one, other))
        if one is None or other is None or here != there:
            counts = [len(crew) if patrol else None for patrol, crew in ((one, here), (other, there))]
            found.append(PatrolDifference(code, one, other, *counts, len(here ^ there)))
    return found
