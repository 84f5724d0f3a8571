"""What one more patrol adds, measured on incidents that the planning did not see."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import FloatArray
from maps.analysis.cells import Lattice
from maps.analysis.coverage import dose
from maps.analysis.hotspots import Incidents
from maps.analysis.presence import Presence, joined, split_by_block
from maps.analysis.week import BLOCK_S


@dataclass(frozen=True, slots=True)
class MarginalValue:
    """Held-out incidents covered by a number of patrols, over random choices of so many of them.

    Attributes:
        patrols: How many patrols.
        covered: Incidents covered, mean of the choices.
        lo: The 2.5 % quantile of the choices.
        hi: The 97.5 % quantile.
        per_patrol: Incidents that each patrol added since the row before.
    """

    patrols: int
    covered: float
    lo: float
    hi: float
    per_patrol: float


def happened_by_block(
    incidents: Incidents, lattice: Lattice, period_start: np.datetime64, n_blocks: int
) -> FloatArray:
    """Count what happened in each cell and two-hour block of a period; unknown times are spread.

    Args:
        incidents: Those outside the lattice or the period are left out.
        lattice: The cells, same CRS.
        period_start: Local clock.
        n_blocks: Blocks of the period.

    Returns:
        Weight of the incidents, shape (n_cells, n_blocks).
    """
    inside = incidents.where(lattice.locate(incidents.xy_m) >= 0)
    cell = lattice.locate(inside.xy_m)
    one_s = np.timedelta64(1, "s")
    starts_s = ((inside.starts - period_start) // one_s).astype(np.int64)
    ends_s = np.maximum(((inside.ends - period_start) // one_s).astype(np.int64), starts_s + 1)
    pieces = split_by_block(Presence(np.arange(len(cell)), starts_s, ends_s), n_blocks)
    row = pieces.cell
    part = (pieces.ends_s - pieces.starts_s) / (ends_s[row] - starts_s[row])
    place = cell[row] * n_blocks + pieces.starts_s // BLOCK_S
    total = np.bincount(place, weights=inside.weight[row] * part, minlength=lattice.n_cells * n_blocks)
    return np.asarray(total.reshape(lattice.n_cells, n_blocks), dtype=np.float64)


def marginal_value(
    patrols: Sequence[Presence],
    held_out: FloatArray,
    numbers: Sequence[int],
    draws: int = 20,
    seed: int = 1,
) -> tuple[MarginalValue, ...]:
    """Cover held-out incidents with ever more of the patrols, in random orders.

    Args:
        patrols: Stays of each patrol.
        held_out: Incidents from after the planning, shape (n_cells, n_blocks).
        numbers: Rising numbers of patrols, from 1 to ``len(patrols)``.
        draws: Random orders of the patrols.
        seed: Of the orders.
    """
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(patrols)) for _ in range(draws)]
    covered = np.array(
        [[_covered([patrols[k] for k in order[:n]], held_out) for order in orders] for n in numbers]
    )
    means = covered.mean(axis=1)
    added = np.diff(means, prepend=0.0) / np.diff(np.asarray(numbers), prepend=0)
    lo, hi = np.quantile(covered, (0.025, 0.975), axis=1)
    columns = (list(numbers), means.tolist(), lo.tolist(), hi.tolist(), added.tolist())
    return tuple(MarginalValue(*row) for row in zip(*columns, strict=True))


def _covered(patrols: Sequence[Presence], held_out: FloatArray) -> float:
    return float((held_out * dose(joined(patrols), *held_out.shape)).sum())
