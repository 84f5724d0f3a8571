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
        now = relaxed
        for opened in (_in_fractions, _around_fractions):
            free = opened(self.model, relaxed.value, now.value)
            better = self._rest_fixed(free, now.value)
            if better is None:
                return None
            now = better
            if now.cost - relaxed.cost <= self.relative_gap * now.cost:
                return now
        return now if now.cost - relaxed.cost <= ENOUGH * self.relative_gap * now.cost else None

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


def _in_fractions(model: Model, relaxed: FloatArray, _now: FloatArray) -> BoolArray:
    """Patrols that run, or that somebody goes on, in fractions, shape (patrols,)."""
    columns = model.columns
    fractional = np.abs(relaxed - np.rint(relaxed)) > FRACTION
    free = fractional[columns.runs]
    free[columns.patrol[fractional[: len(model.pairs)]]] = True
    return free


def _around_fractions(model: Model, relaxed: FloatArray, now: FloatArray) -> BoolArray:
    """Those patrols and the ones that their candidates are on now, shape (patrols,)."""
    columns, free = model.columns, _in_fractions(model, relaxed, now)
    candidate = np.zeros(len(columns.problem.volunteers), dtype=np.bool_)
    candidate[columns.volunteer[free[columns.patrol]]] = True
    goes = now[: len(model.pairs)] > 0.5
    free[columns.patrol[goes & candidate[columns.volunteer]]] = True
    return free
