"""How evenly the patrols are shared among the communities."""

from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import BoolArray, FloatArray, IntArray

# Below this share of the communities' mean coverage a community is left behind.
UNDER_MEAN = 0.8
# Above this multiple of its share of the risk a community gets more patrol time than its need explains.
OVER_RISK = 1.25


@dataclass(frozen=True, slots=True)
class CommunityCoverage:
    """What one community needs and gets; ratios are not a number where nothing is expected."""

    community: int
    expected: float
    covered: float
    minutes: float
    share: float
    minutes_per_incident: float
    under_covered: bool
    over_patrolled: bool


@dataclass(frozen=True, slots=True)
class Equity:
    """Coverage by community; the mean and the ratio leave out communities with no expected incident."""

    communities: tuple[CommunityCoverage, ...]
    mean_share: float
    min_max_ratio: float


def equity(
    risk: FloatArray,
    dose: FloatArray,
    minutes: FloatArray,
    community: IntArray,
    required: BoolArray | None = None,
) -> Equity:
    """Compare coverage and patrol time with expected incidents, community by community.

    Args:
        risk: Expected incidents, shape (n_cells, n_blocks).
        dose: From 0 to 1, same shape.
        minutes: Minutes with a team in the cell, same shape.
        community: Community of each cell, shape (n_cells,); cells with -1 belong to none.
        required: Cells and blocks that should be patrolled, shape as ``risk``; all if not given.
    """
    asked = risk if required is None else np.where(required, risk, 0.0)
    names, owner = np.unique(community[community >= 0], return_inverse=True)
    expected = _by_community(asked, community, owner)
    covered = _by_community(asked * dose, community, owner)
    time_min = _by_community(minutes, community, owner)
    share, mean_share, min_max_ratio = _shares(covered, expected)
    per_incident = np.divide(time_min, expected, out=np.full(len(names), np.nan), where=expected > 0)
    over = time_min * expected.sum() > OVER_RISK * expected * time_min.sum()
    under = share < UNDER_MEAN * mean_share
    columns = (names, expected, covered, time_min, share, per_incident, under, over)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return Equity(tuple(CommunityCoverage(*row) for row in rows), mean_share, min_max_ratio)


def _by_community(amount: FloatArray, community: IntArray, owner: IntArray) -> FloatArray:
    by_cell = amount.sum(axis=1)[community >= 0]
    return np.bincount(owner, weights=by_cell).astype(np.float64)


def _shares(covered: FloatArray, expected: FloatArray) -> tuple[FloatArray, float, float]:
    """Coverage of each community, its mean, and its smallest over its largest value."""
    at_risk = expected > 0
    share = np.divide(covered, expected, out=np.full(len(expected), np.nan), where=at_risk)
    known = share[at_risk]
    if not known.any():
        return share, 0.0 if len(known) else np.nan, np.nan
    return share, float(known.mean()), float(known.min() / known.max())
