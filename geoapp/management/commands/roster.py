from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.convert.drafts import close_draft
from geoapp.management.steps import StepCommand, add_roster, chosen_roster
from geoapp.pipeline import fill_roster
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy(
        "Assign volunteers to the patrols of a roster, with a proven gap and reasons for empty seats."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_roster(parser)

    def step(self, progress: Progress, **options: object) -> str:
        roster = chosen_roster(options["roster"])
        fill_roster(roster, progress)
        close_draft(roster)
        figures = roster.figures
        return _(
            "roster %(roster)d: %(run)d of %(wanted)d patrols run, %(filled)d of %(desired)d seats filled, "
            "proven gap %(gap).2f %%"
        ) % {
            "roster": roster.pk,
            "run": figures["patrols_run"],
            "wanted": figures["patrols_wanted"],
            "filled": figures["seats_filled"],
            "desired": figures["seats_desired"],
            "gap": 100 * figures["roster_gap"],
        }
