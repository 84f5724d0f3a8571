from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.convert.proof import read_export_file, statement
from geoapp.management.terminal import TranslatedCommand
from scheduling.verify_export import verify_export

EXIT_BROKEN, EXIT_BAD_INPUT = 1, 2
MOST_SHOWN = 20


class Command(TranslatedCommand):
    help = gettext_lazy(
        "Check an exported roster with no solver: every hard rule, the cost, and the proof by exact sums."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("written by the plan or by export_roster"))

    def handle(self, *args: object, **options: Any) -> None:
        try:
            export = read_export_file(options["file"])
            broken = verify_export(export)
            facts = statement(export)
        except ValueError as error:
            message = _("%(file)s is no exported roster: %(error)s.")
            raise CommandError(
                message % {"file": options["file"], "error": error}, returncode=EXIT_BAD_INPUT
            ) from error
        if broken:
            for one in broken[:MOST_SHOWN]:
                where = [
                    _("volunteer %(id)d") % {"id": one.volunteer_id} if one.volunteer_id is not None else "",
                    _("patrol %(id)d") % {"id": one.patrol_id} if one.patrol_id is not None else "",
                ]
                self.stdout.write("  ".join([one.rule, *filter(None, where)]))
            raise CommandError(
                _("%(count)d rules or statements do not hold.") % {"count": len(broken)},
                returncode=EXIT_BROKEN,
            )
        self.stdout.write(
            _(
                "holds: %(seats)d seats of %(people)d people, %(patrols)d patrols, %(rules)d rules checked; "
                "cost %(cost)d, at least %(bound).3f in any roster, gap %(gap).2f %%"
            )
            % facts
        )
