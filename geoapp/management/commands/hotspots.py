from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, day, next_monday, start_of_day
from geoapp.pipeline import find_hotspots
from geoapp.progress import TerminalProgress


class Command(StepCommand):
    help = "Estimate the risk from the incidents before a day, with a backtest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, default=next_monday(), help="YYYY-MM-DD (next Monday)")

    def step(self, progress: TerminalProgress, **options: object) -> str:
        surface = find_hotspots(start_of_day(options["as_of"]), progress)
        return f"risk surface {surface.pk}: {surface.cells.count()} cells from {surface.incidents} incidents"
