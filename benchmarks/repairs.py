"""How fast a roster is mended after drawn drop-outs, and how fast its empty seats are explained."""

import time

import numpy as np

from scheduling.candidates import candidates
from scheduling.edit import check_edit
from scheduling.explain import empty_seats
from scheduling.problem import Problem, Roster
from scheduling.remedy import remedies
from scheduling.repair import drop_out, repair

Figures = dict[str, str | int | float]


def repair_figures(problem: Problem, roster: Roster, count: int, seed: int) -> Figures:
    """Let so many people drop out, each of the same roster, and measure in CPU seconds.

    ``kept`` counts the hurt patrols that run afterwards; ``disturbed`` people whose plans changed.
    """
    standby = {patrol.id for patrol in problem.patrols if patrol.standby}
    going = [one for one in roster if one.patrol_id not in standby]
    drawn = np.random.default_rng(seed).choice(len(going), count, replace=False)
    spent: dict[str, list[float]] = {"repair": [], "candidates": [], "edit": []}
    disturbed, kept = [], 0
    for k in drawn.tolist():
        lost = going[k]
        now, hurt = drop_out(problem, roster, lost.volunteer_id, [lost.patrol_id])
        start = time.process_time()
        mended = repair(now, hurt, [lost.patrol_id])
        spent["repair"].append(time.process_time() - start)
        disturbed.append(len(mended.disturbed))
        kept += any(one.patrol_id == lost.patrol_id for one in mended.roster)
        start = time.process_time()
        candidates(now, hurt, lost.patrol_id)
        spent["candidates"].append(time.process_time() - start)
        start = time.process_time()
        check_edit(problem, roster, remove=[lost])
        spent["edit"].append(time.process_time() - start)
    start = time.process_time()
    empty = len(empty_seats(problem, roster))
    reasons_s = time.process_time() - start
    remedies(problem, roster)
    remedies_s = time.process_time() - start - reasons_s
    figures: Figures = {"engine": "repair", "seed": seed, "drop_outs": count, "kept": kept}
    for name, seconds in spent.items():
        figures[f"{name}_median_cpu_s"] = round(float(np.median(seconds)), 4)
        figures[f"{name}_p95_cpu_s"] = round(float(np.quantile(seconds, 0.95)), 4)
    return figures | {
        "disturbed_mean": round(float(np.mean(disturbed)), 2),
        "empty": empty,
        "reasons_cpu_s": round(reasons_s, 2),
        "remedies_cpu_s": round(remedies_s, 2),
    }
