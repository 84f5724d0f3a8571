from typing import Any

from django.utils.translation import gettext_lazy

from geoapp.importing import availability
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = gettext_lazy(
        "Import the slots of the week that volunteers offer; replaces all offers of those in the file."
    )
    has_positions = False

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return availability.OFFERS
