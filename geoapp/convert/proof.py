"""The exported roster as bytes, and the part of it that every page can afford to read."""

import gzip
import json
from pathlib import Path
from typing import Any

from geoapp.models import Roster
from scheduling.export import Plain
from scheduling.problem import Certificate, Dual, TierProof

# Higher levels take three times as long for a twentieth less.
GZIP_LEVEL = 6


def packed_export(export: dict[str, Plain]) -> bytes:
    """The export as compressed JSON; equal exports are equal bytes."""
    text = json.dumps(export, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), GZIP_LEVEL, mtime=0)


def read_export(data: bytes) -> dict[str, Any]:
    """An export from the bytes of a file, compressed or not.

    Raises:
        ValueError: If they hold no JSON object.
    """
    try:
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        export = json.loads(text)
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(export, dict):
        raise ValueError(f"expected a table, got {type(export).__name__}")
    return export


def read_export_file(path: Path) -> dict[str, Any]:
    """As ``read_export``, of a file.

    Raises:
        ValueError: If the file cannot be read or holds no export.
    """
    try:
        return read_export(path.read_bytes())
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error


def short_certificate(export: dict[str, Any]) -> dict[str, Any]:
    """The certificate without its prices, with the rules and hashes."""
    whole = export["certificate"]
    short = {name: value for name, value in whole.items() if name not in ("duals", "tier_proofs")}
    return {
        **short,
        "bound": whole["bound_milli"] / 1000,
        "tier_proofs": [
            {name: value for name, value in proof.items() if name != "duals"}
            for proof in whole["tier_proofs"]
        ],
        "rules": export["problem"]["rules"],
        "weights": export["problem"]["weights"],
        "rules_checked": export["rules_checked"],
        "sha256": export["sha256"],
    }


def read_certificate(export: dict[str, Any]) -> Certificate:
    """The certificate of an export, with its prices."""
    plain = export["certificate"]
    return Certificate(
        cost=plain["cost"],
        bound=plain["bound_milli"] / 1000,
        gap=plain["gap"],
        tiers=plain["tiers"],
        seed=plain["seed"],
        pairs=plain["pairs"],
        kept_pairs=plain["kept_pairs"],
        duals=tuple(Dual(*row) for row in plain["duals"]),
        versions=plain["versions"],
        steps_s={},
        notes=tuple(plain["notes"]),
        tier_proofs=tuple(
            TierProof(
                proof["tier"],
                proof["cost"],
                proof["bound_milli"] / 1000,
                proof["gap"],
                tuple(Dual(*row) for row in proof["duals"]),
            )
            for proof in plain["tier_proofs"]
        ),
    )


def load_certificate(roster: Roster) -> Certificate:
    """The certificate that was saved with a roster, with its prices."""
    return read_certificate(read_export(bytes(roster.proof.export)))


def statement(export: dict[str, Any]) -> dict[str, Any]:
    """What a verified export states in numbers.

    Raises:
        ValueError: Naming what is missing.
    """
    try:
        certificate = export["certificate"]
        return {
            "seats": len(export["roster"]),
            "people": len({volunteer_id for volunteer_id, _patrol_id in export["roster"]}),
            "patrols": len(export["problem"]["patrols"]),
            "rules": len(export["rules_checked"]),
            "cost": certificate["cost"],
            "bound": certificate["bound_milli"] / 1000,
            "gap": 100 * certificate["gap"],
        }
    except KeyError as error:
        raise ValueError(f"expected {error.args[0]}, got nothing") from error
