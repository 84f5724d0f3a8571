"""A near-best whole roster of a big programme: keep what its relaxation decides, choose the rest anew.

Few patrols are left in fractions at a corner of the relaxation. Their crews are chosen first, with all else
as it is there; then again, if that is not near enough, together with the crews that their candidates are on.

Source: Berthold (2014), RENS: the optimal rounding.
"""

from dataclasses import dataclass

import numpy as np

from scheduling.integer import Choice, Found, choose_pairs, chosen, search
from scheduling.model import Model
from scheduling.problem import BoolArray, FloatArray, IntArray

# Up to so many pairs the search of the whole is as quick
WHOLE_PAIRS = 3000
# So many times the gap may remain, measured from the relaxation, which whole people can seldom reach
ENOUGH = 2.0
FRACTION = 1e-6


def choose_rounded(model: Model, *, relative_gap: float, seed: int, time_limit_s: float) -> Choice:
    """Solve the programme to within the relative gap, or twice that of its relaxation.

    Same as ``choose_pairs`` for a small programme, and where rounding does not come as near as that.
    """
    if len(model.pairs) > WHOLE_PAIRS:
        found = _Rounding(model, relative_gap, seed, time_limit_s).found()
        if found is not None:
            return chosen(model, found)
    return choose_pairs(model, relative_gap=relative_gap, seed=seed, time_limit_s=time_limit_s)


@dataclass(frozen=True)
class _Rounding:
    model: Model
    relative_gap: float
    seed: int
    time_limit_s: float

    def found(self) -> Found | None:
        """The rounded roster, or None if it is not good enough or the time limit cut a step."""
        relaxed = self._search(self.model.lower, self.model.upper, fractions=True)
        if relaxed is None:
            return None
        free = _in_fractions(self.model, relaxed.value)
        now = self._rest_fixed(free, relaxed.value)
        if now is not None and not _near(relaxed, now, self.relative_gap):
            now = self._rest_fixed(_with_candidates(self.model, free, now.value), now.value)
        return now if now is not None and _near(relaxed, now, ENOUGH * self.relative_gap) else None

    def _rest_fixed(self, free: BoolArray, value: FloatArray) -> Found | None:
        """Choose the crews of the free patrols, shape (patrols,), and leave those of the others."""
        columns = self.model.columns
        fixed = np.concatenate([np.flatnonzero(~free[columns.patrol]), columns.runs[~free]])
        lower, upper = self.model.lower.copy(), self.model.upper.copy()
        lower[fixed] = upper[fixed] = np.rint(value[fixed]).astype(np.int64)
        return self._search(lower, upper)

    def _search(self, lower: IntArray, upper: IntArray, *, fractions: bool = False) -> Found | None:
        found = search(
            self.model, lower, upper, relative_gap=self.relative_gap / 10, seed=self.seed,
            time_limit_s=self.time_limit_s, fractions=fractions,
        )  # fmt: skip
        return found if found is not None and found.optimal else None


def _near(relaxed: Found, now: Found, relative_gap: float) -> bool:
    return now.cost - relaxed.cost <= relative_gap * now.cost


def _in_fractions(model: Model, relaxed: FloatArray) -> BoolArray:
    """Patrols that run, or that somebody goes on, in fractions, shape (patrols,)."""
    columns = model.columns
    fractional = np.abs(relaxed - np.rint(relaxed)) > FRACTION
    free = fractional[columns.runs]
    free[columns.patrol[fractional[: len(model.pairs)]]] = True
    return free


def _with_candidates(model: Model, patrols: BoolArray, now: FloatArray) -> BoolArray:
    """These patrols and the ones that their candidates are on now, shape (patrols,)."""
    columns, free = model.columns, patrols.copy()
    candidate = np.zeros(len(columns.problem.volunteers), dtype=np.bool_)
    candidate[columns.volunteer[free[columns.patrol]]] = True
    goes = now[: len(model.pairs)] > 0.5
    free[columns.patrol[goes & candidate[columns.volunteer]]] = True
    return free
