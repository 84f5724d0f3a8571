from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand, add_out, add_roster, chosen_roster
from geoapp.pipeline import draw_maps
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy("Write the maps, sheets and files of a roster.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        add_out(parser)

    def step(self, progress: Progress, **options: object) -> str:
        draw_maps(chosen_roster(options["roster"]), options["out"], progress)
        return _("written: %(path)s") % {"path": options["out"] / "index.html"}
