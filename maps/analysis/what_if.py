"""What another post or another time would add, and two plans side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray
from maps.analysis.cells import Lattice
from maps.analysis.coverage import FULL_VISIT_S, coverage, dose, patrolled_minutes
from maps.analysis.equity import equity
from maps.analysis.presence import Presence, joined

# Streets are about this much longer than the straight line, in towns of most kinds: Barthélemy (2011),
# Physics Reports 499.
DETOUR = 1.3


@dataclass(frozen=True, slots=True)
class Added:
    """What one change adds to a plan.

    Attributes:
        name: Of the change.
        covered: Incidents covered with it.
        added: Incidents that the plan alone did not cover; negative where the change replaces something.
    """

    name: str
    covered: float
    added: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of two plans: its code, both values, and the second less the first."""

    code: str
    first: float
    second: float

    @property
    def difference(self) -> float:
        return self.second - self.first


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two plans side by side.

    Attributes:
        figures: "coverage" (share), "covered" (incidents), "minutes", "cells" (with any dose), "dose-cells"
            (with a full dose in some block), "equity" (smallest over largest coverage of a community).
        gained: Incidents that only the second plan covers, less those only the first does, shape (n_cells,).
    """

    figures: tuple[Figure, ...]
    gained: FloatArray


def shifted(presence: Presence, by_s: int) -> Presence:
    """The same stays at another time, such as another slot."""
    return Presence(presence.cell, presence.starts_s + by_s, presence.ends_s + by_s)


def added_value(
    plan: Presence, changes: Mapping[str, Presence], held_out: FloatArray, instead_of: Presence | None = None
) -> tuple[Added, ...]:
    """Rank changes of a plan by the incidents that they add.

    Args:
        plan: Stays of all patrols that remain.
        changes: Stays that each change brings, by its name: a post more, or a patrol at another time.
        held_out: Incidents from after the planning, shape (n_cells, n_blocks).
        instead_of: Stays that every change replaces; they count for the plan alone and for no change.

    Returns:
        The most useful change first; equal ones by name.
    """
    alone = _covered(plan if instead_of is None else joined([plan, instead_of]), held_out)
    values = [(name, _covered(joined([plan, change]), held_out)) for name, change in changes.items()]
    ranked = sorted(values, key=lambda row: (-row[1], row[0]))
    return tuple(Added(name, covered, covered - alone) for name, covered in ranked)


def sketch_patrol(
    post_m: tuple[float, float],
    slot_s: tuple[int, int],
    risk: FloatArray,
    lattice: Lattice,
    reach_m: float = 800.0,
    pace_kmh: float = 4.5,
) -> Presence:
    """Sketch what a patrol from a post would visit, before there is a route.

    It goes to the cell of the highest risk in reach that it can still visit in full and return from, then to
    the next; streets are straight lines made longer.

    Args:
        post_m: x and y in metres, project CRS.
        slot_s: First and last second of the patrol.
        risk: Expected incidents by cell, shape (n_cells,).
        lattice: The cells, same CRS.
        reach_m: How far from the post it goes, in a straight line.
        pace_kmh: Of the walk.
    """
    centres_m, post = lattice.centres_m, np.array(post_m)
    home_m = np.hypot(*(centres_m - post).T)
    near = np.flatnonzero((home_m <= reach_m) & (risk > 0))
    pace_s = DETOUR * 3.6 / pace_kmh
    now_s, here = float(slot_s[0]), post
    visits: list[tuple[int, int]] = []
    for cell in near[np.argsort(-risk[near], kind="stable")]:
        arrives_s = now_s + pace_s * float(np.hypot(*(centres_m[cell] - here)))
        if arrives_s + FULL_VISIT_S + pace_s * home_m[cell] > slot_s[1]:
            continue
        visits.append((int(cell), round(arrives_s)))
        now_s, here = arrives_s + FULL_VISIT_S, centres_m[cell]
    rows = np.array(visits, dtype=np.int64).reshape(-1, 2)
    return Presence(rows[:, 0], rows[:, 1], rows[:, 1] + FULL_VISIT_S)


def compare_plans(
    first: Presence,
    second: Presence,
    risk: FloatArray,
    community: IntArray,
    required: BoolArray | None = None,
) -> Comparison:
    """Put the coverage of two plans side by side, on the same risk.

    Args:
        first: Stays of one plan.
        second: Stays of the other.
        risk: Expected incidents, shape (n_cells, n_blocks).
        community: Of each cell, -1 for none, shape (n_cells,).
        required: Cells and blocks that should be patrolled, shape as ``risk``; all if not given.
    """
    asked = risk if required is None else np.where(required, risk, 0.0)
    doses = [dose(plan, *risk.shape) for plan in (first, second)]
    minutes = [patrolled_minutes(plan, *risk.shape) for plan in (first, second)]
    values = [_figures(asked, *one, community) for one in zip(doses, minutes, strict=True)]
    figures = tuple(Figure(code, values[0][code], values[1][code]) for code in values[0])
    return Comparison(figures, np.asarray((asked * (doses[1] - doses[0])).sum(axis=1), dtype=np.float64))


def _figures(
    asked: FloatArray, doses: FloatArray, minutes: FloatArray, community: IntArray
) -> dict[str, float]:
    covered = coverage(asked, doses)
    return {
        "coverage": covered.share,
        "covered": float(covered.covered.sum()),
        "minutes": float(minutes.sum()),
        "cells": float(np.count_nonzero(doses.any(axis=1))),
        "dose-cells": float(np.count_nonzero((doses >= 1).any(axis=1))),
        "equity": equity(asked, doses, minutes, community).min_max_ratio,
    }


def _covered(plan: Presence, held_out: FloatArray) -> float:
    return float((held_out * dose(plan, *held_out.shape)).sum())
