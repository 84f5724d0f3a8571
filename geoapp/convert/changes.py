"""Changes of a plan as the stays in cells that they would bring."""

from datetime import datetime, time, timedelta

import numpy as np

from geoapp.convert.times import day_slots, share_of_blocks
from geoapp.models import District, Roster
from geoapp.queries.places import load_areas, load_posts
from maps.analysis.cells import Lattice
from maps.analysis.presence import Presence, joined
from maps.analysis.what_if import Added, added_value, shifted, sketch_patrol

# So many places of the largest gaps are tried as posts, at least this far apart.
TRIED_POSTS = 8
APART_M = 500.0
REACH_M = 800.0
SHIFTS_H = (-2, -1, 1, 2)


def post_changes(
    district: District, roster: Roster, lattice: Lattice, open_risk: np.ndarray
) -> dict[str, Presence]:
    """One more post at each of the largest gaps: a patrol from there in every slot; by the name of its grid.

    Args:
        open_risk: Expected incidents that no patrol covers, shape (n_cells, n_blocks).
    """
    grids = load_areas(district, "grid", roster.starts_on)
    row_of = grids.locate(lattice.centres_m)
    slots = _slots(district, roster)
    changes: dict[str, Presence] = {}
    for cell in _apart(lattice, open_risk.sum(axis=1)):
        place = grids.name[row_of[cell]] if row_of[cell] >= 0 else f"{cell}"
        x_m, y_m = lattice.centres_m[cell].tolist()
        changes[place] = joined(
            [sketch_patrol((x_m, y_m), slot_s, open_risk @ share, lattice) for _, slot_s, share in slots]
        )
    return changes


def other_slots(
    district: District,
    roster: Roster,
    lattice: Lattice,
    plan: Presence,
    open_risk: np.ndarray,
    held_out: np.ndarray,
) -> tuple[Added, ...]:
    """One more patrol every day in each slot, and the same patrols at other hours.

    Args:
        plan: Stays of all patrols.
        open_risk: See ``post_changes``.
        held_out: What it is measured by, same shape.
    """
    nobody = Presence(*[np.empty(0, dtype=np.int64)] * 3)
    more = added_value(plan, _one_more(district, roster, lattice, open_risk), held_out)
    moved = added_value(
        nobody,
        {f"{hours:+d} h": shifted(plan, hours * 3600) for hours in SHIFTS_H},
        held_out,
        instead_of=plan,
    )
    return (*more, *moved)


def _one_more(
    district: District, roster: Roster, lattice: Lattice, open_risk: np.ndarray
) -> dict[str, Presence]:
    """A patrol more in each slot on every day, from the post with the largest gap in reach."""
    posts = load_posts(district).xy_m
    apart_m = np.hypot(*(lattice.centres_m[None] - posts[:, None]).transpose(2, 0, 1))
    in_reach = apart_m <= REACH_M
    parts: dict[str, list[Presence]] = {}
    for code, slot_s, share in _slots(district, roster):
        risk = open_risk @ share
        x_m, y_m = posts[int((in_reach @ risk).argmax())].tolist()
        parts.setdefault(code, []).append(sketch_patrol((x_m, y_m), slot_s, risk, lattice))
    return {code: joined(stays) for code, stays in parts.items()}


def _slots(district: District, roster: Roster) -> list[tuple[str, tuple[int, int], np.ndarray]]:
    """Code, first and last second, and share of each block that it covers, of each slot on each day."""
    zero = datetime.combine(roster.starts_on, time(0))
    second = timedelta(seconds=1)
    return [
        (
            slot.slot.code,
            ((slot.starts - zero) // second, (slot.ends - zero) // second),
            share_of_blocks(roster.starts_on, roster.days, slot.starts, slot.ends),
        )
        for slot in day_slots(district, roster)
    ]


def _apart(lattice: Lattice, value: np.ndarray) -> list[int]:
    """The cells of the largest values that are not too near to each other."""
    chosen: list[int] = []
    for cell in np.argsort(-value, kind="stable").tolist():
        near = np.hypot(*(lattice.centres_m[chosen] - lattice.centres_m[cell]).T) < APART_M
        if value[cell] > 0 and not near.any():
            chosen.append(cell)
        if len(chosen) == TRIED_POSTS:
            break
    return chosen
