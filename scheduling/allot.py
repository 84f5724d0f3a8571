"""Who serves which part on which day, so that the parts can be chosen each by itself.

A volunteer's day goes to the part where the linear relaxation uses it most, the weekly cap is shared out
by the same measure, and where two parts' days leave too little rest the pair of less use is dropped.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scheduling.cut import Part
from scheduling.edit import without_pairs
from scheduling.problem import Assignment, BoolArray, Duty, FloatArray, Problem

Use = FloatArray


def allot(whole: Problem, parts: Sequence[Part], use: Sequence[Use]) -> list[Problem]:
    """The parts' problems less the pairs of days that went to another part, with shared caps.

    Args:
        whole: The problem that was cut.
        parts: Parts of one or more weeks.
        use: Share of each of the part's pairs that the relaxation uses, shape (pairs of the part,).
    """
    desk = _Desk(whole, parts, use)
    return [_own(part, desk.keeps(k), desk.caps(k)) for k, part in enumerate(parts)]


def duties_of(problem: Problem, roster: Iterable[Assignment]) -> dict[int, list[Duty]]:
    """What is decided, as fixed duties by volunteer id."""
    patrols = {patrol.id: patrol for patrol in problem.patrols}
    duties: defaultdict[int, list[Duty]] = defaultdict(list)
    for one in roster:
        patrol = patrols[one.patrol_id]
        duties[one.volunteer_id].append(Duty(one.volunteer_id, patrol.starts_at, patrol.ends_at, patrol.day))
    return duties


def beside(problem: Problem, duties: Mapping[int, Sequence[Duty]], elsewhere: FloatArray) -> Problem:
    """The problem of a part next to what is decided, or expected, in the others.

    Args:
        problem: The part.
        duties: Patrols outside the part that are already somebody's, by volunteer id.
        elsewhere: Patrols that each of its volunteers has or may expect outside, shape (volunteers,); the
            next patrol costs as much more as they raise the load.
    """
    volunteers = tuple(
        replace(one, past_load=one.past_load + patrols / max(one.offered, 1))
        for one, patrols in zip(problem.volunteers, elsewhere.tolist(), strict=True)
    )
    more = [duty for one in volunteers for duty in duties.get(one.id, ())]
    return replace(problem, volunteers=volunteers, fixed=(*problem.fixed, *more))


class _Desk:
    """Use by volunteer and day in each part, and the decisions that follow."""

    def __init__(self, whole: Problem, parts: Sequence[Part], use: Sequence[Use]) -> None:
        self.parts = parts
        self.keep: list[BoolArray] = [np.ones(len(part.problem.pairs), dtype=np.bool_) for part in parts]
        self.use = use
        mass: defaultdict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        for k, part in enumerate(parts):
            for (volunteer_id, day), total in _use_of_days(part.problem, use[k]).items():
                mass[volunteer_id, day][k] = total
        self.mass = mass
        self.most = {
            volunteer.id: min(volunteer.weekly_cap, part.problem.rules.max_per_week)
            for part in parts
            for volunteer in part.problem.volunteers
        }
        self.fixed = Counter(
            (duty.volunteer_id, duty.day.toordinal() - duty.day.weekday()) for duty in whole.fixed
        )
        self.owner = {key: max(of, key=lambda k: (round(of[k], 6), -k)) for key, of in mass.items()}
        self._drop_lost_days()
        self._drop_short_rests()

    def keeps(self, k: int) -> BoolArray:
        return self.keep[k]

    def caps(self, k: int) -> dict[int, int]:
        """Weekly cap of each volunteer in this part, where it is shared with another part."""
        return {volunteer_id: shares[k] for volunteer_id, shares in self._shares.items() if k in shares}

    def _drop_lost_days(self) -> None:
        used: defaultdict[tuple[int, int], defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        weeks = {k: part.week for k, part in enumerate(self.parts)}
        for (volunteer_id, day), k in self.owner.items():
            used[volunteer_id, weeks[k]][k] += self.mass[volunteer_id, day][k]
        self._shares: dict[int, dict[int, int]] = {}
        for (volunteer_id, week), of in used.items():
            if len(of) > 1:
                # Each part takes the fixed duties of the week off its own share
                fixed = self.fixed[volunteer_id, week]
                shares = _shared_out(max(0, self.most[volunteer_id] - fixed), of)
                own = {k: share + fixed for k, share in shares.items()}
                self._shares[volunteer_id] = {**self._shares.get(volunteer_id, {}), **own}
        for k, part in enumerate(self.parts):
            for i, (volunteer_id, day) in enumerate(_days_of_pairs(part.problem)):
                self.keep[k][i] = self.owner[volunteer_id, day] == k

    def _drop_short_rests(self) -> None:
        """Only for those who serve several parts; within one part the rest rule itself holds."""
        several: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        served: defaultdict[int, set[int]] = defaultdict(set)
        for (volunteer_id, _), k in self.owner.items():
            served[volunteer_id].add(k)
        for k, part in enumerate(self.parts):
            ids = [volunteer.id for volunteer in part.problem.volunteers]
            for i in np.flatnonzero(self.keep[k]).tolist():
                volunteer_id = ids[part.problem.pairs.volunteer[i]]
                if len(served[volunteer_id]) > 1:
                    several[volunteer_id].append((k, i))
        for pairs in several.values():
            self._keep_apart(pairs)

    def _keep_apart(self, pairs: list[tuple[int, int]]) -> None:
        best_first = sorted(pairs, key=lambda one: (-round(float(self.use[one[0]][one[1]]), 6), one))
        kept: list[tuple[int, int]] = []
        for k, i in best_first:
            if any(other != k and self._clash((k, i), (other, j)) for other, j in kept):
                self.keep[k][i] = False
            else:
                kept.append((k, i))

    def _clash(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        a, b = (
            self.parts[k].problem.patrols[int(self.parts[k].problem.pairs.patrol[i])] for k, i in (one, other)
        )
        rest_s = self.parts[one[0]].problem.rules.min_rest_h * 3600
        gap = max(a.starts_at - b.ends_at, b.starts_at - a.ends_at).total_seconds()
        return gap < rest_s


def _days_of_pairs(problem: Problem) -> list[tuple[int, int]]:
    """(volunteer id, ordinal day) of each pair."""
    ids = [volunteer.id for volunteer in problem.volunteers]
    days = [patrol.day.toordinal() for patrol in problem.patrols]
    pairs = problem.pairs
    return [(ids[v], days[p]) for v, p in zip(pairs.volunteer.tolist(), pairs.patrol.tolist(), strict=True)]


def _use_of_days(problem: Problem, use: Use) -> dict[tuple[int, int], float]:
    found: defaultdict[tuple[int, int], float] = defaultdict(float)
    for key, share in zip(_days_of_pairs(problem), use.tolist(), strict=True):
        found[key] += share
    return found


def _shared_out(cap: int, used: dict[int, float]) -> dict[int, int]:
    """Split a cap by use, the largest remainders first."""
    total = sum(used.values())
    exact = {k: cap * (use / total if total > 0 else 1 / len(used)) for k, use in sorted(used.items())}
    shares = {k: int(value) for k, value in exact.items()}
    by_rest = sorted(exact, key=lambda k: (round(shares[k] - exact[k], 9), k))
    for k in by_rest[: cap - sum(shares.values())]:
        shares[k] += 1
    return shares


def _own(part: Part, keep: BoolArray, caps: dict[int, int]) -> Problem:
    problem = without_pairs(part.problem, ~keep)
    volunteers = tuple(
        replace(volunteer, weekly_cap=caps.get(volunteer.id, volunteer.weekly_cap))
        for volunteer in problem.volunteers
    )
    return replace(problem, volunteers=volunteers)
