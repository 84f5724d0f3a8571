"""Mend the seams of a roster that was chosen in parts: short patrols on both sides of a border, together."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from scheduling.cut import Part, neighbours
from scheduling.edit import check_edit, roster_of_pairs
from scheduling.integer import choose_pairs
from scheduling.model import build_model
from scheduling.neighbourhood import around
from scheduling.problem import Patrol, Problem, Roster


def polish(
    problem: Problem, roster: Roster, parts: Sequence[Part], *, seed: int, time_limit_s: float
) -> Roster:
    """Choose the crews of short patrols anew, two neighbouring parts at a time; never worse than before.

    All other patrols are fixed duties, so somebody whose day went to one part but who is free on it can
    serve the other one. The parts that share most people come first.
    """
    for pair in neighbours(tuple(parts)):
        patrols = [patrol for k in pair for patrol in parts[k].problem.patrols]
        short = _short(patrols, roster)
        if not short:
            continue
        near = around(problem, roster, short, depth=1, pinned=(), reachable=None)
        model = build_model(near.problem)
        kept = np.ones(len(model.pairs), dtype=np.bool_)
        choice = choose_pairs(model, kept, relative_gap=1e-4, seed=seed, time_limit_s=time_limit_s)
        goes = np.zeros(len(near.now), dtype=np.bool_)
        goes[choice.pairs] = True
        edit = check_edit(
            problem,
            roster,
            add=roster_of_pairs(near.problem, np.flatnonzero(goes & ~near.now)),
            remove=roster_of_pairs(near.problem, np.flatnonzero(near.now & ~goes)),
        )
        if not edit.broken and edit.cost_change["total"] < 0:
            roster = edit.roster
    return roster


def _short(patrols: Sequence[Patrol], roster: Roster) -> set[int]:
    """Ids of patrols, standby apart, that lack somebody."""
    people = Counter(one.patrol_id for one in roster)
    return {
        patrol.id for patrol in patrols if not patrol.standby and people[patrol.id] < patrol.seats_desired
    }
