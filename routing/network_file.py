"""A network as bytes, so that a large district need not be built from its streets each time."""

import zipfile
from dataclasses import fields
from io import BytesIO

import numpy as np

from routing.network import Network

# Goes up when the fields of ``Network`` or their meaning change: older files are then built anew.
FORMAT = 3


def network_key(extract_sha256: str, profile: str, metric_srid: int) -> str:
    """What a network was made of: the extract's hash, the profile's name and the metric system's number."""
    return f"{FORMAT}/{profile}/{metric_srid}/{extract_sha256}"


def network_bytes(network: Network, key: str) -> bytes:
    """A network and its key in the format of numpy's ``.npz``."""
    handle = BytesIO()
    arrays = {field.name: getattr(network, field.name) for field in fields(Network)}
    np.savez(handle, key=np.array(key), allow_pickle=False, **arrays)
    return handle.getvalue()


def network_from_bytes(data: bytes, key: str) -> Network | None:
    """Read a network back; None if it has another key or is damaged."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            if str(arrays["key"]) != key:
                return None
            return Network(**{field.name: arrays[field.name] for field in fields(Network)})
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
