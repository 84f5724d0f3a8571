"""Patrols that run, risk and home visits to route problems, and their plans to rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from geoapp.convert.times import DaySlot, day_slots
from geoapp.convert.visits import DueVisit
from geoapp.convert.zones import Zone
from geoapp.models import District, Patrol, Roster
from maps.analysis.cells import Lattice
from routing.problem import RouteProblem, Stop, Team
from routing.revisits import with_revisits
from routing.week import Hours

# The effect of a visit grows up to some 10 to 16 minutes: Koper (1995), Justice Quarterly 12(4).
DWELL_S = 12 * 60
# The search adds whole numbers.
REWARD_PER_INCIDENT = 1_000_000
PACE_KMH = 4.5
PACE_OF_ELDERS_KMH = 3.5
AGE_OF_ELDERS = 70


@dataclass(frozen=True)
class ZoneWeek:
    """The patrols of one subdistrict in a period, slot by slot of each day, and what they are asked.

    The numbers of the stops are those of the cells; a visit has the number of cells plus its own. Those above
    the numbers of all visits are second and later stops at a cell, in a slot that is long enough for them.
    """

    zone: Zone
    days: list[list[Hours]]


def load_walking_patrols(roster: Roster) -> list[Patrol]:
    """The patrols that run and walk; one that is fixed by rule stays at its post."""
    return list(
        roster.patrols.filter(kind=Patrol.Kind.PATROL, fixed=False, assignments__isnull=False)
        .distinct()
        .prefetch_related("assignments__volunteer__skills")
        .order_by("starts_at", "code")
    )


def load_standing_patrols(roster: Roster) -> list[Patrol]:
    """The patrols that run and stay at their post."""
    return list(
        roster.patrols.filter(kind=Patrol.Kind.PATROL, fixed=True, assignments__isnull=False)
        .distinct()
        .order_by("starts_at", "code")
    )


def zone_weeks(
    district: District,
    roster: Roster,
    lattice: Lattice,
    risk_in_slots: np.ndarray,
    zones: dict[int, Zone],
    patrols: list[Patrol],
    visits: list[DueVisit],
) -> list[ZoneWeek]:
    """The problems of each subdistrict, in order of time.

    Args:
        risk_in_slots: Expected incidents, shape (n_cells, n_slots).
    """
    teams: dict[tuple[int, datetime], list[Patrol]] = defaultdict(list)
    for patrol in patrols:
        teams[patrol.area_id, patrol.starts_at].append(patrol)
    slots = day_slots(district, roster)
    weeks = []
    for area_id, zone in sorted(zones.items()):
        quiet = _quiet_cells(zone, risk_in_slots)
        days: dict[date, list[Hours]] = defaultdict(list)
        for slot in slots:
            if present := teams.get((area_id, slot.starts_at)):
                walking = tuple(_team(zone, patrol) for patrol in present)
                hotspots = _hotspots(zone, slot, risk_in_slots[:, slot.id])
                stops = [
                    *_come_back(hotspots, quiet, walking, lattice.n_cells + len(visits)),
                    *_visits(zone, slot, visits, lattice.n_cells),
                ]
                problem = RouteProblem(tuple(stops), walking, zone.walk_m)
                in_turn = tuple(_cell_stop(zone, slot, cell, 0.0) for cell in quiet)
                days[slot.day].append(Hours(slot.day, slot.slot.code, problem, in_turn))
        if days:
            weeks.append(ZoneWeek(zone, [days[day] for day in sorted(days)]))
    return weeks


def _quiet_cells(zone: Zone, risk_in_slots: np.ndarray) -> list[int]:
    """The half of the zone's cells that has the least risk in the whole period."""
    cells = sorted(zone.cell_row)
    by_risk = np.argsort(risk_in_slots[cells].sum(axis=1), kind="stable")
    return sorted(cells[row] for row in by_risk[: len(cells) // 2])


def _team(zone: Zone, patrol: Patrol) -> Team:
    people = [assignment.volunteer for assignment in patrol.assignments.all()]
    born = [person.birth_year for person in people if person.birth_year]
    elders = any(patrol.starts_at.year - year >= AGE_OF_ELDERS for year in born)
    return Team(
        id=patrol.pk,
        place=zone.post_row[patrol.post_id],
        starts_s=0,
        ends_s=int((patrol.ends_at - patrol.starts_at).total_seconds()),
        pace_kmh=PACE_OF_ELDERS_KMH if elders else PACE_KMH,
        skills=frozenset(skill.code for person in people for skill in person.skills.all()),
    )


def _hotspots(zone: Zone, slot: DaySlot, risk: np.ndarray) -> list[Stop]:
    return [
        _cell_stop(zone, slot, cell, float(round(risk[cell] * REWARD_PER_INCIDENT)))
        for cell in zone.cell_row
        if risk[cell] > 0
    ]


def _come_back(
    hotspots: list[Stop], quiet: list[int], teams: tuple[Team, ...], id_step: int
) -> Iterator[Stop]:
    """The hotspots with later stops at them if a shift is long enough; a quiet cell waits for its turn."""
    ends_s, once = max(team.ends_s for team in teams), set(quiet)
    for stop in hotspots:
        yield from (stop,) if stop.id in once else with_revisits((stop,), ends_s, id_step=id_step)


def _cell_stop(zone: Zone, slot: DaySlot, cell: int, reward: float) -> Stop:
    length_s = int((slot.ends_at - slot.starts_at).total_seconds())
    return Stop(cell, zone.cell_row[cell], reward, DWELL_S, opens_s=0, closes_s=length_s)


def _visits(zone: Zone, slot: DaySlot, visits: list[DueVisit], n_cells: int) -> list[Stop]:
    return [
        Stop(
            id=n_cells + due.number,
            place=zone.visit_row[due.visit.pk],
            reward=0.0,
            dwell_s=due.visit.minutes * 60,
            opens_s=max(0, int((due.opens - slot.starts).total_seconds())),
            closes_s=int((min(due.closes, slot.ends) - slot.starts).total_seconds()),
            mandatory=True,
            skill=due.visit.skill.code if due.visit.skill else None,
        )
        for due in visits
        if due.visit.pk in zone.visit_row and due.opens < slot.ends and due.closes > slot.starts
    ]
