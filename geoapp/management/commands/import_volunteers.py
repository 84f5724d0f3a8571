from typing import Any

from django.utils.translation import gettext_lazy

from geoapp.importing import people
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = gettext_lazy("Import volunteers with their team, skills and the place they set out from.")

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return people.VOLUNTEERS
