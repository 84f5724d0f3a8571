"""Real workers that are killed in the middle of their work: the roster is whole, and saved once."""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from geoapp import jobs, jobs_dispatch, parallel
from geoapp.celery import app
from geoapp.jobs_parts import PartFailed, spread
from geoapp.models import Assignment, Job, JobPart, Roster, Route
from geoapp.planning import plan_period
from geoapp.progress import silent
from tests.part_work import always_deadly, impossible, square_slowly, square_until_killed_once
from tests.small_city import import_small_city
from tests.workers import celery_worker, kill, local_worker, process, redis, until

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("seeds"),
]
START, DAYS = date(2026, 12, 4), 3
WANTED = {"start": "2026-12-04", "days": DAYS, "seed": 1}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of a Redis; one for all tests, because Celery keeps its connections."""
    with redis(tmp_path_factory.mktemp("redis")) as address:
        app.conf.broker_url = address
        yield address


@pytest.fixture
def broker(address, settings) -> str:
    """The address of a Redis that this process uses too."""
    settings.BROKER = address
    return address


def status(job: Job) -> tuple[str, str]:
    return Job.objects.values_list("status", "stage").get(pk=job.pk)


def who_goes_where(roster: Roster) -> set[tuple[str, str]]:
    rows = Assignment.objects.filter(roster=roster)
    return set(rows.values_list("patrol__code", "volunteer__registry_no"))


def test_local_worker_that_is_killed_costs_time_and_not_the_roster(tmp_path, monkeypatch):
    import_small_city(tmp_path / "city")
    monkeypatch.setattr(jobs_dispatch, "send", lambda _job_id: False)
    job = jobs.start(Job.Kind.PLAN, WANTED)
    with local_worker(tmp_path) as first:
        until(lambda: status(job) == ("running", "routes"))
        kill(first)

    assert status(job) == ("running", "routes")
    until(lambda: jobs.next_job() == job.pk)
    with local_worker(tmp_path) as second:
        assert second.wait() == 0

    assert_same_as_in_one_go(job, attempts=2)


def test_job_without_a_broker_is_done_by_a_process_of_its_own(tmp_path):
    import_small_city(tmp_path / "city")

    job = jobs.start(Job.Kind.PLAN, WANTED | {"days": 1})

    until(lambda: status(job)[0] == "done")
    assert Roster.objects.get().job == job


def test_celery_workers_that_are_killed_cost_time_and_not_the_roster(tmp_path, broker):
    import_small_city(tmp_path / "city")
    beat = ("--beat", "--schedule", tmp_path / "schedule")
    with celery_worker(tmp_path, broker) as first:
        job = jobs.start(Job.Kind.PLAN, WANTED)
        until(lambda: status(job) == ("running", "routes"))
        kill(first)

    assert status(job) == ("running", "routes")
    with celery_worker(tmp_path, broker, *beat):
        until(lambda: status(job)[0] not in ("running", "queued"))

    assert_same_as_in_one_go(job, attempts=2)


def test_celery_job_goes_on_when_one_process_of_the_worker_is_killed(tmp_path, broker):
    import_small_city(tmp_path / "city")
    with celery_worker(tmp_path, broker) as worker:
        job = jobs.start(Job.Kind.PLAN, WANTED)
        until(lambda: status(job) == ("running", "routes"))
        for child in children(worker.pid):
            os.kill(child, signal.SIGKILL)
        until(lambda: status(job)[0] not in ("running", "queued"))

    assert_same_as_in_one_go(job, attempts=2)


def assert_same_as_in_one_go(job: Job, attempts: int) -> None:
    """One whole roster, and the one that this process makes without being disturbed or helped."""
    job.refresh_from_db()
    made = Roster.objects.get()
    assert (job.status, job.attempts, made.job, made.planned_at is None) == ("done", attempts, job, False)
    assert set(made.figures["steps"]) == {"hotspots", "demand", "roster", "routes", "coverage"}
    assert Route.objects.count() == made.figures["routes"] == made.figures["patrols_run"] > 0
    assert JobPart.objects.count() == 0
    found, figures = who_goes_where(made), made.figures | {"steps": None}
    secret = made.draw.secret
    made.delete()
    same = plan_period(START, DAYS, seed=1, draw_secret=secret)
    assert who_goes_where(same) == found
    assert same.figures | {"steps": None} == figures


def test_parts_are_shared_and_taken_up_again_when_their_worker_is_killed(tmp_path, broker, settings):
    settings.JOB_STALE_S = 3
    items = [(number, tmp_path) for number in range(8)]
    killed: list[int] = []

    def kill_others(_step: str, share: float | None, /, **_found: object) -> None:
        pids = {int(line) for file in tmp_path.glob("part-*") for line in file.read_text().split()}
        if share and not killed and (others := pids - {os.getpid()}):
            killed.extend(others)
            kill(worker)

    with celery_worker(tmp_path, broker) as worker:
        until(lambda: "ready" in (tmp_path / "0.log").read_text())
        found = spread(square_slowly, items, "parts", kill_others)

    assert found == [number * number for number in range(8)]
    assert killed
    assert JobPart.objects.count() == 0


def test_part_that_cannot_be_done_says_so_and_leaves_nothing(tmp_path, broker):
    with pytest.raises(PartFailed, match="ValueError: cannot do 0"):
        spread(impossible, [(number, tmp_path) for number in range(3)], "parts", silent)

    assert JobPart.objects.count() == 0


def test_item_of_a_killed_local_process_is_taken_up_again(tmp_path, settings):
    settings.WORKERS = 2

    found = parallel.each(
        square_until_killed_once, [(number, tmp_path) for number in range(5)], "parts", silent
    )

    assert found == [0, 1, 4, 9, 16]
    assert (tmp_path / "killed-2").exists()


def test_item_that_kills_every_process_ends_with_an_error(tmp_path, settings):
    settings.WORKERS = 2

    with pytest.raises(parallel.BrokenProcessPool):
        parallel.each(always_deadly, [(number, tmp_path) for number in range(2)], "parts", silent)


def test_processes_of_a_pool_end_with_their_parent(tmp_path):
    code = "from tests.part_work import run_a_pool; run_a_pool()"
    with process(
        sys.executable, "-c", code, folder=tmp_path, DJANGO_SETTINGS_MODULE="geoapp.settings", OUT=tmp_path
    ) as parent:
        until(lambda: len(list(tmp_path.glob("part-*"))) == 2)
        pids = [int(file.read_text()) for file in tmp_path.glob("part-*")]
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()

        until(
            lambda: (
                not any(
                    Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()
                    for pid in pids
                )
            )
        )


def children(pid: int) -> list[int]:
    """Processes that a process started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
