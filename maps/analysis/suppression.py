"""Small counts are hidden before anything leaves the planner's desk, and so is what would give them away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray

# Smallest counts that planners, and that everybody, may see.
PLANNERS_LEAST = 5
PUBLIC_LEAST = 10

# What differs by less than this differs by rounding only.
CERTAIN = 1e-6


@dataclass(frozen=True, eq=False)
class Suppressed:
    """What may be shown; one mark stands for small counts and for those hidden to protect them.

    Attributes:
        counts: Not a number where hidden, shape (n,).
        totals: Of each group, not a number where hidden, shape (groups,).
    """

    counts: FloatArray
    totals: FloatArray


def suppress(counts: FloatArray, least: float, groups: Sequence[IntArray] = ()) -> Suppressed:
    """Hide counts under a limit, and others where a published total would give them away.

    No hidden count or total can be found from what is shown: in each group with a shown total two or more
    counts are hidden and sum to the limit at least, and no combination of totals fixes a hidden one. The
    smallest shown count of a group is hidden first; where none is left, the total goes. Tables of earlier
    days are not considered: differences between two releases can still tell.

    Args:
        counts: Not negative, shape (n,). Zeros are small counts too.
        least: Smallest count that may be shown, such as ``PLANNERS_LEAST``.
        groups: Rows of each group whose total is published, such as the cells of a community, the rows and
            columns of a table, or all of it for a grand total. Groups may overlap.

    Raises:
        ValueError: If a count is negative or not a number.
    """
    if not (counts >= 0).all():
        raise ValueError(f"counts must not be negative or missing, got {counts[~(counts >= 0)][0]}")
    totals = np.array([counts[group].sum() for group in groups], dtype=np.float64)
    hidden: BoolArray = counts < least
    total_hidden: BoolArray = totals < least
    while True:
        weak = _weak_group(counts, least, groups, hidden, total_hidden)
        if weak < 0:
            weak = _telling_group(groups, hidden, total_hidden)
        rows = groups[weak][~hidden[groups[weak]]] if weak >= 0 else np.empty(0, dtype=np.int64)
        if len(rows):
            hidden[rows[np.argmin(counts[rows])]] = True
        elif (total := weak if weak >= 0 else _telling_total(totals, groups, hidden, total_hidden)) >= 0:
            total_hidden[total] = True
        else:
            break
    return Suppressed(np.where(hidden, np.nan, counts), np.where(total_hidden, np.nan, totals))


def _weak_group(
    counts: FloatArray, least: float, groups: Sequence[IntArray], hidden: BoolArray, total_hidden: BoolArray
) -> int:
    """The first group whose total tells too much, or -1."""
    for k, group in enumerate(groups):
        own = group[hidden[group]]
        if not total_hidden[k] and len(own) and (len(own) == 1 or counts[own].sum() < least):
            return k
    return -1


def _telling_group(groups: Sequence[IntArray], hidden: BoolArray, total_hidden: BoolArray) -> int:
    """The first group with a hidden count that all totals together fix, or -1."""
    known, sums = _known_sums(groups, hidden, total_hidden)
    # The squares of a count's coordinates in a basis of all sums add to 1 only if some sum is that count.
    fixed = np.flatnonzero(hidden)[(_basis(sums) ** 2).sum(axis=0) > 1 - CERTAIN]
    return next((k for k in known if np.isin(groups[k], fixed).any()), -1)


def _telling_total(
    totals: FloatArray, groups: Sequence[IntArray], hidden: BoolArray, total_hidden: BoolArray
) -> int:
    """The smallest total that helps to find a hidden one, or -1."""
    known, sums = _known_sums(groups, hidden, total_hidden)
    basis, unknown = _basis(sums), np.flatnonzero(hidden)
    for k in np.flatnonzero(total_hidden).tolist():
        wanted = np.isin(unknown, groups[k]).astype(np.float64)
        if (
            wanted.any()
            and len(known)
            and np.abs(wanted - basis.T @ (basis @ wanted)).max(initial=0.0) <= CERTAIN
        ):
            parts = np.linalg.lstsq(sums.T, wanted)[0]
            helps = [own for own, part in zip(known, parts, strict=True) if abs(part) > CERTAIN]
            return min(helps, key=lambda own: (totals[own], own))
    return -1


def _known_sums(
    groups: Sequence[IntArray], hidden: BoolArray, total_hidden: BoolArray
) -> tuple[list[int], FloatArray]:
    """The groups whose shown total tells of hidden counts, and which of these each sums."""
    known = [k for k in range(len(groups)) if not total_hidden[k] and hidden[groups[k]].any()]
    unknown = np.flatnonzero(hidden)
    sums = np.array([np.isin(unknown, groups[k]) for k in known], dtype=np.float64)
    return known, sums.reshape(len(known), len(unknown))


def _basis(sums: FloatArray) -> FloatArray:
    """Orthonormal rows that span the same sums."""
    if sums.size == 0:
        return np.zeros((0, sums.shape[1]))
    # The groups are few and the counts many, so the small matrix of the groups is taken apart.
    sizes, directions = np.linalg.eigh(sums @ sums.T)
    real = sizes > CERTAIN
    return np.asarray((directions[:, real] / np.sqrt(sizes[real])).T @ sums, dtype=np.float64)
