from argparse import ArgumentParser
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.answer_tables import backtest_answers, backtest_export
from geoapp.answers import printed, write_answers
from geoapp.management.steps import StepCommand, next_monday, start_of_day, whole_days
from geoapp.management.terminal import day
from geoapp.progress import Progress
from geoapp.questions import ask_backtest


class Command(StepCommand):
    help = gettext_lazy("Test the risk on the past: what it, and simpler maps, would have caught.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, default=next_monday(), help=_("YYYY-MM-DD (next Monday)"))
        parser.add_argument("--origins", type=whole_days, default=26, help=_("moments to forecast from (26)"))
        parser.add_argument(
            "--horizon", type=whole_days, default=28, help=_("days that are forecast from each (28)")
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help=_("also write .json or .csv"))

    def step(self, progress: Progress, **options: object) -> str:
        as_of = start_of_day(options["as_of"])
        tested = ask_backtest(as_of, options["origins"], options["horizon"], progress)
        if options["out"]:
            about = {"as_of": f"{as_of:%Y-%m-%d}", "horizon_days": options["horizon"]}
            write_answers(backtest_export(tested), options["out"], about)
        return printed(backtest_answers(tested))
