"""Celery, for background work on several machines: ``celery -A geoapp.celery worker --beat``.

It is used when PATROLGRID_BROKER names a broker; otherwise processes of this machine do the same work.
"""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")

# Tracks are promised to be gone after so many hours: several runs may fail before it is too late.
RETIRE_S = 6 * 3600.0

app = Celery("geoapp", broker=settings.BROKER)
app.conf.update(
    # The rows of the jobs say what became of them.
    task_ignore_result=True,
    # A message is taken off the queue when its work is done, so that a worker's death loses nothing.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    beat_schedule={
        "tend": {"task": "geoapp.tasks.tend_jobs", "schedule": settings.JOB_STALE_S},
        "retire": {"task": "geoapp.tasks.retire", "schedule": RETIRE_S},
    },
    beat_schedule_filename=str(settings.LOCAL_DIR / "celerybeat-schedule"),
)
app.autodiscover_tasks(["geoapp"])
