"""A network kept as bytes."""

from dataclasses import fields

import numpy as np

from routing.network import Network
from routing.network_file import network_bytes, network_from_bytes, network_key
from tests.builders import make_network

KEY = network_key("ab" * 32, "walking", 32651)


def test_a_network_comes_back_as_it_was():
    network = make_network([(0, 0), (50, 10), (100, 0)], [(100, 0), (100, 90)], one_way=[1])

    back = network_from_bytes(network_bytes(network, KEY), KEY)

    assert isinstance(back, Network)
    for field in fields(Network):
        before, after = getattr(network, field.name), getattr(back, field.name)
        assert before.dtype == after.dtype
        assert np.array_equal(before, after)


def test_another_extract_profile_or_system_is_not_taken_for_this_one():
    data = network_bytes(make_network([(0, 0), (100, 0)]), KEY)

    assert network_from_bytes(data, network_key("cd" * 32, "walking", 32651)) is None
    assert network_from_bytes(data, network_key("ab" * 32, "bicycle", 32651)) is None
    assert network_from_bytes(data, network_key("ab" * 32, "walking", 32650)) is None


def test_damaged_bytes_are_not_read():
    whole = network_bytes(make_network([(0, 0), (100, 0)]), KEY)

    for damaged in (b"", whole[:100], whole[: len(whole) // 2], b"text"):
        assert network_from_bytes(damaged, KEY) is None
