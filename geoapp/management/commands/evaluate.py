from argparse import ArgumentParser
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.answer_tables import before_after_answer
from geoapp.answers import printed, write_answers
from geoapp.management.steps import StepCommand, start_of_day, whole_days
from geoapp.management.terminal import day
from geoapp.progress import Progress
from geoapp.questions import ask_before_after


class Command(StepCommand):
    help = gettext_lazy("Compare the weeks before patrols began with those after, with control cells.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--began", type=day, required=True, help=_("first day of the patrols, YYYY-MM-DD")
        )
        parser.add_argument("--weeks", type=whole_days, default=26, help=_("length of each period (26)"))
        parser.add_argument(
            "--patrolled", nargs="+", required=True, metavar="CODE", help=_("areas that were patrolled")
        )
        parser.add_argument(
            "--control", nargs="+", default=[], metavar="CODE", help=_("areas to compare with (all others)")
        )
        parser.add_argument(
            "--buffer-m", type=float, default=300.0, help=_("cells this near are on neither side (300)")
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help=_("also write .json or .csv"))

    def step(self, progress: Progress, **options: object) -> str:
        began_at = start_of_day(options["began"])
        found = ask_before_after(
            began_at, options["weeks"], options["patrolled"], options["control"], options["buffer_m"]
        )
        answers = [before_after_answer(found)]
        if options["out"]:
            result = found.result
            about = {"began": f"{began_at:%Y-%m-%d}", "weeks": options["weeks"], "verdict": result.verdict}
            write_answers(answers, options["out"], about)
        return printed(answers)
