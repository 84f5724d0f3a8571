"""Telling somebody that there is work: a Celery worker, or a process of this machine."""

import logging
import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)


def send(job_id: int) -> bool:
    """Tell a worker of a job; False if nobody could be told."""
    if settings.BROKER:
        # Here, because a site without a broker needs no Celery.
        from kombu.exceptions import OperationalError

        from geoapp.tasks import run_job

        try:
            run_job.delay(job_id)
        except OperationalError:
            # The row waits, and is sent out again once the broker is back.
            log.warning("job %d: the broker cannot be reached", job_id)
            return False
    else:
        start_local_worker()
    return True


def start_local_worker() -> None:
    """Start a process that takes up jobs until none is left; it outlives this one."""
    subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"],
        env=os.environ | {"PATROLGRID_DB": str(connection.settings_dict["NAME"])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
