from argparse import ArgumentParser

from django.utils.translation import gettext_lazy, ngettext

from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.progress import Progress
from geoapp.publishing import publish


class Command(StepCommand):
    help = gettext_lazy(
        "Put a draft in force: at once or not at all; people are told what changes for them only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: Progress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        published = publish(roster)
        return ngettext(
            "roster %(roster)d is in force; %(count)d person was told of a change",
            "roster %(roster)d is in force; %(count)d people were told of a change",
            published.told,
        ) % {"roster": roster.pk, "count": published.told}
