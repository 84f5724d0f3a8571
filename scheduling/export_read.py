"""An exported roster back into values, with a clear error where the file is not what it should be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np

from scheduling.export import FORMAT, Plain
from scheduling.problem import (
    Assignment,
    Dual,
    Duty,
    Pairs,
    Patrol,
    Problem,
    Roster,
    Rules,
    Volunteer,
    Weights,
)

Table = Mapping[str, Plain]


def read_problem(export: Table) -> Problem:
    """The problem of an export.

    Raises:
        ValueError: Naming what is missing or of another type.
    """
    if export.get("format") != FORMAT:
        raise ValueError(f"expected the format {FORMAT}, got {export.get('format')!r}")
    plain = table(export, "problem")
    pairs = table(plain, "pairs")
    return Problem(
        volunteers=tuple(_volunteer(one) for one in tables(plain, "volunteers")),
        patrols=tuple(_patrol(one) for one in tables(plain, "patrols")),
        pairs=Pairs(
            volunteer=np.array([as_int(one) for one in items(pairs, "volunteer")], dtype=np.int64),
            patrol=np.array([as_int(one) for one in items(pairs, "patrol")], dtype=np.int64),
            walk_m=np.array([as_float(one) for one in items(pairs, "walk_m")], dtype=np.float64),
            own_team=np.array([one is True for one in items(pairs, "own_team")], dtype=np.bool_),
            preference=np.array([as_int(one) for one in items(pairs, "preference")], dtype=np.int64),
        ),
        rules=_rules(table(plain, "rules")),
        weights=Weights(**{name: as_int(value) for name, value in table(plain, "weights").items()}),
        fixed=tuple(_duty(one) for one in tables(plain, "fixed")),
    )


def read_roster(export: Table) -> Roster:
    """The assignments of an export, in its order."""
    rows = [as_items(row) for row in items(export, "roster")]
    return tuple(Assignment(as_int(row[0]), as_int(row[1])) for row in rows)


def read_duals(plain: Table) -> tuple[Dual, ...]:
    """The prices of a proof."""
    rows = [as_items(row) for row in items(plain, "duals")]
    return tuple(Dual(as_text(row[0]), as_int(row[1]), as_int(row[2]), as_int(row[3])) for row in rows)


def table(plain: Table, name: str) -> Table:
    """The mapping under a name."""
    return _as_table(plain.get(name), name)


def tables(plain: Table, name: str) -> list[Table]:
    """The list of mappings under a name."""
    return [_as_table(one, name) for one in items(plain, name)]


def items(plain: Table, name: str) -> Sequence[Plain]:
    """The list under a name."""
    if name not in plain:
        raise ValueError(f"expected a list {name}, got nothing")
    return as_items(plain[name])


def as_items(value: Plain) -> Sequence[Plain]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(f"expected a list, got {value!r}")
    return value


def as_int(value: Plain) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def as_float(value: Plain) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"expected a number, got {value!r}")
    return float(value)


def as_text(value: Plain) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {value!r}")
    return value


def _as_table(value: Plain, name: str) -> Table:
    if not isinstance(value, Mapping):
        raise ValueError(f"expected a table {name}, got {value!r}")
    return value


def _int_or_none(value: Plain) -> int | None:
    return None if value is None else as_int(value)


def _day_or_none(value: Plain) -> date | None:
    return None if value is None else date.fromisoformat(as_text(value))


def _rules(plain: Table) -> Rules:
    return Rules(
        min_kinds=as_int(plain.get("min_kinds")),
        leader_required=plain.get("leader_required") is True,
        min_rest_h=as_float(plain.get("min_rest_h")),
        max_per_day=as_int(plain.get("max_per_day")),
        min_people=as_int(plain.get("min_people")),
        max_per_week=as_int(plain.get("max_per_week")),
        min_age_at_night=_int_or_none(plain.get("min_age_at_night")),
        max_age_at_night=_int_or_none(plain.get("max_age_at_night")),
    )


def _volunteer(plain: Table) -> Volunteer:
    return Volunteer(
        id=as_int(plain.get("id")),
        kind=as_text(plain.get("kind")),
        team_id=as_int(plain.get("team_id")),
        leader=plain.get("leader") is True,
        skills=frozenset(as_text(skill) for skill in items(plain, "skills")),
        weekly_cap=as_int(plain.get("weekly_cap")),
        offered=as_int(plain.get("offered")),
        past_load=as_float(plain.get("past_load")),
        insured_until=_day_or_none(plain.get("insured_until")),
        trained_until=_day_or_none(plain.get("trained_until")),
        birth_year=_int_or_none(plain.get("birth_year")),
    )


def _patrol(plain: Table) -> Patrol:
    return Patrol(
        id=as_int(plain.get("id")),
        area_id=as_int(plain.get("area_id")),
        starts_at=datetime.fromisoformat(as_text(plain.get("starts_at"))),
        ends_at=datetime.fromisoformat(as_text(plain.get("ends_at"))),
        day=date.fromisoformat(as_text(plain.get("day"))),
        risk=as_int(plain.get("risk")),
        seats_min=as_int(plain.get("seats_min")),
        seats_desired=as_int(plain.get("seats_desired")),
        skills=tuple(as_text(skill) for skill in items(plain, "skills")),
        standby=plain.get("standby") is True,
        night=plain.get("night") is True,
    )


def _duty(plain: Table) -> Duty:
    return Duty(
        volunteer_id=as_int(plain.get("volunteer_id")),
        starts_at=datetime.fromisoformat(as_text(plain.get("starts_at"))),
        ends_at=datetime.fromisoformat(as_text(plain.get("ends_at"))),
        day=date.fromisoformat(as_text(plain.get("day"))),
    )
