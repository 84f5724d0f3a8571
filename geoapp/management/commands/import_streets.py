from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.command import EXIT_BAD_INPUT, shown_progress
from geoapp.importing.problems import BadFile
from geoapp.importing.run import summary
from geoapp.importing.streets import ATTRIBUTION, import_streets
from geoapp.management.terminal import TranslatedCommand


class Command(TranslatedCommand):
    help = gettext_lazy("Import the streets of an OpenStreetMap extract, with water, railways and parks.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", type=Path, nargs="?", help=_("OSM XML, .osm.bz2, .osm.gz or .osm.pbf"))
        source.add_argument(
            "--online", action="store_true", help=_("download the streets of the district instead")
        )
        parser.add_argument(
            "--attribution", default=ATTRIBUTION, help=_("what every map has to say of the source")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("read and count, write nothing"))

    def handle(self, *_args: object, **options: Any) -> None:
        dry_run = options["dry_run"]
        try:
            with shown_progress(_("streets"), options["verbosity"]) as progress:
                outcome = import_streets(options["file"], options["attribution"], progress, dry_run=dry_run)
        except BadFile as error:
            raise CommandError(str(error), returncode=EXIT_BAD_INPUT) from error
        self.stdout.write(summary(_("streets"), outcome, dry_run=dry_run))
