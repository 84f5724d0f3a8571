from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import fill_roster
from geoapp.progress import TerminalProgress


class Command(StepCommand):
    help = "Assign volunteers to the patrols of a roster, with a proven gap and reasons for empty seats."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: TerminalProgress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        fill_roster(roster, progress)
        figures = roster.figures
        return (
            f"roster {roster.pk}: {figures['patrols_run']} of {figures['patrols_wanted']} patrols run, "
            f"{figures['seats_filled']} of {figures['seats_desired']} seats filled, "
            f"proven gap {figures['roster_gap']:.2%}"
        )
