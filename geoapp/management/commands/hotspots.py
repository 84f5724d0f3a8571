from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand, next_monday, start_of_day
from geoapp.management.terminal import day
from geoapp.pipeline import find_hotspots
from geoapp.progress import Progress
from geoapp.summary import spoken
from geoapp.words import finding_word
from maps.drawing.hotspot_tables import VERDICTS


class Command(StepCommand):
    help = gettext_lazy("Estimate the risk from the incidents before a day, with a backtest.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, default=next_monday(), help=_("YYYY-MM-DD (next Monday)"))

    def step(self, progress: Progress, **options: object) -> str:
        surface = find_hotspots(start_of_day(options["as_of"]), progress)
        said = _("risk surface %(surface)d: %(cells)d cells from %(incidents)d incidents") % {
            "surface": surface.pk,
            "cells": surface.cells.count(),
            "incidents": surface.incidents,
        }
        findings = [spoken(finding_word(code, facts)) for code, facts in surface.parameters["findings"]]
        return "\n".join([said, spoken(VERDICTS[surface.backtest["verdict"]]), *findings])
