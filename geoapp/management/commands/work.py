import time
from argparse import ArgumentParser

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp import jobs
from geoapp.management.steps import StepCommand
from geoapp.progress import Progress
from geoapp.queries.locks import only_worker

SECONDS_BETWEEN_LOOKS = 1.0


class Command(StepCommand):
    help = gettext_lazy(
        "Do the background jobs that wait, one after the other, where no broker and no Celery worker is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help=_("go on watching for more until stopped"))

    def step(self, progress: Progress, **options: object) -> str:
        done = 0
        with only_worker() as alone:
            while alone:
                job_id = jobs.next_job()
                if job_id is not None:
                    done += jobs.run(job_id, progress)
                elif options["watch"]:
                    time.sleep(SECONDS_BETWEEN_LOOKS)
                else:
                    break
        return _("%(count)d jobs done") % {"count": done} if alone else _("another process is at work")
