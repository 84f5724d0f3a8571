"""Small values for the tests, one section a package."""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from maps.analysis.cells import Lattice
from maps.analysis.hotspots import Incidents
from maps.analysis.presence import Presence
from routing.arrays import FloatArray
from routing.network import Network, build_network
from routing.problem import RouteProblem, Stop, Team
from scheduling.problem import Assignment, Duty, Pairs, Patrol, Problem, Roster, Rules, Volunteer

# Analysis


def make_square_lattice(nx: int, ny: int, cell_m: float = 250.0) -> Lattice:
    """All squares are cells; the corner is at 0, 0."""
    return Lattice(0.0, 0.0, cell_m, nx, ny, np.ones((ny, nx), dtype=np.bool_))


def make_incidents(
    xy_m: Sequence[tuple[float, float]],
    starts: Sequence[str],
    ends: Sequence[str] | None = None,
    weight: Sequence[float] | None = None,
) -> Incidents:
    """Times such as "2024-01-01T08:00"; each weighs 1 and has a known time unless said otherwise."""
    return Incidents(
        np.array(xy_m, dtype=np.float64).reshape(-1, 2),
        np.array(starts, dtype="datetime64[s]"),
        np.array(starts if ends is None else ends, dtype="datetime64[s]"),
        np.ones(len(starts)) if weight is None else np.array(weight, dtype=np.float64),
    )


def make_presence(*stays: tuple[int, float, float]) -> Presence:
    """Stays as (cell, first minute, last minute)."""
    rows = np.array(stays, dtype=np.float64).reshape(-1, 3)
    seconds = np.rint(rows[:, 1:] * 60).astype(np.int64)
    return Presence(rows[:, 0].astype(np.int64), seconds[:, 0], seconds[:, 1])


# Scheduling

MONDAY = date(2026, 1, 5)
CREW = ("red-armband", "party", "grid", "owners")


def make_volunteer(
    volunteer_id: int, kind: str = "red-armband", *, leader: bool = False, **more: object
) -> Volunteer:
    """Offers three slots and may be sent out three times a week unless said otherwise."""
    plain = Volunteer(volunteer_id, kind, 1, leader, frozenset(), weekly_cap=3, offered=3)
    return replace(plain, **more)


def make_patrol(
    patrol_id: int, start_h: float = 19, *, hours: float = 2, seats: tuple[int, int] = (2, 2), **more: object
) -> Patrol:
    """Starts so many hours after the first midnight of a Monday; its local time is UTC."""
    starts_at = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC) + timedelta(hours=start_h)
    ends_at = starts_at + timedelta(hours=hours)
    low, high = seats
    plain = {"area_id": 1, "day": starts_at.date(), "risk": 1, "seats_min": low, "seats_desired": high}
    return Patrol(patrol_id, starts_at=starts_at, ends_at=ends_at, **(plain | more))


def make_crew(first_id: int = 1, count: int = 2, **more: object) -> list[Volunteer]:
    """People of different kinds, of whom the first leads."""
    return [make_volunteer(first_id + k, CREW[k % len(CREW)], leader=k == 0, **more) for k in range(count)]


def make_problem(
    volunteers: Iterable[Volunteer],
    patrols: Iterable[Patrol],
    offers: Iterable[tuple[int, int]] | None = None,
    *,
    rules: Rules | None = None,
    walk_m: float = 500.0,
) -> Problem:
    """Everybody offers every patrol unless ``offers`` lists (volunteer id, patrol id)."""
    people, times = tuple(volunteers), tuple(patrols)
    if offers is None:
        offers = [(v.id, p.id) for v in people for p in times]
    who = {v.id: k for k, v in enumerate(people)}
    what = {p.id: k for k, p in enumerate(times)}
    rows = np.array([(who[v], what[p]) for v, p in offers], dtype=np.int64).reshape(-1, 2)
    pairs = Pairs(
        rows[:, 0],
        rows[:, 1],
        np.full(len(rows), walk_m),
        np.ones(len(rows), dtype=np.bool_),
        np.zeros(len(rows), dtype=np.int64),
    )
    return Problem(people, times, pairs, rules or Rules())


