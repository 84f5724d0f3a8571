"""What Celery workers are told to do; the rows in the database say the rest."""

from uuid import UUID

from celery import Task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from geoapp import jobs, jobs_parts, retention
from geoapp.celery import app


@app.task(bind=True)
def run_job(self: Task, job_id: int) -> None:
    """Do a job, unless it has ended; look again later if another worker seems to be at it."""
    if not jobs.run(job_id) and jobs.is_running_elsewhere(job_id):
        raise self.retry(countdown=settings.JOB_STALE_S, max_retries=None)


@app.task
def do_parts(batch: str) -> None:
    """Do the parts of a list that nobody is at."""
    jobs_parts.do_all(UUID(batch))


@app.task
def tend_jobs() -> None:
    """Send lost jobs out again; beat calls it."""
    jobs.tend()


@app.task
def retire() -> None:
    """Let go what has had its time; beat calls it."""
    call_command("clearsessions")
    retention.retire(timezone.now())
