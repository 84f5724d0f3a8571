from typing import Any

from geoapp.importing import posts
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = "Import posts: code, name, position and the patrols fixed by rule."

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return posts.IMPORTER
