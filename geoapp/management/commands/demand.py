from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, add_period
from geoapp.models import RiskSurface
from geoapp.pipeline import PlanError, make_demand
from geoapp.progress import TerminalProgress


class Command(StepCommand):
    help = "Choose the patrols that are worth staffing in a period, as a draft roster."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)

    def step(self, progress: TerminalProgress, **options: object) -> str:
        surface = RiskSurface.objects.order_by("pk").last()
        if surface is None:
            raise PlanError("there is no risk surface yet: run `manage.py hotspots` first")
        roster = make_demand(surface, options["start"], options["days"], options["seed"])
        return f"roster {roster.pk}: {roster.patrols.filter(kind='patrol').count()} patrols wanted"
