from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.terminal import TranslatedCommand
from geoapp.models import Volunteer
from geoapp.personal_data import StillNeeded, erase, export


class Command(TranslatedCommand):
    help = gettext_lazy("Write all data of one volunteer into a ZIP file, or erase the person.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("registry_no", help=_("number of the volunteer in the registry"))
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--file", type=Path, help=_("where the ZIP file goes"))
        what.add_argument(
            "--erase", action="store_true", help=_("remove the person, and keep what is counted")
        )

    def handle(self, *_args: object, registry_no: str, file: Path | None, **_options: object) -> None:
        volunteer = Volunteer.objects.filter(registry_no=registry_no).first()
        if volunteer is None:
            raise CommandError(_("There is no volunteer with this number."), returncode=2)
        if file:
            file.touch(mode=0o600)
            file.write_bytes(export(volunteer))
            return
        try:
            gone = erase(volunteer)
        except StillNeeded as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(_("%(count)d records erased") % {"count": sum(gone.values())})
