from argparse import ArgumentParser

from geoapp.management.steps import StepCommand, add_out, add_period, day, start_of_day
from geoapp.pipeline import run_plan
from geoapp.progress import TerminalProgress
from geoapp.summary import summary_table


class Command(StepCommand):
    help = "Run all steps for a period: hotspots, demand, roster, routes, coverage, maps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)
        add_out(parser)
        parser.add_argument(
            "--as-of", type=day, help="use incidents before this day (the first day of the plan)"
        )

    def step(self, progress: TerminalProgress, **options: object) -> str:
        roster = run_plan(
            options["start"],
            options["days"],
            options["seed"],
            options["out"],
            start_of_day(options["as_of"]) if options["as_of"] else None,
            progress,
        )
        return summary_table(roster, options["out"])
