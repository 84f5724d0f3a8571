"""Incidents and the risk surface."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from math import isfinite

import numpy as np
from django.db import transaction

from geoapp.convert.times import local_clock
from geoapp.models import District, RiskCell, RiskSurface
from geoapp.queries.incidents import load_training_incidents
from geoapp.queries.places import load_district_shape_m
from maps.analysis.backtest import Backtest
from maps.analysis.cells import Lattice, make_lattice
from maps.analysis.hotspots import Incidents, Risk, RiskParams


def load_lattice(district: District, day: date) -> Lattice:
    """The cells whose centre the district holds on a day."""
    return make_lattice(load_district_shape_m(district, day), district.cell_m)


def load_incidents(district: District, as_of: datetime) -> Incidents:
    """The incidents before a moment that may train the risk."""
    xy_m, starts, ends, weight = load_training_incidents(district, as_of)
    return Incidents(xy_m, starts, ends, weight)


def clock64(district: District, moment: datetime) -> np.datetime64:
    """The wall clock of a moment as numpy counts it."""
    return np.datetime64(local_clock(district, moment), "s")


def cell_places(lattice: Lattice) -> np.ndarray:
    """Column and row of each cell counted from the zero of the metric system, shape (n_cells, 2)."""
    origin = np.array([lattice.x0_m, lattice.y0_m]) / lattice.cell_m
    return np.column_stack([lattice.column, lattice.row]) + np.round(origin).astype(int)


def digest(*arrays: np.ndarray) -> str:
    """SHA-256 of the contents of arrays, for the record of what a result was made from."""
    whole = hashlib.sha256()
    for array in arrays:
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()


@transaction.atomic
def save_surface(
    as_of: datetime,
    incidents: Incidents,
    lattice: Lattice,
    risk: Risk,
    params: RiskParams,
    tested: Backtest,
) -> RiskSurface:
    """Save a surface with its cells; an earlier one of the same moment stays, because rosters refer to it."""
    surface = RiskSurface.objects.create(
        as_of=as_of,
        cell_m=int(lattice.cell_m),
        incidents=risk.used,
        inputs_sha256=digest(incidents.xy_m, incidents.starts, incidents.ends, incidents.weight),
        parameters={**asdict(params), "note": risk.note, "outside": risk.outside, "later": risk.later},
        backtest={
            "origins": len(tested.origins),
            "note": tested.note,
            "scores": [_finite(asdict(score)) for score in tested.scores],
        },
    )
    RiskCell.objects.bulk_create(
        RiskCell(surface=surface, cell_x=x, cell_y=y, per_week=per_week)
        for (x, y), per_week in zip(cell_places(lattice).tolist(), risk.per_week.tolist(), strict=True)
    )
    return surface


def _finite(score: dict[str, object]) -> dict[str, object]:
    """A score without the values that JSON lacks."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in score.items()
    }


def load_risk_per_week(surface: RiskSurface, lattice: Lattice) -> np.ndarray:
    """Expected incidents by cell of the lattice and block of the week, shape (n_cells, 84).

    A cell that the surface lacks, as after a change of the district's border, has no risk.
    """
    saved = {(x, y): per_week for x, y, per_week in surface.cells.values_list("cell_x", "cell_y", "per_week")}
    nothing = [0.0] * 84
    return np.array([saved.get((x, y), nothing) for x, y in cell_places(lattice).tolist()])
