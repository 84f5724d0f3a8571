"""The network on foot of a street extract, kept in a file so that it is built once."""

import logging

import shapely
from django.conf import settings

from geoapp.models import District, StreetExtract
from geoapp.queries.places import load_streets
from routing.network import Network, build_network
from routing.network_file import network_bytes, network_from_bytes, network_key
from routing.profiles import WALKING

log = logging.getLogger(__name__)


def load_network(district: District, extract: StreetExtract) -> Network:
    """The extract's streets as a network in the district's metric system, from its file if there is one."""
    folder = settings.NETWORK_CACHE
    key = network_key(extract.sha256, WALKING.name, district.metric_srid)
    file = folder / f"{extract.sha256}-{WALKING.name}-{district.metric_srid}.npz" if folder else None
    if file and file.exists() and (kept := network_from_bytes(file.read_bytes(), key)):
        return kept
    streets = load_streets(district, extract)
    lines_m = [shapely.get_coordinates(line) for line in streets.line_m]
    network = build_network(lines_m, streets.from_node, streets.to_node, streets.both_ways)
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
