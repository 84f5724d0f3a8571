"""A network kept in a file, so that a large district need not be built from its streets each time."""

import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np

from routing.network import Network

# Goes up when the fields of ``Network`` or their meaning change: older files are then built anew.
FORMAT = 1


def network_key(extract_sha256: str, profile: str) -> str:
    """What a cached network was made of: the hash of the street extract and the name of the profile."""
    return f"{FORMAT}/{profile}/{extract_sha256}"


def save_network(file: Path, network: Network, key: str) -> None:
    """Write a network and its key to an ``.npz`` file, whole or not at all.

    Raises:
        OSError: If the file cannot be written.
    """
    arrays = {field.name: getattr(network, field.name) for field in fields(Network)}
    part = file.with_name(f"{file.name}.part")
    with part.open("wb") as handle:
        np.savez(handle, key=np.array(key), allow_pickle=False, **arrays)
    part.replace(file)


def load_network(file: Path, key: str) -> Network | None:
    """Read a network back; None if there is no such file, it has another key, or it is damaged."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            if str(arrays["key"]) != key:
                return None
            return Network(**{field.name: arrays[field.name] for field in fields(Network)})
    except (FileNotFoundError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
