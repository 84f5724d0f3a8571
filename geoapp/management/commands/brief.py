from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.briefs import drawn_briefs, load_brief
from geoapp.management.steps import StepCommand, add_out, add_roster, chosen_roster
from geoapp.pipeline import the_district
from geoapp.progress import Progress
from geoapp.questions import ask_what_if


class Command(StepCommand):
    help = gettext_lazy("Write the two-page brief for planners as PDF, in English and Chinese.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        parser.add_argument(
            "--quick", action="store_true", help=_("leave out where one more post would help")
        )
        add_out(parser)

    def step(self, progress: Progress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        found = None if options["quick"] else ask_what_if(roster)
        options["out"].mkdir(parents=True, exist_ok=True)
        paths = []
        for language, pdf in drawn_briefs(load_brief(the_district(), roster, found)).items():
            paths.append(options["out"] / f"brief-{language}.pdf")
            paths[-1].write_bytes(pdf)
        return "\n".join(map(str, paths))
