from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer
from geoapp.importing.tracks import track_importer


class Command(ImportCommand):
    help = gettext_lazy("Import tracks that volunteers recorded during their shifts, as GPX.")
    many_files = True
    formats = gettext_lazy("GPX, or CSV with time, lon and lat; one or more")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        own = parser.add_argument_group(_("tracks"))
        own.add_argument(
            "--volunteer",
            default="",
            metavar="NUMBER",
            help=_("registry number of who recorded it; the beginning of the file's name if left out"),
        )
        own.add_argument(
            "--patrol", default="", metavar="CODE", help=_("the patrol; found by the times if left out")
        )
        own.add_argument("--agreed", action="store_true", help=_("record that they agreed to be tracked"))

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return track_importer(options["volunteer"], options["patrol"], agreed=options["agreed"])
