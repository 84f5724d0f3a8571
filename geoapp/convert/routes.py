"""Patrols that run, risk and home visits to route problems, and their plans to rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import numpy as np
from django.db.models import Q, QuerySet

from geoapp.convert.times import DaySlot, day_slots
from geoapp.convert.travel import MOST_M, PROFILES, crew_of, pace_kmh
from geoapp.convert.visits import DueVisit
from geoapp.convert.zones import Ground, Zone, travel_of
from geoapp.models import District, Patrol, Roster, Travel
from routing.problem import RouteProblem, Stop, Team
from routing.revisits import with_revisits
from routing.week import Hours

# The effect of a visit grows up to some 10 to 16 minutes: Koper (1995), Justice Quarterly 12(4).
DWELL_S = 12 * 60
# The search adds whole numbers.
REWARD_PER_INCIDENT = 1_000_000
NOTHING_TAKEN: Mapping[datetime, frozenset[int]] = MappingProxyType({})


@dataclass(frozen=True)
class ZoneWeek:
    """The patrols of one subdistrict in a period, slot by slot of each day, and what they are asked.

    The numbers of the stops are those of the cells; a visit has the number of cells plus its own. Those above
    the numbers of all visits are second and later stops at a cell, in a slot that is long enough for them.
    Those who ride have hours of their own after those of the walkers, who reach less; the zones are by the
    ``by`` of the hours.
    """

    area_id: int
    zones: dict[str, Zone]
    days: list[list[Hours]]


# By rule or called there; or where no other patrol meets any more.
STAYS = Q(fixed=True) | Q(post__active=False)


def load_moving_patrols(running: QuerySet[Patrol]) -> list[Patrol]:
    """Those that walk or ride, with their crews."""
    crews = running.prefetch_related("assignments__volunteer__skills", "assignments__volunteer__team")
    return list(crews.exclude(STAYS))


def load_standing_patrols(running: QuerySet[Patrol]) -> list[Patrol]:
    """Those that stay at their post."""
    return list(running.filter(STAYS).select_related("post"))


def zone_weeks(
    district: District,
    roster: Roster,
    risk_in_slots: np.ndarray,
    grounds: Mapping[Travel, Ground],
    patrols: list[Patrol],
    visits: list[DueVisit],
    taken: Mapping[datetime, frozenset[int]] = NOTHING_TAKEN,
) -> list[ZoneWeek]:
    """The problems of each subdistrict, in order of time.

    Args:
        risk_in_slots: Expected incidents, shape (n_cells, n_slots).
        taken: Cells that other patrols visit, by the time when their slot begins.
    """
    teams: dict[tuple[int, datetime, Travel], list[Patrol]] = defaultdict(list)
    for patrol in patrols:
        teams[patrol.area_id, patrol.starts_at, travel_of(patrol, grounds)].append(patrol)
    slots = day_slots(district, roster)
    weeks = []
    for area_id in sorted(grounds[Travel.FOOT].zones):
        here = {travels: grounds[travels].zones.get(area_id) for travels in grounds}
        zones = {travels: zone for travels, zone in here.items() if zone}
        quiet = {travels: _quiet_cells(zone, risk_in_slots) for travels, zone in zones.items()}
        days: dict[date, list[Hours]] = defaultdict(list)
        for slot in slots:
            for travels, zone in zones.items():
                if present := teams.get((area_id, slot.starts_at, travels)):
                    crews = tuple(_team(zone, patrol, travels) for patrol in present)
                    others = taken.get(slot.starts_at, frozenset())
                    risk = _without(risk_in_slots[:, slot.id], others)
                    in_turn = [cell for cell in quiet[travels] if cell not in others]
                    days[slot.day].append(
                        _hours(zone, slot, crews, risk, in_turn, visits, PROFILES[travels].name)
                    )
        if days:
            by = {PROFILES[travels].name: zone for travels, zone in zones.items()}
            weeks.append(ZoneWeek(area_id, by, [days[day] for day in sorted(days)]))
    return weeks


def _without(risk: np.ndarray, cells: frozenset[int]) -> np.ndarray:
    left = risk.copy()
    left[sorted(cells)] = 0
    return left


def first_free_number(visits: list[DueVisit]) -> int:
    """A number above those of all visits, of which some may have been left out."""
    return max((due.number for due in visits), default=-1) + 1


def _hours(
    zone: Zone,
    slot: DaySlot,
    crews: tuple[Team, ...],
    risk: np.ndarray,
    quiet: list[int],
    visits: list[DueVisit],
    by: str,
) -> Hours:
    """What is asked of the crews that are out in a slot; expected incidents have shape (n_cells,)."""
    stops = [
        *_come_back(_hotspots(zone, slot, risk), quiet, crews, len(risk) + first_free_number(visits)),
        *_visits(zone, slot, visits, len(risk)),
    ]
    problem = RouteProblem(tuple(stops), crews, zone.walk_m)
    in_turn = tuple(_cell_stop(zone, slot, cell, 0.0) for cell in quiet)
    return Hours(slot.day, slot.slot.code, problem, in_turn, by)


def _quiet_cells(zone: Zone, risk_in_slots: np.ndarray) -> list[int]:
    """The half of the zone's cells that has the least risk in the whole period."""
    cells = sorted(zone.cell_row)
    by_risk = np.argsort(risk_in_slots[cells].sum(axis=1), kind="stable")
    return sorted(cells[row] for row in by_risk[: len(cells) // 2])


def _team(zone: Zone, patrol: Patrol, travels: Travel) -> Team:
    people = crew_of(patrol)
    return Team(
        id=patrol.pk,
        place=zone.post_row[patrol.post_id],
        starts_s=0,
        ends_s=int((patrol.ends_at - patrol.starts_at).total_seconds()),
        pace_kmh=pace_kmh(travels, people, patrol.starts_at.year),
        skills=frozenset(skill.code for person in people for skill in person.skills.all()),
        max_walk_m=MOST_M[travels],
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
