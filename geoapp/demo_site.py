"""A demo district in which something goes on: a roster is in force, and every reader finds full pages."""

from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from geoapp.management.commands.demo import DAYS, FIXTURES, IMPORTS, SEED
from geoapp.models import District, Patrol, Roster
from geoapp.planning import run_plan
from geoapp.progress import Progress
from geoapp.publishing import publish


def prepare_demo(out: Path, progress: Progress) -> None:
    """Load the demo into an empty database; put a week in force if none is. Real districts are left alone."""
    if not District.objects.exists():
        for command, file, arguments in IMPORTS:
            call_command(command, str(FIXTURES / file), verbosity=0, **arguments)
    if not District.objects.filter(synthetic=True).exists() or in_force():
        return
    monday = coming_monday(timezone.localdate())
    publish(draft_to_come() or run_plan(monday, DAYS, SEED, out, progress=progress))


def in_force() -> bool:
    """Whether patrols are to come."""
    return Patrol.objects.filter(
        roster__status=Roster.Status.LIVE, ends_at__gt=timezone.now(), assignments__live=True
    ).exists()


def draft_to_come() -> Roster | None:
    """The newest draft of days to come that has its routes, as `make demo` leaves it."""
    drafts = Roster.objects.filter(status=Roster.Status.DRAFT, starts_on__gt=timezone.localdate())
    return drafts.filter(figures__has_key="routes").order_by("-pk").first()


def coming_monday(today: date) -> date:
    """The first Monday after a day."""
    return today + timedelta(days=7 - today.weekday())
