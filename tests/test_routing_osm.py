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

from routing.network import network_of
from routing.osm import Streets, fetch_streets, metric_lines, read_streets
from routing.profiles import Binding

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


def rows(streets: Streets) -> list[tuple[str, str, int, str]]:
    return [
        (highway, name, len(line), str(on_foot))
        for highway, name, line, on_foot in zip(
            streets.highway, streets.name, streets.lines, streets.on_foot, strict=True
        )
    ]


def test_each_street_between_crossings_is_one_row(tmp_path: Path):
    streets = read_streets(write(tmp_path / "town.osm", town().encode()), CRS)

    assert rows(streets) == [
        ("primary", "解放路", 2, "both"),
        ("primary", "解放路", 2, "both"),
        ("residential", "", 3, "both"),
        ("steps", "", 2, "both"),
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

    network = network_of(lines, streets.edge_from, streets.edge_to, streets.on_foot)

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

    (row,) = [row for row, binding in enumerate(streets.on_foot) if binding != Binding.BOTH]
    assert (streets.highway[row], streets.on_foot[row]) == ("steps", Binding.ALONG)
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


def fetched(monkeypatch: pytest.MonkeyPatch, **tags: str) -> Streets:
    """What comes of a download of one way, as OSMnx gives it: its edge once, turned if it is one-way back."""
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_node(1, x=123.90, y=41.86)
    graph.add_node(2, x=123.91, y=41.86)
    ends = (2, 1) if tags.get("oneway") == "-1" else (1, 2)
    graph.add_edge(*ends, osmid=1, reversed=False, length=830.0, **tags)
    monkeypatch.setattr(osmnx, "graph_from_polygon", lambda *_, **__: graph)
    return fetch_streets(box(123.89, 41.85, 123.92, 41.87), CRS)


def test_fetched_streets_have_the_same_form(monkeypatch: pytest.MonkeyPatch):
    streets = fetched(monkeypatch, highway="footway")

    assert rows(streets) == [("footway", "", 2, "both")]
    assert (streets.by_bicycle, streets.dated) == ((Binding.CLOSED,), None)


@pytest.mark.parametrize(("oneway", "binding"), [("yes", Binding.ALONG), ("-1", Binding.AGAINST)])
def test_fetched_one_way_streets_bind_those_who_ride(monkeypatch, oneway: str, binding: Binding):
    streets = fetched(monkeypatch, highway="residential", oneway=oneway)

    assert streets.lines[0].tolist() == [[123.90, 41.86], [123.91, 41.86]]
    assert (streets.on_foot, streets.by_bicycle) == ((Binding.BOTH,), (binding,))


def test_a_download_without_a_way_for_anybody_is_refused(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ValueError, match="no street to walk on"):
        fetched(monkeypatch, highway="motorway")


def test_a_one_way_street_binds_those_who_ride_and_steps_are_closed_to_them(tmp_path: Path):
    streets = read_streets(write(tmp_path / "town.osm", town().encode()), CRS)

    assert list(zip(streets.highway, streets.on_foot, streets.by_bicycle, strict=True)) == [
        ("primary", Binding.BOTH, Binding.ALONG),
        ("primary", Binding.BOTH, Binding.ALONG),
        ("residential", Binding.BOTH, Binding.BOTH),
        ("steps", Binding.BOTH, Binding.CLOSED),
    ]
    riding = network_of(
        metric_lines(streets.lines, CRS), streets.edge_from, streets.edge_to, streets.by_bicycle
    )
    assert riding.both_ways.tolist() == [False, False, True]
    # Nobody gets back to where the one-way street begins, or away from where it ends.
    assert sorted(riding.component.tolist()) == [0, 0, 1, 2]


def test_a_one_way_street_against_its_nodes_is_ridden_that_way(tmp_path: Path):
    file = town().replace('k="oneway" v="yes"', 'k="oneway" v="-1"')
    streets = read_streets(write(tmp_path / "town.osm", file.encode()), CRS)

    lines = metric_lines(streets.lines, CRS)
    riding = network_of(lines, streets.edge_from, streets.edge_to, streets.by_bicycle)

    assert streets.by_bicycle[:2] == (Binding.AGAINST, Binding.AGAINST)
    assert riding.shape_xy_m[0].tolist() == lines[0][-1].tolist()
    assert (riding.edge_from[0], riding.edge_to[0]) == (streets.edge_to[0], streets.edge_from[0])


def test_a_street_ends_where_it_changes_who_may_go_on(tmp_path: Path):
    parts = town().replace(
        '<nd ref="2"/><nd ref="4"/><nd ref="5"/><tag k="highway" v="residential"/>',
        '<nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>'
        '<way id="14" version="1"><nd ref="5"/><nd ref="4"/><tag k="highway" v="residential"/>'
        '<tag k="oneway" v="yes"/>',
    )

    streets = read_streets(write(tmp_path / "town.osm", parts.encode()), CRS)

    # Both run to node 4, so that nobody can ride through; one row would hide it.
    assert rows(streets).count(("residential", "", 2, "both")) == 2


def test_a_way_for_bicycles_alone_is_kept_and_closed_on_foot(tmp_path: Path):
    lane = '<way id="14" version="1"><nd ref="1"/><nd ref="5"/><tag k="highway" v="cycleway"/>'
    file = town().replace("</osm>", f'{lane}<tag k="foot" v="no"/></way></osm>')

    streets = read_streets(write(tmp_path / "town.osm", file.encode()), CRS)

    row = streets.highway.index("cycleway")
    assert (streets.on_foot[row], streets.by_bicycle[row]) == (Binding.CLOSED, Binding.BOTH)
    walking = network_of(
        metric_lines(streets.lines, CRS), streets.edge_from, streets.edge_to, streets.on_foot
    )
    assert len(walking.edge_from) == len(streets.lines) - 1
