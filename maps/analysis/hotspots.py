"""Expected incidents for each cell and two-hour block of the week."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import gammaincinv

from maps.analysis.arrays import BoolArray, FloatArray, IntArray, TimeArray
from maps.analysis.cells import Lattice
from maps.analysis.clock import local_profiles
from maps.analysis.spreading import bin_points
from maps.analysis.week import BLOCKS_PER_WEEK, WEEK_S, spread_over_week, week_profile

# Smoothing on cells as wide as the kernel would put an incident at its cell's centre first.
SUBCELLS = 4
# Beyond so many standard deviations a Gaussian lends less than a two-thousandth.
TRUNCATE = 3.5

# A week's rate from a shorter record would be mostly chance: one incident yesterday is not seven a week.
MIN_HISTORY_WEEKS = 4.0

# What the neighbours lend is never worth more than what the cell itself saw.
LEAST_OWN_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Incidents:
    """What was reported, one row an incident.

    Attributes:
        xy_m: Positions, shape (n, 2), project CRS.
        starts: Earliest possible moment, local clock, datetime64[s], shape (n,).
        ends: Latest possible moment, the same as ``starts`` where it is known, shape (n,).
        weight: How much the incident counts, not negative, shape (n,).
    """

    xy_m: FloatArray
    starts: TimeArray
    ends: TimeArray
    weight: FloatArray

    def __post_init__(self) -> None:
        n = len(self.starts)
        shapes = self.xy_m.shape, self.starts.shape, self.ends.shape, self.weight.shape
        if shapes != ((n, 2), (n,), (n,), (n,)):
            raise ValueError(f"shapes of positions, starts, ends and weights do not agree: {shapes}")
        # A missing time is in no order with anything, so it is refused here too.
        in_order = self.starts <= self.ends
        if not in_order.all():
            raise ValueError(f"row {np.argmin(in_order)} ends before it starts, or has no time")
        if not np.all(self.weight >= 0):
            raise ValueError(f"weights must not be negative, got {self.weight.min()}")

    def __len__(self) -> int:
        return len(self.starts)

    def where(self, chosen: BoolArray) -> "Incidents":
        """Keep the rows that are chosen, shape (n,)."""
        return Incidents(self.xy_m[chosen], self.starts[chosen], self.ends[chosen], self.weight[chosen])

    def known_by(self, as_of: np.datetime64) -> "Incidents":
        """Keep what had happened, and had ended, by a moment."""
        return self.where(self.is_known_by(as_of))

    def is_known_by(self, as_of: np.datetime64) -> BoolArray:
        """Which had happened, and had ended, by a moment, shape (n,)."""
        return np.asarray((self.starts < as_of) & (self.ends <= as_of), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class RiskParams:
    """How the risk is estimated.

    Attributes:
        half_life_weeks: Age at which an incident counts half.
        sigma_m: Standard deviation of the Gaussian that lends risk to neighbours.
        own_share: Share of the risk from a cell's own incidents; the rest is smoothed.
        profile_prior: Incidents that the prior of the week's profile is worth; with this one a profile from
            10 to 50,000 incidents forecast two later years of Chicago no worse than a uniform one.
        clock_half_life_weeks: Like ``half_life_weeks``, for times of day and week, which change slower.
        clock_sigma_m: Standard deviation of the Gaussian over which cells share their times of day.
        clock_prior: Incidents that the district's times of day are worth in a cell. These three were among
            the best on Chicago's 2016 and 2017, where many settings did alike.
        min_incidents: With fewer, single incidents would be the map, so the risk is flat.
    """

    half_life_weeks: float = 52.0
    sigma_m: float = 200.0
    own_share: float = 0.65
    profile_prior: float = 336.0
    clock_half_life_weeks: float = 208.0
    clock_sigma_m: float = 400.0
    clock_prior: float = 50.0
    min_incidents: int = 10


@dataclass(frozen=True, eq=False)
class Risk:
    """The risk surface and what it was made from.

    Attributes:
        per_week: Expected incidents per cell and two-hour block, Monday 00:00 first, shape (n_cells, 84).
        used: Incidents that were counted.
        outside: Known incidents that were left out because they lie outside the lattice.
        later: Incidents that were not read because they had not ended by ``as_of``.
        note: "" or why the surface is flat: "no-incidents" or "few-incidents".
        worth_weeks: How many weeks of plain counting know a cell's rate as well as this estimate does.
    """

    per_week: FloatArray
    used: int
    outside: int
    later: int
    note: str = ""
    worth_weeks: float = MIN_HISTORY_WEEKS

    @property
    def per_cell(self) -> FloatArray:
        """Expected incidents per cell in a week, shape (n_cells,)."""
        return np.asarray(self.per_week.sum(axis=1), dtype=np.float64)

    def interval_per_cell(self, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Lower and upper end of the weekly rate of each cell; see ``rate_interval``."""
        return rate_interval(self.per_cell, self.worth_weeks, level)


