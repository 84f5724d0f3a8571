"""The network of a street extract is built once and then read from its file."""

from pathlib import Path

import numpy as np
import pytest
from django.contrib.gis.geos import LineString

from geoapp.models import District, Street, StreetExtract
from geoapp.networks import load_network
from routing.profiles import BICYCLE

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


def test_people_who_ride_have_a_network_of_their_own(
    district: District, extract: StreetExtract, settings, tmp_path: Path
):
    settings.NETWORK_CACHE = tmp_path / "networks"
    StreetExtract.objects.update(riding=True)
    Street.objects.filter(number=1).update(by_bicycle="against")
    extract.refresh_from_db()

    for _ in range(2):
        walking, riding = load_network(district, extract), load_network(district, extract, BICYCLE)

        assert walking.both_ways.tolist() == [True, True]
        assert riding.both_ways.tolist() == [False]
        assert riding.shape_xy_m[::-1].tolist() == walking.shape_xy_m[2:].tolist()
        # The second time from the files.
        Street.objects.all().delete()
    assert len(list(settings.NETWORK_CACHE.iterdir())) == 2


def test_an_extract_that_says_not_who_may_ride_has_no_network_for_them(
    district: District, extract: StreetExtract
):
    with pytest.raises(ValueError, match="does not say which streets may be ridden"):
        load_network(district, extract, BICYCLE)


def test_a_network_from_before_an_import_again_is_not_taken_for_the_new_one(
    district: District, extract: StreetExtract, settings, tmp_path: Path
):
    settings.NETWORK_CACHE = tmp_path / "networks"
    load_network(district, extract)
    Street.objects.filter(number=1).delete()
    StreetExtract.objects.update(riding=True)
    extract.refresh_from_db()

    assert len(load_network(district, extract).edge_from) == 1
