from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import measure_coverage
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy("Count what the planned routes of a roster cover.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: Progress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        measure_coverage(roster)
        figures = roster.figures
        return _("roster %(roster)d: %(covered).1f of %(expected).1f expected incidents covered") % {
            "roster": roster.pk,
            "covered": figures["risk_covered_incidents"],
            "expected": figures["risk_expected_incidents"],
        }
