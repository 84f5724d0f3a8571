from typing import Any

from django.utils.translation import gettext_lazy

from geoapp.importing import visits
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = gettext_lazy("Import home visits: place, dates, window, minutes and skill.")

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return visits.IMPORTER
