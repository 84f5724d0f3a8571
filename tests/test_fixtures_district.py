"""The places of the demo district: streets, areas, posts."""

import bz2
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import networkx as nx
import numpy as np
import pandas as pd
import shapely

import fixtures

FOLDER = Path(fixtures.__file__).parent
METRIC = "EPSG:32651"
SPLIT_ON = "2026-03-01"
SLOTS = {"am-rush", "morning", "pm-rush", "evening", "late"}


@cache
def streets() -> ElementTree.Element:
    return ElementTree.fromstring(bz2.decompress((FOLDER / "streets.osm.bz2").read_bytes()))


def ways(key: str) -> list[ElementTree.Element]:
    return [way for way in streets().iter("way") if key in tags(way)]


def tags(way: ElementTree.Element) -> dict[str, str]:
    return {tag.attrib["k"]: tag.attrib["v"] for tag in way.iter("tag")}


def street_graph() -> nx.Graph:
    graph = nx.Graph()
    for way in ways("highway"):
        nx.add_path(graph, [nd.attrib["ref"] for nd in way.iter("nd")])
    return graph


@cache
def areas() -> geopandas.GeoDataFrame:
    upper, grids = geopandas.read_file(FOLDER / "areas.geojson"), geopandas.read_file(FOLDER / "grids.gpkg")
    return pd.concat([upper, grids], ignore_index=True)


def valid_on(day: date, level: str) -> geopandas.GeoDataFrame:
    found, text = areas()[areas().level == level], day.isoformat()
    starts = found.valid_from.astype(str).str[:10]
    ends = found.valid_to.astype(object).map(lambda end: "9999" if pd.isna(end) else str(end)[:10])
    return found[(starts <= text) & (ends > text)]


def test_streets_are_one_network_of_a_real_town_s_size():
    graph = street_graph()

    parts = sorted(nx.connected_components(graph), key=len)
    corners_and_ends = [node for node, degree in graph.degree if degree != 2]

    assert len(parts) == 1
    assert 5_000 <= len(corners_and_ends) <= 7_000


def test_streets_have_names_bridges_one_way_streets_dead_ends_and_a_date():
    marks = [tags(way) for way in ways("highway")]

    assert {"primary", "secondary", "tertiary", "residential", "footway"} <= {m["highway"] for m in marks}
    assert any(m.get("name") == "中央大街" for m in marks)
    assert sum(m.get("bridge") == "yes" for m in marks) >= 4
    assert sum(m.get("oneway") == "yes" for m in marks) >= 10
    assert sum(degree == 1 for _, degree in street_graph().degree) > 100
    assert "synthetic" in streets().attrib["generator"]
    assert {way.attrib["timestamp"] for way in streets().iter("way")} == {"2026-11-01T00:00:00Z"}


def test_river_railway_and_parks_share_no_node_with_the_streets():
    on_streets = {nd.attrib["ref"] for way in ways("highway") for nd in way.iter("nd")}

    for key in ("waterway", "railway", "natural", "leisure"):
        assert ways(key)
        assert not on_streets & {nd.attrib["ref"] for way in ways(key) for nd in way.iter("nd")}


def test_only_bridges_cross_the_river():
    places = {
        node.attrib["id"]: (float(node.attrib["lon"]), float(node.attrib["lat"]))
        for node in streets().iter("node")
    }
    outline = next(way for way in ways("natural") if tags(way)["water"] == "river")
    river = shapely.Polygon([places[nd.attrib["ref"]] for nd in outline.iter("nd")])
    lines = {
        way: shapely.LineString([places[nd.attrib["ref"]] for nd in way.iter("nd")])
        for way in ways("highway")
    }

    wet = [tags(way) for way, line in lines.items() if line.intersects(river)]

    assert len(wet) == 4
    assert all(mark.get("bridge") == "yes" for mark in wet)


