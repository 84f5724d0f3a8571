"""Whether the site works, for a monitor: no login, and nothing about anybody."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from geoapp.celery import app
from geoapp.models import Job

OK, DOWN, SLOW, NONE = "ok", "down", "waiting", "none"
ANSWER_S = 2
# A job is begun within seconds when some worker lives.
BEGUN_WITHIN = timedelta(minutes=5)


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """One word for each part; status 503 unless all is well."""
    parts = {"database": _database(), "broker": _broker()}
    parts["workers"] = _workers() if parts["database"] == OK else DOWN
    well = all(part in (OK, NONE) for part in parts.values())
    return JsonResponse(parts, status=200 if well else 503)


def _asked(question: Callable[[], object], *errors: type[Exception]) -> bool:
    try:
        question()
    except errors:
        return False
    return True


def _database() -> str:
    return OK if _asked(Job.objects.exists, DatabaseError) else DOWN


def _broker() -> str:
    """Whether the queue takes messages; a site without one works in processes of its own."""
    if not settings.BROKER:
        return NONE
    with app.connection_for_write(transport_options={"socket_connect_timeout": ANSWER_S}) as connection:
        reached = _asked(
            lambda: connection.ensure_connection(max_retries=1, timeout=ANSWER_S), OperationalError
        )
    return OK if reached else DOWN


def _workers() -> str:
    """Whether some job has waited so long that nobody seems to work."""
    waiting = Job.objects.filter(status=Job.Status.QUEUED, asked_at__lt=timezone.now() - BEGUN_WITHIN)
    return SLOW if waiting.exists() else OK
