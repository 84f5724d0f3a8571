"""Streets from OSM files."""

import bz2
import gzip
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import osmium
import osmnx
import pytest
from shapely import box

from routing.network import build_network
from routing.osm import Streets, fetch_streets, metric_lines, read_streets
from routing.profiles import BICYCLE

CRS = "EPSG:32651"  # UTM zone of Fushun

# A main street of three nodes, a motorway beside it, a lane off its middle, a path that leaves the extract.
TOWN = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="41.8600" lon="123.9000" timestamp="2020-01-01T00:00:00Z" version="1"/>
 <node id="2" lat="41.8600" lon="123.9010" timestamp="2020-01-01T00:00:00Z" version="1"/>
 <node id="3" lat="41.8600" lon="123.9020" timestamp="2024-03-05T23:00:00Z" version="1"/>
 <node id="4" lat="41.8610" lon="123.9012" timestamp="2020-01-01T00:00:00Z" version="1"/>
 <node id="5" lat="41.8620" lon="123.9010" timestamp="2020-01-01T00:00:00Z" version="1"/>
 <node id="6" lat="41.9000" lon="123.9000" timestamp="2025-01-01T00:00:00Z" version="1"/>
 <way id="10" timestamp="2021-01-01T00:00:00Z" version="1">
  <nd ref="1"/><nd ref="2"/><nd ref="3"/>
  <tag k="highway" v="primary"/><tag k="name" v="解放路"/><tag k="oneway" v="yes"/>
 </way>
 <way id="11" timestamp="2021-01-01T00:00:00Z" version="1">
  <nd ref="2"/><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/>
 </way>
 <way id="12" timestamp="2025-01-01T00:00:00Z" version="1">
  <nd ref="1"/><nd ref="6"/><tag k="highway" v="motorway"/>
 </way>
 <way id="13" timestamp="2021-01-01T00:00:00Z" version="1">
  <nd ref="99"/><nd ref="3"/><nd ref="5"/><nd ref="98"/><tag k="highway" v="steps"/>LEAD
 </way>
