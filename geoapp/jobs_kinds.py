"""What each kind of job does: thin wrappers of pipeline steps."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from geoapp.late_routes import plan_late_routes
from geoapp.models import Area, Job, Level, Roster
from geoapp.pipeline import Saving
from geoapp.planning import plan_period
from geoapp.progress import Progress


def plan(job: Job, progress: Progress, saving: Saving) -> None:
    """All steps but the files; goes on where an earlier attempt was cut off."""
    wanted = job.arguments
    plan_period(
        date.fromisoformat(wanted["start"]),
        wanted["days"],
        wanted["seed"],
        area=area_of(job),
        job=job,
        progress=progress,
        saving=saving,
    )


def area_of(job: Job) -> Area | None:
    """The subdistrict that a job plans, as it is on the first day."""
    code, start = job.arguments.get("area"), job.arguments["start"]
    if not code:
        return None
    in_force = Q(valid_to=None) | Q(valid_to__gt=start)
    return Area.objects.get(in_force, level=Level.SUBDISTRICT, code=code, valid_from__lte=start)


def discard(job: Job) -> None:
    """Delete what a job has saved so far of something that will never be whole."""
    Roster.objects.filter(job=job, status=Roster.Status.DRAFT).delete()


def late_routes(job: Job, progress: Progress, saving: Saving) -> None:
    """The routes that changes by hand have left missing, unless the roster is gone."""
    roster = Roster.objects.filter(pk=job.arguments["roster"]).first()
    if roster:
        plan_late_routes(roster, progress, saving)


WORK: dict[str, Callable[[Job, Progress, Saving], None]] = {
    Job.Kind.PLAN: plan,
    Job.Kind.ROUTES: late_routes,
}
