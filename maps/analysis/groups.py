"""Which incidents may train the risk, and those of each group of categories."""

from collections.abc import Sequence

import numpy as np

from maps.analysis.arrays import BoolArray, IntArray
from maps.analysis.hotspots import Incidents

# What a patrol finds is where patrols are sent: a map trained on it would feed itself.
TRAINING_SOURCES = frozenset({"resident-report", "open-record"})


def trains(sources: Sequence[str]) -> BoolArray:
    """Whether what came from a source may train the risk, shape (n,); the rest is a layer of its own."""
    return np.fromiter((source in TRAINING_SOURCES for source in sources), dtype=np.bool_, count=len(sources))


def split_by_group(incidents: Incidents, group: IntArray, names: Sequence[str]) -> dict[str, Incidents]:
    """The incidents of each group of categories; groups without any are left out.

    Args:
        incidents: Of any category.
        group: Row of the group of each incident in ``names``, -1 for none, shape (n,).
        names: Of the groups.

    Raises:
        ValueError: If there are not as many groups as incidents.
    """
    if len(group) != len(incidents):
        raise ValueError(f"{len(group)} groups for {len(incidents)} incidents")
    return {name: incidents.where(group == k) for k, name in enumerate(names) if (group == k).any()}