</osm>
"""


def town(tags: str = "") -> str:
    return TOWN.replace("LEAD", tags)


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def rows(streets: Streets) -> list[tuple[str, str, int, bool]]:
    return [
        (highway, name, len(line), bool(both_ways))
        for highway, name, line, both_ways in zip(
            streets.highway, streets.name, streets.lines, streets.both_ways, strict=True
        )
    ]


def test_each_street_between_crossings_is_one_row(tmp_path: Path):
    streets = read_streets(write(tmp_path / "town.osm", town().encode()), CRS)

    assert rows(streets) == [
        ("primary", "解放路", 2, True),
        ("primary", "解放路", 2, True),
        ("residential", "", 3, True),
        ("steps", "", 2, True),
    ]
    assert len(streets.node_lon_lat) == 4


def test_lines_run_from_node_to_node(tmp_path: Path):
    streets = read_streets(write(tmp_path / "town.osm", town().encode()), CRS)

    for first, last, line in zip(streets.edge_from, streets.edge_to, streets.lines, strict=True):
        assert line[0].tolist() == streets.node_lon_lat[first].tolist()
        assert line[-1].tolist() == streets.node_lon_lat[last].tolist()


def test_lengths_are_metres_and_those_of_the_network(tmp_path: Path):
    streets = read_streets(write(tmp_path / "town.osm", town().encode()), CRS)
    lines = metric_lines(streets.lines, CRS)

    network = build_network(lines, streets.edge_from, streets.edge_to, streets.both_ways)

    # A thousandth of a degree of longitude at 41.86 degrees north is 83 m.
    assert streets.length_m[0] == pytest.approx(83.0, abs=0.3)
    np.testing.assert_allclose(network.edge_length_m, streets.length_m)


def test_the_date_is_that_of_the_newest_street_that_is_kept(tmp_path: Path):
    streets = read_streets(write(tmp_path / "town.osm", town().encode()), CRS)

    assert streets.dated == date(2024, 3, 5)


def test_a_file_without_times_has_no_date(tmp_path: Path):
    undated = "".join(part.split('"', 1)[1] for part in ('"' + town()).split(' timestamp="'))
    streets = read_streets(write(tmp_path / "town.osm", undated.encode()), CRS)

    assert streets.dated is None


def test_a_street_that_binds_on_foot_keeps_its_direction(tmp_path: Path):
    bound = town('<tag k="oneway:foot" v="-1"/>').encode()
    streets = read_streets(write(tmp_path / "town.osm", bound), CRS)

    (row,) = np.flatnonzero(~streets.both_ways)
    assert streets.highway[row] == "steps"
    assert streets.lines[row].tolist() == [[123.901, 41.862], [123.902, 41.86]]


def test_compressed_files_and_pbf_give_the_same_streets(tmp_path: Path):
    plain = write(tmp_path / "town.osm", town().encode())
    packed = [
        write(tmp_path / "town.osm.bz2", bz2.compress(town().encode())),
        write(tmp_path / "town.osm.gz", gzip.compress(town().encode())),
        write_pbf(plain, tmp_path / "town.osm.pbf"),
    ]
    expected = read_streets(plain, CRS)

    for path in packed:
        streets = read_streets(path, CRS)
        assert rows(streets) == rows(expected)
        assert streets.dated == expected.dated
        np.testing.assert_allclose(np.concatenate(streets.lines), np.concatenate(expected.lines))


def write_pbf(source: Path, target: Path) -> Path:
    with osmium.SimpleWriter(str(target)) as writer:
        for item in osmium.FileProcessor(source):
            writer.add(item)
    return target


def test_new_objects_of_an_editor_have_negative_numbers(tmp_path: Path):
    renumbered = town().replace('id="', 'id="-').replace('ref="', 'ref="-')

    streets = read_streets(write(tmp_path / "town.osm", renumbered.encode()), CRS)

    assert sorted(streets.highway) == ["primary", "primary", "residential", "steps"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.osm", b""),
        ("text.osm", b"These are not the streets that you are looking for."),
        ("page.osm", b"<html><body>503</body></html>"),
        ("cut.osm", town().encode()[:900]),
        ("cut-at-the-end.osm", town().encode()[:-8]),
        ("cut.osm.bz2", bz2.compress(town().encode())[:-20]),
        ("cut.osm.gz", gzip.compress(town().encode())[:-20]),
        ("noise.pbf", b"PK\x03\x04 something else"),
        ("empty.pbf", b""),
        ("empty.osm.bz2", b""),
        ("streets.zip", b"PK\x03\x04"),
        ("packed-without-saying-so.osm", bz2.compress(town().encode())),
    ],
)
def test_what_is_no_whole_osm_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes):
    with pytest.raises(ValueError, match=f"{name} is not a whole OSM file"):
        read_streets(write(tmp_path / name, content), CRS)


def test_a_pbf_that_is_cut_off_is_refused(tmp_path: Path):
    whole = write_pbf(write(tmp_path / "town.osm", town().encode()), tmp_path / "town.pbf")

    with pytest.raises(ValueError, match=r"cut\.pbf is not a whole OSM file"):
        read_streets(write(tmp_path / "cut.pbf", whole.read_bytes()[:-30]), CRS)


def test_a_file_without_streets_is_refused(tmp_path: Path):
    motorway_only = town().replace("primary", "motorway").replace("residential", "construction")
    without = motorway_only.replace("steps", "proposed")

    with pytest.raises(ValueError, match=r"no street to walk on in town\.osm"):
        read_streets(write(tmp_path / "town.osm", without.encode()), CRS)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        read_streets(tmp_path / "town.osm", CRS)


def test_fetched_streets_have_the_same_form(monkeypatch: pytest.MonkeyPatch):
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_node(1, x=123.90, y=41.86)
    graph.add_node(2, x=123.91, y=41.86)
    for ends in ((1, 2), (2, 1)):
        graph.add_edge(*ends, osmid=1, highway="footway", oneway=False, reversed=ends == (2, 1), length=830.0)
    monkeypatch.setattr(osmnx, "graph_from_polygon", lambda *_, **__: graph)

    streets = fetch_streets(box(123.89, 41.85, 123.92, 41.87), CRS)

    assert rows(streets) == [("footway", "", 2, True)]
    assert streets.dated is None


def test_a_bicycle_is_bound_where_a_walker_is_not(tmp_path: Path):
    plain = town()
    file = write(
        tmp_path / "town.osm",
        plain.replace('<tag k="highway"', '<tag k="oneway" v="yes"/><tag k="highway"').encode(),
    )

    on_foot, riding = read_streets(file, CRS), read_streets(file, CRS, BICYCLE)

    assert on_foot.both_ways.all()
    assert not riding.both_ways.any()
