from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, add_out, add_roster, chosen_roster
from geoapp.pipeline import draw_maps
from geoapp.progress import TerminalProgress


class Command(StepCommand):
    help = "Write the maps, sheets and files of a roster."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        add_out(parser)

    def step(self, progress: TerminalProgress, **options: object) -> str:
        draw_maps(chosen_roster(options["roster"]), options["out"], progress)
        return f"written: {options['out'] / 'index.html'}"
