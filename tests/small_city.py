"""A small town that can be planned in seconds: made-up people on some streets of the demo district."""

from pathlib import Path

from django.conf import settings

from fixtures import made_up_people
from tests.builders import run_command

STREETS = settings.BASE_DIR / "fixtures" / "streets.osm.bz2"
BOX = "123.900,41.850,123.924,41.866"


def import_small_city(folder: Path, per_community: int = 30) -> None:
    """Import two subdistricts with posts, teams and volunteers; there are no incidents."""
    made_up_people.main(
        [
            f"--box={BOX}", "--parts", "2x1", "--level", "subdistrict", "--names", "zh",
            "--streets", str(STREETS), "--out", str(folder), "--per-community", str(per_community),
        ]
    )  # fmt: skip
    run_command(
        "import_areas", folder / "areas.geojson", "--code-pattern", "any", "--fill-levels",
        "--district-name", "小城", "--synthetic",
    )  # fmt: skip
    run_command("import_streets", STREETS)
    for records in ("posts", "teams", "volunteers", "availability"):
        run_command(f"import_{records}", folder / f"{records}.csv")
