"""Risk by group of incident categories, each with parameters of its own."""

from collections.abc import Mapping, Sequence

import numpy as np

from maps.analysis.arrays import BoolArray
from maps.analysis.cells import Lattice
from maps.analysis.hotspots import Incidents, Risk, RiskParams, estimate_risk

# What a patrol finds is where patrols are sent: a map trained on it would feed itself.
TRAINING_SOURCES = frozenset({"resident-report", "open-record"})


def split_by_source(incidents: Incidents, sources: Sequence[str]) -> tuple[Incidents, Incidents]:
    """Separate what may train the risk from what patrols observed.

    Args:
        incidents: Of any source.
        sources: Of each incident, n of them; see ``TRAINING_SOURCES``.

    Returns:
        The training incidents, and the rest, which is a layer of its own.
    """
    trains = _is_one_of(sources, TRAINING_SOURCES, len(incidents))
    return incidents.where(trains), incidents.where(~trains)


def risk_by_group(
    incidents: Incidents,
    categories: Sequence[str],
    groups: Mapping[str, frozenset[str]],
    lattice: Lattice,
    as_of: np.datetime64,
    params: Mapping[str, RiskParams] | None = None,
) -> dict[str, Risk]:
    """Estimate a surface for each group of categories.

    Args:
        incidents: Of any category.
        categories: Of each incident, n of them.
        groups: Categories by the name of their group; a category may be in several groups.
        lattice: The cells, same CRS.
        as_of: Local clock; what had not ended by then is not read.
        params: By name of the group; the defaults for those that are not named.
    """
    own = params or {}
    return {
        name: estimate_risk(
            incidents.where(_is_one_of(categories, members, len(incidents))), lattice, as_of, own.get(name)
        )
        for name, members in groups.items()
    }


def _is_one_of(words: Sequence[str], wanted: frozenset[str], n: int) -> BoolArray:
    if len(words) != n:
        raise ValueError(f"{len(words)} words for {n} incidents")
    return np.fromiter((word in wanted for word in words), dtype=np.bool_, count=n)
