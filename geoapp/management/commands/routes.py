from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import plan_patrol_routes
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy("Plan the walks of all patrols of a roster that run.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: Progress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        plan_patrol_routes(roster, progress)
        figures = roster.figures
        return _(
            "roster %(roster)d: %(routes)d routes with %(stops)d stops, %(planned)d of %(due)d visits"
        ) % {
            "roster": roster.pk,
            "routes": figures["routes"],
            "stops": figures["route_stops"],
            "planned": figures["visits_planned"],
            "due": figures["visits_due"],
        }