def roster_of(*assignments: tuple[int, int]) -> Roster:
    """A sorted roster from (volunteer id, patrol id)."""
    return tuple(Assignment(v, p) for v, p in sorted(assignments, key=lambda one: one[::-1]))


def draw_problem(seed: int, people: int, patrols: int, *, offered_share: float = 0.6) -> Problem:
    """A small problem in which every rule can bind: short rest, caps, lapsed dates, skills, standby."""
    rng = np.random.default_rng(seed)
    flip = rng.random
    volunteers = tuple(
        make_volunteer(
            10 + k,
            CREW[rng.integers(3)],
            leader=flip() < 0.5,
            skills=frozenset(skill for skill in ("first-aid", "mediation") if flip() < 0.3),
            weekly_cap=int(rng.integers(1, 4)),
            offered=int(rng.integers(0, 6)),
            past_load=round(flip(), 2),
            insured_until=MONDAY + timedelta(days=int(rng.integers(3, 10))) if flip() < 0.3 else None,
            trained_until=MONDAY + timedelta(days=int(rng.integers(3, 10))) if flip() < 0.2 else None,
            birth_year=int(rng.choice([1945, 1956, 1980, 2008, 2010])) if flip() < 0.6 else None,
        )
        for k in range(people)
    )
    times = tuple(_draw_patrol(rng, 50 + k) for k in range(patrols))
    offers = [(v.id, p.id) for v in volunteers for p in times if flip() < offered_share]
    rules = Rules(
        min_kinds=int(rng.integers(1, 4)),
        leader_required=bool(flip() < 0.7),
        min_rest_h=float(rng.choice([0.0, 4.5, 10.0, 23.5])),
        max_per_day=int(rng.integers(1, 3)),
        min_people=int(rng.integers(1, 3)),
        max_per_week=int(rng.integers(2, 5)),
        min_age_at_night=int(rng.choice([16, 18])) if flip() < 0.8 else None,
        max_age_at_night=int(rng.choice([65, 70])) if flip() < 0.8 else None,
    )
    problem = make_problem(volunteers, times, offers, rules=rules)
    pairs = replace(
        problem.pairs,
        walk_m=np.round(rng.uniform(0, 2500, len(offers)), 1),
        own_team=rng.random(len(offers)) < 0.4,
        preference=rng.integers(0, 4, len(offers)),
    )
    fixed = tuple(_draw_duty(rng, v.id) for v in volunteers if flip() < 0.4)
    return replace(problem, pairs=pairs, fixed=fixed)


def _draw_duty(rng: np.random.Generator, volunteer_id: int) -> Duty:
    # Just before, in the middle of, or just after the patrols that are drawn
    start_h, hours = float(rng.choice([60, 66.5, 144.5, 192.5, 200])), float(rng.choice([2, 6]))
    outside = make_patrol(1, start_h, hours=hours)
    return Duty(volunteer_id, outside.starts_at, outside.ends_at, outside.day)


def _draw_patrol(rng: np.random.Generator, patrol_id: int) -> Patrol:
    # From the Thursday of one week to the Tuesday of the next
    start_h, hours = 72 + float(rng.integers(0, 20 * 12) / 2), float(rng.choice([1.0, 2.0, 5.5]))
    if rng.random() < 0.2:
        return make_patrol(patrol_id, start_h, hours=hours, seats=(0, int(rng.integers(1, 3))), standby=True)
    low = int(rng.integers(1, 4))
    desired = max(2, low + int(rng.integers(0, 3)))
    skills = tuple(skill for skill in ("first-aid", "mediation") if rng.random() < 0.4)
    return make_patrol(
        patrol_id,
        start_h,
        hours=hours,
        seats=(low, desired),
        risk=int(rng.integers(1, 11)),
        skills=skills,
        night=bool(rng.random() < 0.4),
    )


