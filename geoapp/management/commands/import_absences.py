from typing import Any

from geoapp.importing import availability
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = "Import when volunteers are away."
    has_positions = False

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return availability.ABSENCES