def rate_interval(
    per_cell: FloatArray, worth_weeks: float, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper end of the weekly rate of each cell, both of shape (n_cells,).

    The mixture of own and smoothed incidents is the posterior mean of a gamma-Poisson model whose prior
    mean is the smoothed part. Its upper end counts one incident more, so that a cell without any
    has an upper end too; that makes the interval wide rather than narrow.

    Args:
        per_cell: Expected incidents a week, shape (n_cells,).
        worth_weeks: See ``Risk``.
        level: Of the interval.

    Source: Garwood (1936), Biometrika 28, for the ends; West and Harrison (1997), Bayesian Forecasting
    and Dynamic Models, for counts that are discounted by age.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    tail = (1 - level) / 2
    counted = per_cell * worth_weeks
    lo = np.zeros(len(counted))
    lo[counted > 0] = gammaincinv(counted[counted > 0], tail)
    hi = np.asarray(gammaincinv(counted + 1, 1 - tail), dtype=np.float64)
    return lo / worth_weeks, hi / worth_weeks


def estimate_risk(
    incidents: Incidents, lattice: Lattice, as_of: np.datetime64, params: RiskParams | None = None
) -> Risk:
    """Estimate the incidents that a week after ``as_of`` will bring to each cell and block.

    The place comes from ``0.65 C + 0.35 K`` (C: incidents of the cell, halved for each year of age; K: the
    same, smoothed), the time from the district's profile of the week, bent to the times of day around a cell.

    Args:
        incidents: Any number, of any time and place.
        lattice: The cells, same CRS.
        as_of: Local clock; what had not ended by then is not read.
        params: Defaults were measured on rolling origins in several cities.
    """
    params = params or RiskParams()
    cell = lattice.locate(incidents.xy_m)
    known = incidents.is_known_by(as_of)
    inside = known & (cell >= 0)
    used = incidents
    # Copying a million rows to drop none of them takes a fifth of the whole time.
    if not inside.all():
        used, cell = incidents.where(inside), cell[inside]
    age_weeks = _age_weeks(used, as_of)
    decayed = used.weight * np.exp2(-age_weeks / params.half_life_weeks)
    record_weeks = _record_weeks(age_weeks, params)
    note = _note(used, decayed, params)
    if note:
        share = np.full((lattice.n_cells, BLOCKS_PER_WEEK), 1 / lattice.n_cells / BLOCKS_PER_WEEK)
    else:
        place = _share_by_cell(used.xy_m, cell, decayed, lattice, params)
        share = place[:, None] * _profiles(used, cell, age_weeks, lattice, params)
    share *= float(decayed.sum()) / record_weeks
    n_known = int(np.count_nonzero(known))
    worth_weeks = record_weeks / max(params.own_share, LEAST_OWN_SHARE)
    return Risk(share, len(used), n_known - len(used), len(incidents) - n_known, note, worth_weeks)


def _note(used: Incidents, decayed: FloatArray, params: RiskParams) -> str:
    # Incidents of a thousand half-lives ago weigh nothing at all, as if there were none.
    counted = np.count_nonzero(used.weight) if decayed.any() else 0
    if counted == 0:
        return "no-incidents"
    return "few-incidents" if counted < params.min_incidents else ""


def _age_weeks(incidents: Incidents, as_of: np.datetime64) -> FloatArray:
    age_s = (as_of.astype("datetime64[s]") - incidents.starts.astype("datetime64[s]")).astype(np.int64)
    return np.asarray(age_s / WEEK_S, dtype=np.float64)


def _record_weeks(age_weeks: FloatArray, params: RiskParams) -> float:
    """Decayed length of the record: decayed weight over it is the weight a week now."""
    oldest_weeks = age_weeks.max(initial=MIN_HISTORY_WEEKS)
    mean_life_weeks = params.half_life_weeks / np.log(2)
    return float(mean_life_weeks * -np.expm1(-oldest_weeks / mean_life_weeks))


def _profiles(
    used: Incidents, cell: IntArray, age_weeks: FloatArray, lattice: Lattice, params: RiskParams
) -> FloatArray:
    """Share of a cell's week in each block, shape (n_cells, 84)."""
    weight = used.weight * np.exp2(-age_weeks / params.clock_half_life_weeks)
    by_block, by_time = spread_over_week(used.starts, used.ends, weight, cell, lattice.n_cells)
    district = week_profile(by_block, params.profile_prior)
    return local_profiles(by_time, district, lattice, params.clock_sigma_m, params.clock_prior)


def _share_by_cell(
    xy_m: FloatArray, cell: IntArray, decayed: FloatArray, lattice: Lattice, params: RiskParams
) -> FloatArray:
    """Share of the risk of each cell, shape (n_cells,); positions must be inside the lattice."""
    own = np.bincount(cell, weights=decayed, minlength=lattice.n_cells)
    smooth = gaussian_per_cell(xy_m, decayed, lattice, params.sigma_m)
    mixed = params.own_share * own + (1 - params.own_share) * smooth
    # Smoothing sends some weight across the border of the district; dividing brings it back.
    return np.asarray(mixed / mixed.sum(), dtype=np.float64)


def gaussian_per_cell(xy_m: FloatArray, weight: FloatArray, lattice: Lattice, sigma_m: float) -> FloatArray:
    """Weight of each cell after a Gaussian has spread every incident, shape (n_cells,).

    Args:
        xy_m: Positions, shape (n, 2), project CRS; those outside the lattice's rectangle are left out.
        weight: Of each incident, shape (n,).
        lattice: The cells.
        sigma_m: Standard deviation; what passes the border of the lattice is lost.
    """
    subcell_m = lattice.cell_m / SUBCELLS
    fine = bin_points(
        xy_m, weight, lattice.x0_m, lattice.y0_m, subcell_m, lattice.nx * SUBCELLS, lattice.ny * SUBCELLS
    )
    along_y, along_x = (_blur(n_squares, sigma_m / subcell_m) for n_squares in (lattice.ny, lattice.nx))
    by_square = (along_x @ (along_y @ fine).T).T
    return np.asarray(by_square[lattice.inside], dtype=np.float64)


def _blur(n_squares: int, sigma: float) -> sparse.csr_array:
    """Gaussian smoothing of subcells and summing to squares in one step, shape (n_squares, subcells).

    Smoothing at full resolution first would do four times the work in each direction.
    """
    reach = int(TRUNCATE * sigma + 0.5)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-9)) ** 2)
    weights = np.convolve(bell / bell.sum(), np.ones(SUBCELLS))
    row = np.repeat(np.arange(n_squares), len(weights))
    column = row * SUBCELLS - reach + np.tile(np.arange(len(weights)), n_squares)
    inside = (column >= 0) & (column < n_squares * SUBCELLS)
    values = np.tile(weights, n_squares)[inside]
    return sparse.csr_array((values, (row[inside], column[inside])), shape=(n_squares, n_squares * SUBCELLS))
