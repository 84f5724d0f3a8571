"""Parts of one piece of work on any number of machines.

The parts are rows, and the broker only says that there are some. The caller works too, so that a list is
done even when no other worker is free; a part whose worker died is taken up again.
"""

import logging
import pickle
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from geoapp.jobs_beat import Beat
from geoapp.models import JobPart
from geoapp.progress import Progress

log = logging.getLogger(__name__)

Result = TypeVar("Result")
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_LOOKS = 0.2


class PartFailed(Exception):
    """A part ended with an error, or its workers died again and again."""


def spread(
    work: Callable[..., Result], items: Sequence[tuple[object, ...]], step: str, progress: Progress
) -> list[Result]:
    """Results of ``work(*item)`` for all items, in their order, whoever does them.

    Raises:
        PartFailed: If an item cannot be done.
    """
    from geoapp.tasks import do_parts

    batch = uuid4()
    JobPart.objects.bulk_create(
        (
            JobPart(batch=batch, number=number, call=pickle.dumps((work, item)), wanted_at=Now())
            for number, item in enumerate(items)
        ),
        batch_size=20,
    )
    try:
        for _ in items[1:]:
            do_parts.delay(str(batch))
        with Beat(lambda: JobPart.objects.filter(batch=batch).update(wanted_at=Now())):
            _see_to(batch, len(items), step, progress)
        found = JobPart.objects.filter(batch=batch).order_by("number").values_list("result", flat=True)
        return [pickle.loads(result) for result in found.iterator(chunk_size=20)]
    finally:
        JobPart.objects.filter(batch=batch).delete()


def do_all(batch: UUID) -> None:
    """Do the parts of a list that nobody is at, one after the other."""
    while _do_one(batch):
        pass


def _see_to(batch: UUID, count: int, step: str, progress: Progress) -> None:
    """Work on the parts, and wait for those that others have taken."""
    while True:
        done = JobPart.objects.filter(batch=batch, result__isnull=False).count()
        progress(step, done / count)
        if failed := JobPart.objects.filter(batch=batch).exclude(failure="").values_list("failure").first():
            raise PartFailed(*failed)
        if done == count:
            return
        if not _do_one(batch):
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _do_one(batch: UUID) -> bool:
    """Take a part up and do it; False if nobody needs to."""
    part = _take(batch)
    if part is None:
        return False
    mine = JobPart.objects.filter(pk=part.pk, attempt=part.attempt)
    if part.attempts > MOST_ATTEMPTS:
        mine.update(failure=f"{MOST_ATTEMPTS} workers died over part {part.number}")
        return True
    work, item = pickle.loads(part.call)
    with Beat(lambda: mine.update(taken_at=Now())):
        try:
            outcome = {"result": pickle.dumps(work(*item))}
        except Exception as error:
            log.exception("part %d failed", part.number)
            outcome = {"failure": f"{type(error).__name__}: {error}"}
    mine.update(**outcome)
    return True


def _take(batch: UUID) -> JobPart | None:
    """A part that is wanted still and that no living worker is at."""
    stale = Now() - timedelta(seconds=settings.JOB_STALE_S)
    with transaction.atomic():
        part = (
            JobPart.objects.select_for_update(skip_locked=True)
            .filter(Q(taken_at=None) | Q(taken_at__lt=stale), batch=batch, result=None, failure="")
            .filter(wanted_at__gte=stale)
            .order_by("number")
            .first()
        )
        if part is not None:
            part.attempt = uuid4()
            part.attempts += 1
            JobPart.objects.filter(pk=part.pk).update(
                attempt=part.attempt, attempts=F("attempts") + 1, taken_at=Now()
            )
    return part