def test_the_district_has_ten_subdistricts_eighty_communities_and_four_hundred_grids():
    levels = {level: len(valid_on(date(2026, 11, 30), level)) for level in areas().level.unique()}

    assert levels == {"district": 1, "subdistrict": 10, "community": 80, "grid": 400}


def test_grids_partition_the_district_exactly_before_and_after_the_split():
    district = areas()[areas().level == "district"].geometry.iloc[0]

    for day in (date(2026, 2, 28), date(2026, 3, 1)):
        grids = valid_on(day, "grid").geometry.to_numpy()
        assert shapely.is_valid(grids).all()
        assert set(shapely.get_type_id(grids)) == {shapely.GeometryType.POLYGON}
        assert shapely.coverage_is_valid(grids)
        assert shapely.coverage_union_all(grids).symmetric_difference(district).area == 0


def test_each_area_is_exactly_the_union_of_its_children():
    for level, below in (("district", "subdistrict"), ("subdistrict", "community"), ("community", "grid")):
        children = valid_on(date(2026, 11, 30), below)
        for area in valid_on(date(2026, 11, 30), level).itertuples():
            own = children[children.parent == area.code].geometry.to_numpy()
            assert shapely.coverage_union_all(own).symmetric_difference(area.geometry).area == 0


def test_codes_of_areas_are_unique_nested_and_of_no_real_district():
    codes = areas().code.tolist()
    lengths = {"district": 6, "subdistrict": 9, "community": 12, "grid": 15}

    assert len(set(codes)) == len(codes) == 1 + 10 + 80 + 401
    for area in areas().itertuples():
        assert len(area.code) == lengths[area.level]
        assert area.code.startswith("990402")
        assert area.level == "district" or (area.parent == area.code[:-3] and area.parent in codes)


def test_one_grid_was_split_in_two():
    grids = areas()[areas().level == "grid"]

    ended = grids[grids.valid_to.notna()]
    began = grids[grids.valid_from.astype(str).str[:10] == SPLIT_ON]

    assert ended.valid_to.astype(str).str[:10].tolist() == [SPLIT_ON]
    assert len(began) == 2
    assert set(began.parent) == set(ended.parent)
    assert began.union_all().symmetric_difference(ended.geometry.iloc[0]).area == 0


def test_the_district_is_eight_by_five_kilometres_in_fushun_s_latitude():
    district = areas()[areas().level == "district"].to_crs(METRIC).geometry.iloc[0]

    west, south, east, north = district.bounds

    assert 7_500 < east - west < 8_700
    assert 4_500 < north - south < 6_000
    assert 30e6 < district.area < 40e6


def test_posts_stand_at_street_corners():
    posts = pd.read_csv(FOLDER / "posts.csv")
    corners = {(node.attrib["lon"], node.attrib["lat"]) for node in streets().iter("node")}

    assert 110 <= len(posts) <= 130
    assert posts.code.is_unique
    assert posts.name.is_unique
    assert all((f"{post.lon:.7f}", f"{post.lat:.7f}") in corners for post in posts.itertuples())


def test_every_community_has_a_post():
    posts = pd.read_csv(FOLDER / "posts.csv")
    communities = valid_on(date(2026, 11, 30), "community").geometry.to_numpy()

    _, community = shapely.STRtree(communities).query(
        shapely.points(posts.lon, posts.lat), predicate="within"
    )

    assert set(community) == set(range(80))


def test_fixed_patrols_name_known_slots_and_weekdays_and_the_station_has_the_morning_rush():
    fixed = pd.read_csv(FOLDER / "posts.csv").set_index("name").fixed.dropna()

    rules = [rule for text in fixed for rule in text.split(";")]

    assert all(re.fullmatch(r"[a-z-]+:[1-7]+", rule) and rule.split(":")[0] in SLOTS for rule in rules)
    assert "am-rush:12345" in fixed["南站广场岗"]
    assert Counter(len(rule.split(":")[1]) for rule in rules)[5] >= 8


def test_all_files_together_stay_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 6_000_000
    assert np.all([path.stat().st_size > 0 for path in FOLDER.iterdir()])
