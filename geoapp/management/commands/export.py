from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.cell_exports import LEAST, coverage_table, risk_table
from geoapp.cell_files import FORMATS, write_cells
from geoapp.management.steps import StepCommand, add_out, add_roster, chosen_roster
from geoapp.pipeline import the_district
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy("Write risk and coverage by cell for other programs, small counts suppressed.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        parser.add_argument(
            "--audience",
            choices=list(LEAST),
            default="planner",
            help=_("public gets classes of risk, no figures and no gaps"),
        )
        parser.add_argument(
            "--format",
            nargs="+",
            choices=FORMATS,
            default=list(FORMATS),
            help=_("geojson gpkg csv png (all)"),
        )
        add_out(parser)

    def step(self, progress: Progress, **options: object) -> str:
        district, roster = the_district(), chosen_roster(options["roster"])
        surfaces = [roster.surface, *roster.surface.groups.order_by("group")]
        tables = [risk_table(district, surface, options["audience"]) for surface in surfaces]
        if options["audience"] == "planner":
            tables.append(coverage_table(district, roster))
        paths = []
        for table in tables:
            attribution = roster.streets.attribution
            paths += write_cells(table, options["out"] / "exports", tuple(options["format"]), attribution)
        return "\n".join(str(path) for path in paths)
