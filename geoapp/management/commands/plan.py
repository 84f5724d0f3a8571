from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand, add_out, add_period, start_of_day
from geoapp.management.terminal import day
from geoapp.planning import run_plan
from geoapp.progress import Progress
from geoapp.summary import summary_table


class Command(StepCommand):
    help = gettext_lazy("Run all steps for a period: hotspots, demand, roster, routes, coverage, maps.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)
        add_out(parser)
        parser.add_argument(
            "--as-of", type=day, help=_("use incidents before this day (the first day of the plan)")
        )

    def step(self, progress: Progress, **options: object) -> str:
        roster = run_plan(
            options["start"],
            options["days"],
            options["seed"],
            options["out"],
            start_of_day(options["as_of"]) if options["as_of"] else None,
            progress,
        )
        return summary_table(roster, options["out"])
