"""Which ways may be walked, and in which direction."""

import pytest

from routing.osm_filter import foot_direction, usable_on_foot


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
