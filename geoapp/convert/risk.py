"""Incidents and the risk surface."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from django.db import transaction

from geoapp.convert.backtests import backtest_facts
from geoapp.convert.times import local_clock
from geoapp.models import Category, District, RiskCell, RiskSurface, Source
from geoapp.queries.incidents import load_incident_columns, load_observations
from geoapp.queries.incoming import array_texts, copy_rows
from geoapp.queries.places import load_district_shape_m
from maps.analysis.cells import Lattice, make_lattice
from maps.analysis.groups import split_by_group, trains
from maps.analysis.hotspots import Incidents, RiskParams
from maps.analysis.study import Study


@dataclass(frozen=True, eq=False)
class Record:
    """What happened before a moment.

    Attributes:
        incidents: What residents reported and open records say; only these train the risk.
        groups: The same by group of categories.
        observed: What patrols found themselves, from files and from phones, a layer of its own.
    """

    incidents: Incidents
    groups: dict[str, Incidents]
    observed: Incidents


def load_lattice(district: District, day: date) -> Lattice:
    """The cells whose centre the district holds on a day."""
    return make_lattice(load_district_shape_m(district, day), district.cell_m)


def load_record(district: District, as_of: datetime) -> Record:
    """Everything that happened before a moment, by who said it and by group of categories."""
    found = load_incident_columns(district, as_of)
    everything = Incidents(found.xy_m, found.starts, found.ends, found.weight)
    training = trains(Source.values)[found.source]
    group_of = dict(Category.objects.values_list("pk", "group"))
    names = sorted(set(group_of.values()))
    row_of = np.full(max(group_of, default=0) + 1, -1)
    for category, group in group_of.items():
        row_of[category] = names.index(group)
    incidents = everything.where(training)
    groups = split_by_group(incidents, row_of[found.category[training]], names)
    return Record(incidents, groups, _with_phones(everything.where(~training), district, as_of))


def _with_phones(observed: Incidents, district: District, as_of: datetime) -> Incidents:
    """What patrols found by files that were imported, and what their phones reported."""
    xy_m, at = load_observations(district, as_of)
    return Incidents(
        np.concatenate([observed.xy_m, xy_m]),
        np.concatenate([observed.starts, at]),
        np.concatenate([observed.ends, at]),
        np.concatenate([observed.weight, np.ones(len(at))]),
    )


def load_incidents(district: District, as_of: datetime) -> Incidents:
    """The incidents before a moment that may train the risk."""
    return load_record(district, as_of).incidents


def clock64(district: District, moment: datetime) -> np.datetime64:
    """The wall clock of a moment as numpy counts it."""
    return np.datetime64(local_clock(district, moment), "s")


def cell_places(lattice: Lattice) -> np.ndarray:
    """Column and row of each cell counted from the zero of the metric system, shape (n_cells, 2)."""
    origin = np.array([lattice.x0_m, lattice.y0_m]) / lattice.cell_m
    return np.column_stack([lattice.column, lattice.row]) + np.round(origin).astype(int)


def cells_by_place(lattice: Lattice) -> dict[tuple[int, ...], int]:
    """The number of each cell by its column and row."""
    return {place: cell for cell, place in enumerate(map(tuple, cell_places(lattice).tolist()))}


def digest(*arrays: np.ndarray) -> str:
    """SHA-256 of the contents of arrays, for the record of what a result was made from."""
    whole = hashlib.sha256()
    for array in arrays:
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()


@transaction.atomic
def save_surfaces(
    as_of: datetime,
    lattice: Lattice,
    params: RiskParams,
    whole: Study,
    groups: dict[str, Study],
    observed: np.ndarray,
) -> RiskSurface:
    """Save a surface and those of its groups; an earlier one stays, because rosters refer to it.

    Args:
        observed: What patrols found themselves, by cell, shape (n_cells,).
    """
    surface = _save_surface(as_of, lattice, params, whole, observed, None, "")
    nothing = np.zeros(lattice.n_cells)
    for name, study in groups.items():
        _save_surface(as_of, lattice, params, study, nothing, surface, name)
    return surface


def _save_surface(
    as_of: datetime,
    lattice: Lattice,
    params: RiskParams,
    study: Study,
    observed: np.ndarray,
    whole: RiskSurface | None,
    group: str,
) -> RiskSurface:
    incidents, risk, shown = study.incidents, study.risk, study.display
    span = (str(incidents.starts.min()), str(incidents.ends.max())) if len(incidents) else None
    surface = RiskSurface.objects.create(
        whole=whole,
        group=group,
        as_of=as_of,
        cell_m=int(lattice.cell_m),
        incidents=risk.used,
        inputs_sha256=digest(incidents.xy_m, incidents.starts, incidents.ends, incidents.weight),
        parameters={
            **asdict(params),
            "note": risk.note,
            "outside": risk.outside,
            "later": risk.later,
            "worth_weeks": risk.worth_weeks,
            "span": span,
            "findings": [[finding.code, dict(finding.facts)] for finding in study.findings],
        },
        backtest=backtest_facts(study.tested),
    )
    place = cell_places(lattice)
    cells = pd.DataFrame(
        {
            "surface_id": surface.pk,
            "cell_x": place[:, 0],
            "cell_y": place[:, 1],
            "per_week": array_texts(risk.per_week),
            "counted": shown.counted,
            "observed": observed,
            "z": shown.z,
            "hot": shown.hot,
            "density": shown.density,
            "history": shown.history,
        }
    )
    copy_rows(RiskCell._meta.db_table, cells)
    return surface
