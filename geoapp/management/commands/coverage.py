from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import measure_coverage
from geoapp.progress import TerminalProgress


class Command(StepCommand):
    help = "Count what the planned routes of a roster cover."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: TerminalProgress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        measure_coverage(roster)
        figures = roster.figures
        return (
            f"roster {roster.pk}: {figures['risk_covered_incidents']} of "
            f"{figures['risk_expected_incidents']} expected incidents covered"
        )
