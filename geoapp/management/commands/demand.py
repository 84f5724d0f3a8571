from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from geoapp.management.steps import StepCommand, add_period
from geoapp.models import RiskSurface
from geoapp.pipeline import PlanError, make_demand
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy("Choose the patrols that are worth staffing in a period, as a draft roster.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)

    def step(self, progress: Progress, **options: object) -> str:
        surface = RiskSurface.objects.filter(whole=None).order_by("pk").last()
        if surface is None:
            raise PlanError(_("There is no risk surface yet: run `manage.py hotspots` first."))
        roster = make_demand(surface, options["start"], options["days"], options["seed"])
        wanted = roster.patrols.filter(kind="patrol").count()
        return ngettext(
            "roster %(roster)d: %(wanted)d patrol wanted",
            "roster %(roster)d: %(wanted)d patrols wanted",
            wanted,
        ) % {"roster": roster.pk, "wanted": wanted}
