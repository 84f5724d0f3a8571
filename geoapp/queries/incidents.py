"""Lookups of incidents for the risk."""

from datetime import datetime

import numpy as np

from geoapp.models import District, Source
from geoapp.queries.rows import columns, rows

# What patrols find themselves is left out: it would send them where they have already been.
SOURCES_THAT_TRAIN = [Source.RESIDENT_REPORT.value, Source.OPEN_RECORD.value]

TRAINING_INCIDENTS = """
select ST_X(p), ST_Y(p),
       (time_from at time zone %(zone)s)::text, (time_to at time zone %(zone)s)::text, weight
from geoapp_incident, ST_Transform(point, %(srid)s) as p
where source = any(%(sources)s) and time_from < %(as_of)s
order by time_from, ref
"""


def load_training_incidents(
    district: District, as_of: datetime
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Reports and records before a moment: xy_m (n, 2), starts and ends (local clock), weights."""
    found = rows(
        TRAINING_INCIDENTS,
        {
            "srid": district.metric_srid,
            "zone": district.time_zone,
            "sources": SOURCES_THAT_TRAIN,
            "as_of": as_of,
        },
    )
    x_m, y_m, starts, ends, weight = columns(found, float, float, "datetime64[s]", "datetime64[s]", float)
    return np.column_stack([x_m, y_m]), starts, ends, weight
