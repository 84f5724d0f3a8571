"""Which ways may be walked or ridden, and in which direction."""

import pytest

from routing.profiles import bicycle_direction, foot_direction, usable_by_bicycle, usable_on_foot


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential"},
        {"highway": "steps"},
        {"highway": "trunk"},
        {"highway": "cycleway"},
        {"highway": "motorway", "foot": "yes"},
        {"highway": "trunk_link", "foot": "designated"},
        {"highway": "service", "access": "private", "foot": "permissive"},
        {"highway": "primary", "motorroad": "yes", "foot": "yes"},
        {"highway": "service", "access": "destination"},
    ],
)
def test_people_walk_here(tags: dict[str, str]):
    assert usable_on_foot(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"building": "yes"},
        {"highway": "motorway"},
        {"highway": "motorway_link"},
        {"highway": "trunk_link"},
        {"highway": "construction"},
        {"highway": "proposed", "foot": "yes"},
        {"highway": "construction", "access": "private", "foot": "yes"},
        {"highway": "primary", "motorroad": "yes"},
        {"highway": "residential", "foot": "no"},
        {"highway": "primary", "foot": "use_sidepath"},
        {"highway": "service", "access": "private"},
        {"highway": "service", "access": "no"},
    ],
)
def test_people_do_not_walk_here(tags: dict[str, str]):
    assert not usable_on_foot(tags)


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, "no"),
        ({"oneway": "yes"}, "no"),
        ({"junction": "roundabout"}, "no"),
        ({"oneway": "yes", "oneway:foot": "no"}, "no"),
        ({"oneway:foot": "yes"}, "yes"),
        ({"foot:backward": "no"}, "yes"),
        ({"conveying": "forward"}, "yes"),
        ({"oneway:foot": "-1"}, "-1"),
        ({"foot:forward": "no"}, "-1"),
        ({"conveying": "backward"}, "-1"),
    ],
)
def test_only_what_is_said_of_people_on_foot_binds_them(tags: dict[str, str], direction: str):
    assert foot_direction(tags) == direction


@pytest.mark.parametrize(
    ("tags", "usable"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "cycleway"}, True),
        ({"highway": "footway"}, False),
        ({"highway": "footway", "bicycle": "yes"}, True),
        ({"highway": "steps"}, False),
        ({"highway": "residential", "bicycle": "dismount"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "bicycle": "permissive"}, True),
        ({"highway": "motorway", "bicycle": "yes"}, False),
        ({"building": "yes"}, False),
    ],
)
def test_ways_that_may_be_ridden(tags: dict[str, str], usable: bool):
    assert usable_by_bicycle(tags) == usable


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, "no"),
        ({"oneway": "yes"}, "yes"),
        ({"oneway": "-1"}, "-1"),
        ({"oneway": "yes", "oneway:bicycle": "no"}, "no"),
        ({"oneway": "yes", "cycleway:left": "opposite_lane"}, "no"),
        ({"junction": "roundabout"}, "yes"),
        ({"junction": "roundabout", "oneway": "no"}, "no"),
    ],
)
def test_one_way_streets_bind_bicycles_unless_the_map_frees_them(tags: dict[str, str], direction: str):
    assert bicycle_direction(tags) == direction
