"""Importing streets and the landscape of an OSM extract."""

import bz2
import gzip
from datetime import date

import pytest
from shapely.geometry.base import BaseGeometry

from geoapp.importing import streets
from geoapp.models import Landscape, Street, StreetExtract
from routing.osm import read_streets
from tests.builders import run_command, run_refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

NODES = {
    1: (123.910, 41.850),
    2: (123.912, 41.850),
    3: (123.912, 41.852),
    4: (123.914, 41.850),
    5: (123.916, 41.850),
    6: (123.916, 41.852),
}
WAYS = {
    10: ((1, 2), {"highway": "residential", "name": "东一路"}),
    11: ((2, 3), {"highway": "footway"}),
    12: ((2, 4), {"highway": "residential", "name": "东一路"}),
    13: ((4, 5, 6, 4), {"leisure": "park", "name": "站前公园"}),
    14: ((1, 3), {"railway": "rail"}),
    15: ((1, 5), {"waterway": "river", "name": "榆河"}),
}


def osm_xml(shift_lon: float = 0.0) -> str:
    nodes = [
        f'<node id="{key}" lon="{lon + shift_lon}" lat="{lat}" version="1" timestamp="2026-11-01T00:00:00Z"/>'
        for key, (lon, lat) in NODES.items()
    ]
    ways = [
        f'<way id="{key}" version="1" timestamp="2026-11-01T00:00:00Z">'
        + "".join(f'<nd ref="{node}"/>' for node in refs)
        + "".join(f'<tag k="{name}" v="{value}"/>' for name, value in tags.items())
        + "</way>"
        for key, (refs, tags) in WAYS.items()
    ]
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">', *nodes, *ways, "</osm>", ""]
    )


PACKERS = {".osm": bytes, ".osm.bz2": bz2.compress, ".osm.gz": gzip.compress}


def write_osm(tmp_path, suffix=".osm", text=None):
    path = tmp_path / f"streets{suffix}"
    path.write_bytes(PACKERS[suffix]((text or osm_xml()).encode()))
    return path


@pytest.mark.parametrize("suffix", PACKERS)
def test_streets_and_landscape_are_imported_from_each_packing(tmp_path, suffix):
    printed = run_command("import_streets", write_osm(tmp_path, suffix))

    assert "landscape: 1 water, 1 railways, 1 parks" in printed
    assert "streets: 3 new" in printed
    assert sorted(Street.objects.values_list("highway", "name")) == [
        ("footway", ""),
        ("residential", "东一路"),
        ("residential", "东一路"),
    ]
    assert sorted(Landscape.objects.values_list("kind", "name")) == [
        ("park", "站前公园"),
        ("rail", ""),
        ("water", "榆河"),
    ]


def test_extract_keeps_its_date_hash_and_attribution(tmp_path):
    run_command("import_streets", write_osm(tmp_path))

    extract = StreetExtract.objects.get()
    assert (extract.file_name, extract.dated) == ("streets.osm", date(2026, 11, 1))
    assert extract.attribution == "© OpenStreetMap contributors, ODbL 1.0"
    assert len(extract.sha256) == 64


def test_same_file_twice_changes_nothing(tmp_path):
    path = write_osm(tmp_path)
    run_command("import_streets", path)

    printed = run_command("import_streets", path)

    assert "streets: 0 new, 0 changed, 3 as before" in printed
    assert (StreetExtract.objects.count(), Street.objects.count()) == (1, 3)


def one_way(text: str) -> str:
    """The first street of the file with a direction."""
    return text.replace('<tag k="highway"', '<tag k="oneway" v="yes"/><tag k="highway"', 1)


def test_streets_say_how_they_bind_walkers_and_riders(tmp_path):
    run_command("import_streets", write_osm(tmp_path, text=one_way(osm_xml())))

    assert StreetExtract.objects.get().riding
    assert sorted(Street.objects.values_list("highway", "on_foot", "by_bicycle")) == [
        ("footway", "both", "closed"),
        ("residential", "both", "along"),
        ("residential", "both", "both"),
    ]


def test_an_extract_read_for_walkers_alone_is_replaced_when_it_is_imported_again(tmp_path):
    path = write_osm(tmp_path)
    run_command("import_streets", path)
    StreetExtract.objects.update(riding=False)
    Street.objects.update(by_bicycle="closed", name="older")

    assert "streets: 0 new, 3 changed" in run_command("import_streets", path, "--dry-run")
    assert not StreetExtract.objects.get().riding
    printed = run_command("import_streets", path)

    assert "the streets now say who may ride\nstreets: 0 new, 3 changed" in printed
    assert StreetExtract.objects.get().riding
    assert sorted(Street.objects.values_list("name", "by_bicycle")) == [
        ("", "closed"),
        ("东一路", "both"),
        ("东一路", "both"),
    ]
    assert Landscape.objects.count() == 3
    assert "3 as before" in run_command("import_streets", path)


def test_dry_run_writes_nothing(tmp_path):
    assert "streets: 3 new" in run_command("import_streets", write_osm(tmp_path), "--dry-run")
    assert not StreetExtract.objects.exists()


def test_streets_of_another_place_are_refused(tmp_path):
    printed = run_refused("import_streets", write_osm(tmp_path, text=osm_xml(shift_lon=1)))

    assert "none of its streets is in area 990402" in printed
    assert not StreetExtract.objects.exists()


@pytest.mark.parametrize("suffix", PACKERS)
def test_extract_that_was_cut_off_is_refused(tmp_path, suffix):
    path = write_osm(tmp_path, suffix)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])

    assert "damaged, cut off" in run_refused("import_streets", path)
    assert not StreetExtract.objects.exists()


def test_empty_file_and_missing_file_are_refused(tmp_path):
    (tmp_path / "x.osm").write_bytes(b"")

    assert "is empty (0 bytes)" in run_refused("import_streets", tmp_path / "x.osm")
    assert "there is no such file" in run_refused("import_streets", tmp_path / "y.osm")


def test_file_without_streets_is_refused(tmp_path):
    path = write_osm(tmp_path, text='<osm version="0.6"></osm>')

    assert "no streets could be read" in run_refused("import_streets", path)


def test_streets_of_the_district_can_be_downloaded(tmp_path, monkeypatch):
    def answer(polygon: BaseGeometry, metric_crs: str):
        assert polygon.contains(polygon.centroid)
        return read_streets(write_osm(tmp_path), metric_crs)

    monkeypatch.setattr(streets, "fetch_streets", answer)

    assert "streets: 3 new" in run_command("import_streets", "--online")
    assert "0 new, 0 changed, 3 as before" in run_command("import_streets", "--online")


def test_download_without_a_network_is_refused_with_what_to_do(monkeypatch):
    def no_answer(*_arguments):
        raise OSError("no route to host")

    monkeypatch.setattr(streets, "fetch_streets", no_answer)

    assert "get an extract and import the file" in run_refused("import_streets", "--online")


def test_nodes_of_an_extract_need_no_order(tmp_path):
    first, *others = osm_xml().split("\n")[2:8]
    shuffled = osm_xml().replace(f"{first}\n", "").replace(others[-1], f"{others[-1]}\n{first}")

    assert "landscape: 1 water" in run_command("import_streets", write_osm(tmp_path, text=shuffled))
