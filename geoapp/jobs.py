"""Long work that outlives its page: asked for, taken up, watched, cancelled, and taken up again.

A job is a row; Celery carries no more than its number to a worker, and without a broker a process of this
machine takes the rows up. A worker shows that it lives by a heartbeat. When that is stale, another takes
the job up with a new token, and the old one, should it come back, can save nothing.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import translation
from django.utils.translation import gettext as _

from geoapp import jobs_dispatch
from geoapp.checks import InvalidPlan
from geoapp.jobs_beat import Beat
from geoapp.jobs_kinds import WORK, discard
from geoapp.models import Job, JobPart
from geoapp.pipeline import PlanError
from geoapp.planning import STAGES
from geoapp.progress import Progress, silent

log = logging.getLogger(__name__)

# A job that takes its workers down, for want of memory say, is not tried for ever.
MOST_ATTEMPTS = 3
# The row is for people to look at.
SECONDS_BETWEEN_NOTES = 0.5


class Stopped(Exception):
    """The job was cancelled, or another worker has taken it up: stop, and save nothing."""


def start(kind: Job.Kind, arguments: dict[str, object], asked_by: AbstractBaseUser | None = None) -> Job:
    """Ask for some work; it begins once the row is there for others to see."""
    job = Job.objects.create(kind=kind, arguments=arguments, asked_by=asked_by)
    transaction.on_commit(lambda: send(job.pk))
    return job


def cancel(job: Job) -> bool:
    """Stop a job that has not ended; whatever its worker still computes cannot be saved."""
    with transaction.atomic():
        cancelled = _end(Job.objects.filter(pk=job.pk, status__in=UNFINISHED), Job.Status.CANCELLED)
        if cancelled:
            discard(Job.objects.get(pk=job.pk))
    return cancelled


def send(job_id: int) -> None:
    """Tell a worker of a job; if none can be told, ``tend`` tries again."""
    if jobs_dispatch.send(job_id):
        Job.objects.filter(pk=job_id).update(sent_at=Now())


def tend() -> int:
    """Send jobs out again whose worker died or whose message was lost; how many."""
    JobPart.objects.filter(wanted_at__lt=_stale()).delete()
    dead = Q(status=Job.Status.RUNNING, heartbeat_at__lt=_stale()) & Q(sent_at__lt=_stale())
    # One that waits may only wait for others to end: no reason to send it again and again.
    forgotten = Q(status=Job.Status.QUEUED, sent_at__lt=_stale(terms=10))
    unsent = Q(status=Job.Status.QUEUED, sent_at=None, asked_at__lt=_stale(terms=0.1))
    lost = list(Job.objects.filter(dead | forgotten | unsent).values_list("pk", flat=True))
    for job_id in lost:
        send(job_id)
    return len(lost)


def next_job() -> int | None:
    """The number of the job that has waited longest."""
    return Job.objects.filter(_up_for_grabs()).order_by("pk").values_list("pk", flat=True).first()


def is_running_elsewhere(job_id: int) -> bool:
    """Whether a worker that seems alive holds the job."""
    return Job.objects.filter(pk=job_id, status=Job.Status.RUNNING).exclude(_up_for_grabs()).exists()


def run(job_id: int, watched_by: Progress = silent) -> bool:
    """Take a job up and do it; False if it is another's, or has ended."""
    attempt = _take(job_id, watched_by)
    if attempt is None:
        return False
    job = attempt.job
    log.info("job %d (%s): attempt %d", job.pk, job.kind, job.attempts)
    began = time.perf_counter()
    account = getattr(job.asked_by, "account", None)
    try:
        with Beat(attempt.beat), translation.override(account.language if account else None):
            attempt.end(_done(attempt))
    except Stopped:
        log.info("job %d: stopped", job.pk)
        return False
    log.info("job %d: %s, %.1f s", job.pk, attempt.job.status, time.perf_counter() - began)
    return True


def _done(attempt: "Attempt") -> str:
    """Do the work; the sentence that says why it failed, or nothing."""
    if attempt.job.attempts > MOST_ATTEMPTS:
        return _("%(count)d workers ended without a word while they did this; perhaps memory ran out.") % {
            "count": MOST_ATTEMPTS
        }
    try:
        WORK[attempt.job.kind](attempt.job, attempt.progress, attempt.saving)
    except (PlanError, InvalidPlan) as error:
        return str(error)
    except Stopped:
        raise
    except Exception:
        log.exception("job %d failed", attempt.job.pk)
        return _("Something went wrong that should not; the log says what. Nothing was saved.")
    return ""


UNFINISHED = (Job.Status.QUEUED, Job.Status.RUNNING)


def _stale(terms: float = 1) -> object:
    """The moment since which a living worker must have been heard of, by the clock of the database."""
    return Now() - timedelta(seconds=terms * settings.JOB_STALE_S)


def _up_for_grabs() -> Q:
    return Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, heartbeat_at__lt=_stale())


def _take(job_id: int, watched_by: Progress) -> "Attempt | None":
    token = uuid4()
    taken = Job.objects.filter(_up_for_grabs(), pk=job_id).update(
        status=Job.Status.RUNNING,
        attempt=token,
        attempts=F("attempts") + 1,
        heartbeat_at=Now(),
        started_at=Coalesce("started_at", Now()),
    )
    if not taken:
        return None
    return Attempt(Job.objects.select_related("asked_by__account").get(pk=job_id), watched_by)


def _end(jobs: object, status: Job.Status, error: str = "") -> bool:
    return bool(jobs.update(status=status, error=error, ended_at=Now(), share=None, step=""))


@dataclass
class Attempt:
    """One worker's hold on a job."""

    job: Job
    watched_by: Progress
    _lost: bool = False
    _noted_s: float = field(default=0.0)

    def progress(
        self, step: str, share: float | None, /, *, bound: float | None = None, best: float | None = None
    ) -> None:
        """Note it on the row, now and then.

        Raises:
            Stopped: If the job is no longer this worker's.
        """
        self.watched_by(step, share, bound=bound, best=best)
        found = {"bound": bound, "best": best}
        note: dict[str, object] = {name: value for name, value in found.items() if value is not None}
        note["share"] = None if share is None else min(max(share, 0.0), 1.0)
        note["stage" if step in STAGES else "step"] = step
        if step in STAGES:
            note["step"] = ""
        worth_it = step != (self.job.step or self.job.stage) or bound is not None
        if self._lost or worth_it or time.monotonic() - self._noted_s > SECONDS_BETWEEN_NOTES:
            self._noted_s = time.monotonic()
            for name, value in note.items():
                setattr(self.job, name, value)
            self._update(**note)

    def beat(self) -> None:
        """Show that the worker lives; called by a thread, so it notes a loss instead of raising."""
        self._lost = not self._mine().update(heartbeat_at=Now())

    def saving(self) -> AbstractContextManager[None]:
        """A transaction that saves only while the job is this worker's."""
        return self._saving()

    @contextmanager
    def _saving(self) -> Iterator[None]:
        with transaction.atomic():
            # Locked, so that nobody cancels or takes over between this and the commit.
            if not self._mine().select_for_update(of=("self",)).exists():
                raise Stopped
            yield

    def end(self, error: str) -> None:
        """Close the job, if it is still this worker's."""
        self.job.status = Job.Status.FAILED if error else Job.Status.DONE
        with self.saving():
            _end(self._mine(), self.job.status, error)
            if error:
                discard(self.job)

    def _mine(self) -> object:
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, status=Job.Status.RUNNING)

    def _update(self, **note: object) -> None:
        if not self._mine().update(heartbeat_at=Now(), **note):
            raise Stopped
