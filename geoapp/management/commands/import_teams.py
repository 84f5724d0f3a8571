from typing import Any

from django.utils.translation import gettext_lazy

from geoapp.importing import people
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = gettext_lazy("Import teams: code, name, kind, community and own post.")
    has_positions = False

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return people.TEAMS
