from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import plan_patrol_routes
from geoapp.progress import TerminalProgress


class Command(StepCommand):
    help = "Plan the walks of all patrols of a roster that run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: TerminalProgress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        plan_patrol_routes(roster, progress)
        figures = roster.figures
        return (
            f"roster {roster.pk}: {figures['routes']} routes with {figures['route_stops']} stops, "
            f"{figures['visits_planned']} of {figures['visits_due']} visits"
        )
