from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.exports import PROOF_FILE
from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import PlanError, the_district
from geoapp.progress import Progress
from geoapp.proofs import NotProven, write_proof


class Command(StepCommand):
    help = gettext_lazy(
        "Write a roster with all that decides and proves it, for verify_roster; anew if it was edited."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        parser.add_argument(
            "--out",
            type=Path,
            default=settings.BASE_DIR / "out" / PROOF_FILE,
            help=_("file to write (out/roster.json.gz)"),
        )

    def step(self, progress: Progress, **options: object) -> str:
        path: Path = options["out"]
        try:
            write_proof(the_district(), chosen_roster(options["roster"]), path)
        except NotProven as error:
            raise PlanError(str(error)) from error
        return _("written: %(path)s") % {"path": path}
