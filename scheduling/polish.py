"""Mend the seams of a roster that was chosen in parts: short patrols on both sides of a border, together."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from scheduling.allot import beside, duties_of
from scheduling.cut import Part, neighbours
from scheduling.edit import sorted_roster, sub_problem
from scheduling.jobs import Job, Run, do_job
from scheduling.limits import int_array
from scheduling.problem import BoolArray, IntArray, Patrol, Problem, Roster
from scheduling.verify import cost

# Seams are small, so that the best is soon found
SEAM_GAP = 1e-4


def polish(
    problem: Problem, roster: Roster, parts: Sequence[Part], run: Run, *, seed: int, time_limit_s: float
) -> Roster:
    """Choose the crews of short patrols anew, two neighbouring parts at a time; never worse than before.

    All other patrols are fixed duties, so somebody whose day went to one part but who is free on it can
    serve the other one. The parts that share most people come first; seams that share no part are mended
    side by side, and whoever offers patrols of two of them may move in the first alone.
    """
    for turn in _turns(neighbours(tuple(parts))):
        seams = list(_seams(problem, roster, [(parts[a], parts[b]) for a, b in turn]))
        jobs = [Job(seam, seed, SEAM_GAP, time_limit_s) for seam in seams]
        for seam, found in zip(seams, run(do_job, jobs), strict=True):
            opened = {patrol.id for patrol in seam.patrols}
            before = tuple(one for one in roster if one.patrol_id in opened)
            if cost(seam, found.roster)["total"] < cost(seam, before)["total"]:
                staying = (one for one in roster if one.patrol_id not in opened)
                roster = sorted_roster([*staying, *found.roster])
    return roster


def _turns(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Share the pairs out so that no part is twice in a turn, early pairs in early turns."""
    turns: list[list[tuple[int, int]]] = []
    for pair in pairs:
        free = (turn for turn in turns if not any(set(pair) & set(other) for other in turn))
        turn = next(free, None)
        if turn is None:
            turns.append([pair])
        else:
            turn.append(pair)
    return turns


def _seams(problem: Problem, roster: Roster, pairs: Sequence[tuple[Part, Part]]) -> Iterator[Problem]:
    """The short patrols of each two parts with the people who may move there, beside all that stays."""
    index = {volunteer.id: v for v, volunteer in enumerate(problem.volunteers)}
    crews: defaultdict[int, list[int]] = defaultdict(list)
    for one in roster:
        crews[one.patrol_id].append(index[one.volunteer_id])
    taken = np.zeros(len(problem.volunteers), dtype=np.bool_)
    for one_part, other in pairs:
        patrols = np.union1d(one_part.patrols, other.patrols).tolist()
        opened = int_array(p for p in patrols if _may_open(problem.patrols[p], crews, taken))
        if not len(opened):
            continue
        offers = np.isin(problem.pairs.patrol, opened)
        volunteers = np.unique(problem.pairs.volunteer[offers])
        volunteers = volunteers[~taken[volunteers]]
        taken[volunteers] = True
        yield _beside_the_rest(problem, roster, volunteers, opened)


def _may_open(patrol: Patrol, crews: Mapping[int, Sequence[int]], taken: BoolArray) -> bool:
    """Whether the patrol, standby apart, lacks somebody and nobody on it moves in another seam."""
    crew = crews.get(patrol.id, ())
    return not patrol.standby and len(crew) < patrol.seats_desired and not any(taken[v] for v in crew)


def _beside_the_rest(problem: Problem, roster: Roster, volunteers: IntArray, opened: IntArray) -> Problem:
    small = sub_problem(problem, volunteers, opened)
    ids = {volunteer.id for volunteer in small.volunteers}
    open_ids = {patrol.id for patrol in small.patrols}
    staying = [one for one in roster if one.volunteer_id in ids and one.patrol_id not in open_ids]
    served = Counter(one.volunteer_id for one in staying)
    load = np.array([served[volunteer.id] for volunteer in small.volunteers], dtype=np.float64)
    return beside(small, duties_of(problem, staying), load)
