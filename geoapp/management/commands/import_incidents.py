from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.command import ImportCommand
from geoapp.importing.incidents import IncidentOptions, incident_importer
from geoapp.importing.run import Importer
from geoapp.models import Source


class Command(ImportCommand):
    help = gettext_lazy("Import incidents: time or interval, category, source and position.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        own = parser.add_argument_group(_("incidents"))
        own.add_argument("--category", default="", help=_("of all rows; from their column if left out"))
        own.add_argument(
            "--source",
            choices=Source.values,
            default="",
            help=_("of all rows; open-record if nothing says it"),
        )
        own.add_argument("--time-format", metavar="FORM", help=_("of the times, such as %%d.%%m.%%Y %%H:%%M"))

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return incident_importer(
            IncidentOptions(options["category"], options["source"], options["time_format"])
        )
