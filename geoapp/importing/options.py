"""What the user asked of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Posts and incidents on the far kerb of a border street still belong to the district.
BORDER_M = 200.0


@dataclass(frozen=True)
class Options:
    """Options that all imports of tables share.

    Attributes:
        path: The file.
        maps: Headings named by the user, by field.
        encoding: Of a text file; guessed if None.
        frame: Coordinate frame; the file's own or WGS 84 if None.
        layer: Of a file with several; the first if None.
        dry_run: Check and count, write nothing.
        skip_bad: Import the good rows and write the others to ``rejected``.
        rejected: Where rejected rows go; beside the file if None.
        trust_frame: Do not compare the points with the streets.
        border_m: How far outside the district a point may lie.
        inside_only: Leave out points farther outside instead of calling them bad.
    """

    path: Path
    maps: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    frame: str | None = None
    layer: str | None = None
    dry_run: bool = False
    skip_bad: bool = False
    rejected: Path | None = None
    trust_frame: bool = False
    border_m: float = BORDER_M
    inside_only: bool = False
