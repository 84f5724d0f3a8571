from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp import mending
from geoapp.absence_words import left_in_words
from geoapp.importing import availability
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer


class Command(ImportCommand):
    help = gettext_lazy("Import when volunteers are away, and mend the rosters in force that count on them.")
    has_positions = False

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        return availability.ABSENCES

    def handle(self, *args: object, **options: Any) -> None:
        super().handle(*args, **options)
        if options["dry_run"]:
            return
        done = mending.mend_absences()
        if done.edits:
            self.stdout.write(
                _("%(changes)d drop-outs mended in %(rosters)d rosters in force")
                % {"changes": len(done.edits), "rosters": len({edit.roster_id for edit in done.edits})}
            )
        for sentence in left_in_words(done):
            self.stderr.write(sentence)
