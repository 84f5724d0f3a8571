from typing import Any

from django.utils.translation import gettext_lazy

from geoapp.importing import posts
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = gettext_lazy("Import posts: code, name, position and the patrols fixed by rule.")

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return posts.IMPORTER
