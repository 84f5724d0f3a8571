"""Routes to presence in cells, and the planned dose to rows."""

from datetime import datetime, time

import numpy as np
from django.db import transaction

from geoapp.convert.risk import cell_places
from geoapp.convert.times import BLOCKS_PER_DAY, blocks_of_period, day_slots, local_clock, share_of_blocks
from geoapp.models import CoverageCell, District, Roster
from geoapp.queries.patrols import load_route_lines
from maps.analysis.cells import Lattice
from maps.analysis.presence import Presence, TimedLine, presence_of_routes


def load_presence(district: District, roster: Roster, lattice: Lattice) -> Presence:
    """When the planned patrols are in which cell; seconds from the roster's first local midnight."""
    zero = datetime.combine(roster.starts_on, time(0))
    return presence_of_routes(
        [
            TimedLine(
                (local_clock(district, line.starts_at) - zero).total_seconds() + line.seconds, line.xy_m
            )
            for line in load_route_lines(district, roster)
        ],
        lattice,
    )


def risk_in_blocks(roster: Roster, per_week: np.ndarray) -> np.ndarray:
    """Expected incidents in each block of the roster's period, shape (n_cells, 12 × days)."""
    return per_week[:, blocks_of_period(roster.starts_on, roster.days)]


def required_blocks(district: District, roster: Roster) -> np.ndarray:
    """Which blocks have a slot in them, and so should be patrolled, shape (12 × days,)."""
    required = np.zeros(roster.days * BLOCKS_PER_DAY, dtype=bool)
    for slot in day_slots(district, roster):
        required |= share_of_blocks(roster.starts_on, roster.days, slot.starts, slot.ends) > 0
    return required


@transaction.atomic
def save_coverage(roster: Roster, lattice: Lattice, dose: np.ndarray, minutes: np.ndarray) -> None:
    """Save the dose of each cell, shape (n_cells, 12 × days); replaces that of an earlier plan."""
    roster.coverage.all().delete()
    CoverageCell.objects.bulk_create(
        CoverageCell(roster=roster, cell_x=x, cell_y=y, dose=np.round(by_block, 4).tolist(), minutes=total)
        for (x, y), by_block, total in zip(
            cell_places(lattice).tolist(), dose, minutes.sum(axis=1).tolist(), strict=True
        )
    )


def load_dose(roster: Roster, lattice: Lattice) -> tuple[np.ndarray, np.ndarray]:
    """The saved dose, shape (n_cells, 12 × days), and minutes, shape (n_cells,)."""
    saved = {
        (x, y): (dose, minutes)
        for x, y, dose, minutes in roster.coverage.values_list("cell_x", "cell_y", "dose", "minutes")
    }
    nothing = ([0.0] * (roster.days * BLOCKS_PER_DAY), 0.0)
    found = [saved.get((x, y), nothing) for x, y in cell_places(lattice).tolist()]
    return np.array([dose for dose, _ in found]), np.array([minutes for _, minutes in found])
