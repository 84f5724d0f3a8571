"""All steps of the pipeline for one period, in order and in one go."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from geoapp import exports
from geoapp.convert.drafts import close_draft, surface_of_job
from geoapp.convert.times import local_midnight
from geoapp.models import Area, Job, Roster
from geoapp.pipeline import (
    Saving,
    add_figures,
    draw_maps,
    fill_roster,
    find_hotspots,
    make_demand,
    measure_coverage,
    plan_patrol_routes,
    the_district,
)
from geoapp.progress import Progress, silent

log = logging.getLogger(__name__)

STAGES = ("hotspots", "demand", "roster", "routes", "coverage", "maps")


def plan_period(
    starts_on: date,
    days: int,
    seed: int,
    *,
    as_of: datetime | None = None,
    area: Area | None = None,
    job: Job | None = None,
    progress: Progress = silent,
    saving: Saving = transaction.atomic,
    draw_secret: str | None = None,
) -> Roster:
    """Run all steps but the files; what an earlier attempt of the same job has saved is not done again.

    Args:
        draw_secret: Hexadecimal digits that tell which routes are drawn; made by chance if None.
    """
    roster = Roster.objects.filter(job=job).first() if job else None
    if roster is None:
        seconds: dict[str, float] = {}
        as_of = as_of or local_midnight(the_district(), starts_on)
        with _timed(seconds, "hotspots", progress):
            surface = surface_of_job(job, as_of) or find_hotspots(as_of, progress, saving)
        with _timed(seconds, "demand", progress):
            roster = make_demand(surface, starts_on, days, seed, area=area, job=job, saving=saving)
    else:
        seconds = dict(roster.figures.get("steps", {}))
    steps: dict[str, Callable[[], None]] = {
        "roster": lambda: fill_roster(roster, progress, saving),
        "routes": lambda: plan_patrol_routes(roster, progress, saving, draw_secret),
        "coverage": lambda: measure_coverage(roster, saving),
    }
    for name, step in steps.items():
        if name not in seconds:
            with _timed(seconds, name, progress):
                step()
            add_figures(roster, steps=seconds)
    with saving():
        close_draft(roster)
    return roster


def run_plan(
    starts_on: date,
    days: int,
    seed: int,
    out: Path,
    as_of: datetime | None = None,
    progress: Progress = silent,
    draw_secret: str | None = None,
) -> Roster:
    """Run all steps for a period and write everything into a folder; arguments as of ``plan_period``."""
    roster = plan_period(starts_on, days, seed, as_of=as_of, progress=progress, draw_secret=draw_secret)
    seconds = dict(roster.figures["steps"])
    with _timed(seconds, "maps", progress):
        draw_maps(roster, out, progress)
    add_figures(roster, steps=seconds)
    exports.write_plan(roster, out)
    return roster


@contextmanager
def _timed(seconds: dict[str, float], step: str, progress: Progress) -> Iterator[None]:
    progress(step, None)
    begin = time.perf_counter()
    yield
    seconds[step] = round(time.perf_counter() - begin, 2)
    log.info("%s: %.2f s", step, seconds[step])
