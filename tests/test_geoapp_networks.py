"""The network of a street extract is built once and then read from its file."""

from pathlib import Path

import numpy as np
import pytest
from django.contrib.gis.geos import LineString

from geoapp.models import District, Street, StreetExtract
from geoapp.networks import load_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def extract() -> StreetExtract:
    extract = StreetExtract.objects.create(sha256="ab" * 32, file_name="a.osm", attribution="OSM")
    for number, lon in enumerate((123.910, 123.912)):
        Street.objects.create(
            extract=extract,
            number=number,
            from_node=number,
            to_node=number + 1,
            highway="residential",
            line=LineString((lon, 41.85), (lon + 0.002, 41.85), srid=4326),
        )
    return extract


def test_a_network_is_read_from_its_file_once_it_was_built(
    district: District, extract: StreetExtract, settings, tmp_path: Path
):
    settings.NETWORK_CACHE = tmp_path / "networks"

    built = load_network(district, extract)
    Street.objects.all().delete()
    kept = load_network(district, extract)

    assert len(built.edge_from) == 2
    assert np.array_equal(kept.shape_xy_m, built.shape_xy_m)
    assert [file.suffix for file in settings.NETWORK_CACHE.iterdir()] == [".npz"]


def test_another_extract_has_another_file(
    district: District, extract: StreetExtract, settings, tmp_path: Path
):
    settings.NETWORK_CACHE = tmp_path / "networks"
    load_network(district, extract)

    other = StreetExtract.objects.create(sha256="cd" * 32, file_name="b.osm", attribution="OSM")

    assert len(load_network(district, other).edge_from) == 0
    assert len(list(settings.NETWORK_CACHE.iterdir())) == 2


def test_a_damaged_file_or_a_folder_that_cannot_be_made_costs_only_time(
    district: District, extract: StreetExtract, settings, tmp_path: Path
):
    settings.NETWORK_CACHE = tmp_path / "networks"
    load_network(district, extract)
    (file,) = settings.NETWORK_CACHE.iterdir()
    file.write_bytes(b"damaged")

    assert len(load_network(district, extract).edge_from) == 2
    settings.NETWORK_CACHE = file / "below a file"
    assert len(load_network(district, extract).edge_from) == 2
