from argparse import ArgumentParser

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.convert.coverage import rosters_to_count
from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.models import Roster
from geoapp.pipeline import measure_coverage
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy("Count what the routes of a roster cover, and what was delivered until now.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)
        parser.add_argument(
            "--delivered",
            action="store_true",
            help=_("all published rosters whose tracks are still there; run it daily before retire"),
        )

    def step(self, progress: Progress, **options: object) -> str:
        if options["delivered"]:
            rosters = rosters_to_count(timezone.now())
        else:
            rosters = [chosen_roster(options["roster"])]
        for roster in rosters:
            measure_coverage(roster)
        return "\n".join(_line(roster) for roster in rosters)


def _line(roster: Roster) -> str:
    figures = roster.figures
    line = _("roster %(roster)d: %(covered).1f of %(expected).1f expected incidents covered") % {
        "roster": roster.pk,
        "covered": figures["risk_covered_incidents"],
        "expected": figures["risk_expected_incidents"],
    }
    if "actual_covered_incidents" not in figures:
        return line
    return line + _(", in fact %(actual).1f of %(planned).1f until now, %(silent).1f without signal") % {
        "actual": figures["actual_covered_incidents"],
        "planned": figures["planned_covered_until_now"],
        "silent": figures["no_signal_incidents"],
    }
