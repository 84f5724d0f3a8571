from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand, add_out
from geoapp.models import District, Roster
from geoapp.pipeline import PlanError
from geoapp.planning import run_plan
from geoapp.progress import Progress
from geoapp.summary import summary_table

FIXTURES = settings.BASE_DIR / "fixtures"
# A week after the last incident of the demo district, as when a roster is made a week ahead.
START, DAYS, SEED = date(2026, 11, 30), 7, 1
# Elsewhere made by chance and known to the audit alone; here everybody shall see the same figures.
DRAW_SECRET = "0123456789abcdef"

# In the order in which they refer to each other.
IMPORTS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("import_areas", "areas.geojson", {"synthetic": True}),
    ("import_areas", "grids.gpkg", {}),
    ("import_streets", "streets.osm.bz2", {"attribution": "synthetic streets, CC0"}),
    ("import_posts", "posts.csv", {}),
    ("import_teams", "teams.csv", {}),
    ("import_volunteers", "volunteers.csv", {}),
    ("import_availability", "availability.csv", {}),
    ("import_incidents", "incidents.csv", {}),
    ("import_incidents", "disputes.xlsx", {"frame": "gcj02", "category": "dispute"}),
    ("import_visits", "visits.csv", {}),
)


class Command(StepCommand):
    help = gettext_lazy("Load the synthetic demo district, plan a week, and print the summary.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_out(parser)
        parser.add_argument(
            "--again", action="store_true", help=_("import and plan again even if it is all there")
        )

    def step(self, progress: Progress, **options: object) -> str:
        out: Path = options["out"]
        district = District.objects.first()
        if district and not district.synthetic:
            raise PlanError(
                _(
                    "This database holds %(district)s: set PATROLGRID_DB to another one for the demo "
                    "(make database NAME=demo)."
                )
                % {"district": district.name}
            )
        roster = None if options["again"] else planned_before(out)
        if roster is None:
            for command, file, arguments in IMPORTS:
                call_command(
                    command, str(FIXTURES / file), stdout=self.stdout, stderr=self.stderr, **arguments
                )
            roster = run_plan(START, DAYS, SEED, out, progress=progress, draw_secret=DRAW_SECRET)
        return summary_table(roster, out)


def planned_before(out: Path) -> Roster | None:
    """The demo's roster, if all its steps ran and its files are there."""
    roster = Roster.objects.filter(starts_on=START, days=DAYS, seed=SEED).order_by("pk").last()
    complete = (
        roster is not None and "maps" in roster.figures.get("steps", {}) and (out / "plan.json").exists()
    )
    return roster if complete else None
