"""The networks of a street extract, on foot and by bicycle, kept in files so that each is built once."""

import logging

import shapely
from django.conf import settings

from geoapp.models import District, StreetExtract
from geoapp.queries.places import load_streets
from routing.network import Network, network_of
from routing.network_file import network_bytes, network_from_bytes, network_key
from routing.profiles import BICYCLE, WALKING, Profile

log = logging.getLogger(__name__)


def load_network(district: District, extract: StreetExtract, profile: Profile = WALKING) -> Network:
    """The extract's streets as a network in the district's metric system, from its file if there is one.

    Raises:
        ValueError: If people ride, and the extract does not say where they may.
    """
    if profile == BICYCLE and not extract.riding:
        raise ValueError(f"extract {extract.pk} does not say which streets may be ridden")
    folder = settings.NETWORK_CACHE
    # Streets end at other nodes once an older extract is imported again to learn who may ride.
    name = profile.name if extract.riding else f"{profile.name}-alone"
    key = network_key(extract.sha256, name, district.metric_srid)
    file = folder / f"{extract.sha256}-{name}-{district.metric_srid}.npz" if folder else None
    if file and file.exists() and (kept := network_from_bytes(file.read_bytes(), key)):
        return kept
    streets = load_streets(district, extract)
    lines_m = [shapely.get_coordinates(line) for line in streets.line_m]
    bindings = streets.by_bicycle if profile == BICYCLE else streets.on_foot
    network = network_of(lines_m, streets.from_node, streets.to_node, bindings.tolist())
    if file:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f"{file.name}.part")
            part.write_bytes(network_bytes(network, key))
            part.replace(file)
        except OSError as error:
            # A folder that is full or may not be written to costs time, not the plan.
            log.warning("no network cache: %s", error.strerror)
    return network
