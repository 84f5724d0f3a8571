"""A network kept in a file."""

from dataclasses import fields
from pathlib import Path

import numpy as np

from routing.network import Network
from routing.network_file import load_network, network_key, save_network
from tests.builders import make_network

KEY = network_key("ab" * 32, "walking")


def test_a_network_comes_back_as_it_was(tmp_path: Path):
    network, file = (
        make_network([(0, 0), (50, 10), (100, 0)], [(100, 0), (100, 90)], one_way=[1]),
        tmp_path / "n",
    )

    save_network(file, network, KEY)
    back = load_network(file, KEY)

    assert isinstance(back, Network)
    for field in fields(Network):
        before, after = getattr(network, field.name), getattr(back, field.name)
        assert before.dtype == after.dtype
        assert np.array_equal(before, after)
    assert [path.name for path in tmp_path.iterdir()] == ["n"]


def test_another_extract_or_profile_is_not_taken_for_this_one(tmp_path: Path):
    file = tmp_path / "n"
    save_network(file, make_network([(0, 0), (100, 0)]), KEY)

    assert load_network(file, network_key("cd" * 32, "walking")) is None
    assert load_network(file, network_key("ab" * 32, "bicycle")) is None
    assert load_network(tmp_path / "none", KEY) is None


def test_a_damaged_file_is_not_read(tmp_path: Path):
    file = tmp_path / "n"
    save_network(file, make_network([(0, 0), (100, 0)]), KEY)
    whole = file.read_bytes()

    for damaged in (b"", whole[:100], whole[: len(whole) // 2], b"text"):
        file.write_bytes(damaged)
        assert load_network(file, KEY) is None