# Routing


def make_stop(stop_id: int, place: int | None = None, **more: object) -> Stop:
    """Ten minutes worth 1, open all the two hours, at the place of its number unless said otherwise."""
    plain = Stop(stop_id, stop_id if place is None else place, 1.0, dwell_s=600, opens_s=0, closes_s=7200)
    return replace(plain, **more)


def make_team(team_id: int = 1, place: int = 0, **more: object) -> Team:
    """Two hours from and to place 0 at a metre a second unless said otherwise."""
    return replace(Team(team_id, place, starts_s=0, ends_s=7200, pace_kmh=3.6), **more)


def make_routes_problem(
    stops: Iterable[Stop], teams: Iterable[Team], walk_m: FloatArray | None = None, *, step_m: float = 300.0
) -> RouteProblem:
    """Places lie in a row, ``step_m`` apart, unless distances are given."""
    stops, teams = tuple(stops), tuple(teams)
    if walk_m is None:
        row = np.arange(1 + max([0, *[stop.place for stop in stops], *[team.start_place for team in teams]]))
        walk_m = step_m * np.abs(np.subtract.outer(row, row))
    return RouteProblem(stops, teams, walk_m)


def make_network(*lines_m: Sequence[tuple[float, float]], one_way: Iterable[int] = ()) -> Network:
    """Streets that meet where their ends coincide; ``one_way`` lists those bound on foot."""
    lines = [np.array(line, dtype=np.float64) for line in lines_m]
    names: dict[tuple[float, ...], int] = {}
    first, last = (
        np.array([names.setdefault(tuple(line[end]), len(names)) for line in lines], dtype=np.int64)
        for end in (0, -1)
    )
    bound = np.isin(np.arange(len(lines)), list(one_way))
    return build_network(lines, first, last, ~bound)


# Importing

# West, south, east and north of the district of ``district_features``, about 3.3 × 3.3 km.
DISTRICT_BOUNDS = (123.90, 41.84, 123.94, 41.87)


def square_ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """A closed ring, counter-clockwise."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area_feature(level: str, code: str, bounds: Sequence[float], **properties: object) -> dict[str, object]:
    """A rectangle as a GeoJSON feature."""
    own = {"level": level, "code": code, "name": f"area {code}", "parent": "", **properties}
    geometry = {"type": "Polygon", "coordinates": [square_ring(*bounds)]}
    return {"type": "Feature", "properties": own, "geometry": geometry}


def district_features() -> list[dict[str, object]]:
    """A district of two subdistricts side by side, each of one community that is one grid."""
    west, south, east, north = DISTRICT_BOUNDS
    middle = (west + east) / 2
    features = [area_feature("district", "990402", DISTRICT_BOUNDS)]
    for number, bounds in ((1, (west, south, middle, north)), (2, (middle, south, east, north))):
        for level, code in (("subdistrict", ""), ("community", "001"), ("grid", "001001")):
            features.append(area_feature(level, f"99040200{number}{code}", bounds))
    return features


def write_features(path: Path, features: Sequence[dict[str, object]]) -> Path:
    """A GeoJSON file."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def write_csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A text file of these lines."""
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def run_command(name: str, *arguments: object, **options: object) -> str:
    """What a management command prints."""
    printed = io.StringIO()
    call_command(name, *map(str, arguments), stdout=printed, verbosity=0, **options)
    return printed.getvalue()


def run_refused(name: str, *arguments: object) -> str:
    """What a command prints, and its message, when it ends with the exit code of bad input."""
    printed = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command(name, *map(str, arguments), stdout=printed, verbosity=0)
    assert error.value.returncode == 2
    return f"{printed.getvalue()}{error.value}"
