from argparse import ArgumentParser
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.answer_tables import comparison_answer, what_if_answers
from geoapp.answers import printed, write_answers
from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.progress import Progress
from geoapp.questions import ask_what_if, compare_rosters


class Command(StepCommand):
    help = gettext_lazy("What more patrols, posts or other hours would cover; two rosters side by side.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        parser.add_argument("--compare", type=int, metavar="ROSTER", help=_("a roster of the same days"))
        parser.add_argument("--out", type=Path, metavar="FILE", help=_("also write .json or .csv"))

    def step(self, progress: Progress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        if options["compare"] is None:
            answers = what_if_answers(ask_what_if(roster))
        else:
            other = chosen_roster(options["compare"])
            answers = [comparison_answer(roster.pk, other.pk, compare_rosters(roster, other))]
        if options["out"]:
            about = {"roster": roster.pk, "as_of": f"{roster.surface.as_of:%Y-%m-%d}"}
            write_answers(answers, options["out"], about)
        return printed(answers)
