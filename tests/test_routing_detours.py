"""Streets under lines that were walked."""

import numpy as np

from routing.detours import streets_along
from routing.travel import way_line
from tests.test_routing_week import NETWORK, a_week


def test_streets_are_found_again_under_a_line_that_was_walked():
    _, drawn = a_week(days=1)
    ways = drawn[0].ways.values()

    found = streets_along(NETWORK, [way_line(NETWORK, way) for way in ways])

    for way, edges in zip(ways, found, strict=True):
        # A part of a metre at a corner may be missing.
        assert {edge for edge, first, last in way if abs(last - first) > 0.02} <= edges
        assert edges <= {edge for edge, *_ in way}
    assert streets_along(NETWORK, [np.array([[0.0, 7.0], [90.0, 7.0]]), np.zeros((0, 2))]) == [
        frozenset(), frozenset(),
    ]  # fmt: skip
