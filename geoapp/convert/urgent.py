"""Who would be called for an urgent patrol, and whose plans change, with names and places."""

from dataclasses import dataclass, field

from geoapp.convert.board import Ranked, ranked_people
from geoapp.convert.times import local_clock
from geoapp.mending import UrgentPlan
from geoapp.models import District, Patrol, Volunteer

BEST_SHOWN = 5


@dataclass
class Moved:
    """Somebody whose other plans change: the patrols that they would leave and go to instead."""

    person: Volunteer
    leaves: list[str] = field(default_factory=list)
    goes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class UrgentRows:
    """What the page shows of a plan.

    Attributes:
        called: Who goes, with what speaks for them.
        next_best: The best of those who are not needed.
        moved: Whose other plans change, those who are called among them.
        stopped: Patrols that would not run any more.
    """

    called: list[Ranked]
    next_best: list[Ranked]
    moved: list[Moved]
    stopped: list[str]


def urgent_rows(district: District, plan: UrgentPlan) -> UrgentRows:
    """The rows of a plan in the order of the ranking."""
    going = set(plan.called)
    called = [one for one in plan.best if one.volunteer_id in going]
    others = [one for one in plan.best if one.volunteer_id not in going and not one.broken]
    return UrgentRows(
        ranked_people(called),
        ranked_people(others[: max(0, BEST_SHOWN - len(called))]),
        _moved(district, plan),
        [_name(district, patrol) for patrol in plan.stopped],
    )


def _moved(district: District, plan: UrgentPlan) -> list[Moved]:
    rows = [*plan.edit.added, *plan.edit.removed]
    patrols = Patrol.objects.select_related("post", "area").in_bulk({patrol_id for _who, patrol_id in rows})
    people = Volunteer.objects.select_related("team").defer("home").in_bulk({who for who, _patrol in rows})
    found = {who: Moved(people[who]) for who in sorted(people)}
    for who, patrol_id in plan.edit.added:
        if patrol_id != plan.patrol.pk:
            found[who].goes.append(_name(district, patrols[patrol_id]))
    for who, patrol_id in plan.edit.removed:
        found[who].leaves.append(_name(district, patrols[patrol_id]))
    return [one for one in found.values() if one.leaves or one.goes]


def _name(district: District, patrol: Patrol) -> str:
    starts = local_clock(district, patrol.starts_at)
    return f"{patrol.post.name if patrol.post else patrol.area.name} {starts:%m-%d %H:%M} ({patrol.code})"
