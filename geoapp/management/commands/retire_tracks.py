from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.fieldwork.tracking import retire_tracks
from geoapp.management.steps import StepCommand
from geoapp.pipeline import the_district
from geoapp.progress import Progress


class Command(StepCommand):
    help = gettext_lazy(
        "Turn positions of two days ago into stays, and forget tracks after a month; run it daily."
    )

    def step(self, progress: Progress, **options: object) -> str:
        done = retire_tracks(the_district(), timezone.now())
        return _("%(distilled)d tracks turned into stays, %(forgotten)d forgotten") % {
            "distilled": done.distilled,
            "forgotten": done.forgotten,
        }
