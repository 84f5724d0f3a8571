"""Incidents that a plan did not know, to measure it by."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from geoapp.convert.risk import clock64, load_incidents
from geoapp.convert.times import BLOCKS_PER_WEEK, blocks_of_period
from geoapp.models import District, Roster
from maps.analysis.cells import Lattice
from maps.analysis.marginal import happened_by_block

# With fewer, single incidents would decide which post is the best.
LEAST_INCIDENTS = 50
LONGEST_WEEKS = 52


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What a plan is measured by.

    Attributes:
        incidents: In each cell and block of the plan, as in a mean week, shape (n_cells, n_blocks).
        counted: Incidents from after the risk was made that this rests on.
        weeks: How many weeks they span.
        expected_only: There were too few of them, so these are expected incidents: the plan is measured by
            the very risk that it was made from, which flatters it.
    """

    incidents: np.ndarray
    counted: int
    weeks: int
    expected_only: bool


def load_held_out(district: District, roster: Roster, lattice: Lattice, risk: np.ndarray) -> HeldOut:
    """The incidents since the roster's risk was made, laid over the hours of its days.

    Args:
        risk: Expected incidents, shape (n_cells, n_blocks); stands in where too few happened since.
    """
    as_of = roster.surface.as_of
    incidents = load_incidents(district, as_of + timedelta(weeks=LONGEST_WEEKS))
    first = clock64(district, as_of).astype("datetime64[D]").astype("datetime64[s]")
    since = incidents.where(incidents.starts >= first)
    last = since.starts.max() if len(since) else first
    weeks = int((last - first) // np.timedelta64(7, "D")) if len(since) else 0
    if weeks < 1 or len(since) < LEAST_INCIDENTS:
        return HeldOut(risk, len(since), weeks, expected_only=True)
    happened = happened_by_block(since, lattice, first, weeks * BLOCKS_PER_WEEK)
    offset = int((first - np.datetime64("1970-01-05", "s")) // np.timedelta64(2, "h")) % BLOCKS_PER_WEEK
    of_week = np.roll(happened.reshape(lattice.n_cells, weeks, BLOCKS_PER_WEEK).mean(axis=1), offset, axis=1)
    blocks = blocks_of_period(roster.starts_on, roster.days)
    return HeldOut(of_week[:, blocks], round(float(happened.sum())), weeks, expected_only=False)
