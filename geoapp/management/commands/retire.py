from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.steps import StepCommand
from geoapp.progress import Progress
from geoapp.retention import retire


class Command(StepCommand):
    help = gettext_lazy(
        "Let go the personal data that has had its time: positions, photos, reports, logins; run it daily."
    )

    def step(self, progress: Progress, **options: object) -> str:
        call_command("clearsessions")
        done = retire(timezone.now())
        return "\n".join(
            [
                _("%(distilled)d tracks turned into stays, %(forgotten)d forgotten")
                % {"distilled": done.distilled, "forgotten": done.forgotten},
                _("%(photos)d photos, %(words)d texts and the places of %(places)d check-ins let go")
                % {"photos": done.photos, "words": done.words, "places": done.places},
                _("%(reports)d old reports, notices and lines of the log, %(records)d records of use let go")
                % {"reports": done.reports, "records": done.records},
            ]
        )
