"""Jobs: asked for, taken up once, watched, cancelled, and taken up again when their worker is dead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from geoapp import jobs, jobs_dispatch, jobs_kinds
from geoapp.models import Job, RiskSurface, Roster, StreetExtract
from geoapp.pipeline import PlanError, Saving
from geoapp.progress import Progress
from tests.accounts import make_account
from tests.workers import until

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("seeds"),
]


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    """Numbers of the jobs that would have been sent to a worker."""
    numbers: list[int] = []

    def send(job_id: int) -> bool:
        numbers.append(job_id)
        return True

    monkeypatch.setattr(jobs_dispatch, "send", send)
    return numbers


@pytest.fixture
def does(monkeypatch, sent) -> Callable[[Callable[[Job, Progress, Saving], None]], Job]:
    """Make a job that does something else than plan."""

    def ask_for(work: Callable[[Job, Progress, Saving], None]) -> Job:
        monkeypatch.setitem(jobs_kinds.WORK, Job.Kind.PLAN, work)
        return jobs.start(Job.Kind.PLAN, {})

    return ask_for


def make_draft(job: Job) -> Roster:
    surface = RiskSurface.objects.create(
        as_of="2026-11-30T00:00Z", cell_m=250, incidents=0, inputs_sha256="", parameters={}, backtest={}
    )
    streets, _ = StreetExtract.objects.get_or_create(sha256="0", file_name="x.osm", attribution="x")
    return Roster.objects.create(
        starts_on="2026-11-30", days=7, seed=1, surface=surface, streets=streets, job=job
    )


def save_draft(job: Job, _progress: Progress, saving: Saving) -> None:
    with saving():
        make_draft(job)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def ago(minutes: float) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def let_its_worker_die(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))


def test_job_is_sent_once_its_row_is_there(sent):
    job = jobs.start(Job.Kind.PLAN, {"days": 7}, make_account("coordinator"))

    assert sent == [job.pk]
    assert (job.status, job.asked_by.username, jobs.next_job()) == ("queued", "coordinator", job.pk)


def test_job_that_is_done_has_its_result_and_is_not_done_again(does):
    job = does(save_draft)

    assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]

    assert (fresh(job).status, fresh(job).attempts) == ("done", 1)
    assert Roster.objects.get().job == job


def test_progress_stands_on_the_row_with_bound_and_best(does):
    seen = []

    def work(job: Job, progress: Progress, _saving: Saving) -> None:
        progress("roster", None)
        progress("choice", 0.5, bound=90.0, best=100.0)
        seen.append(fresh(job))

    jobs.run(does(work).pk)

    assert [(row.stage, row.step, row.share, row.bound, row.best) for row in seen] == [
        ("roster", "choice", 0.5, 90.0, 100.0)
    ]


def test_many_steps_write_the_row_a_few_times(does, django_assert_max_num_queries):
    def work(_job: Job, progress: Progress, _saving: Saving) -> None:
        with django_assert_max_num_queries(3):
            for number in range(1000):
                progress("routes", number / 1000)

    job = does(work)
    jobs.run(job.pk)

    assert fresh(job).status == "done"


def test_error_that_the_user_can_mend_is_told_in_one_sentence(does):
    def work(*_: object) -> None:
        raise PlanError("There are no streets yet.")

    job = does(work)
    jobs.run(job.pk)

    assert (fresh(job).status, fresh(job).error) == ("failed", "There are no streets yet.")


def test_unforeseen_error_fails_the_job_and_leaves_nothing_behind(does):
    def work(job: Job, progress: Progress, saving: Saving) -> None:
        save_draft(job, progress, saving)
        raise ZeroDivisionError

    job = does(work)
    jobs.run(job.pk)

    assert (fresh(job).status, "log" in fresh(job).error, Roster.objects.count()) == ("failed", True, 0)


def test_cancelled_job_stops_at_its_next_step_and_saves_nothing(does):
    def work(job: Job, progress: Progress, saving: Saving) -> None:
        save_draft(job, progress, saving)
        assert jobs.cancel(job)
        progress("routes", None)

    job = does(work)

    assert jobs.run(job.pk) is False
    assert (fresh(job).status, Roster.objects.count()) == ("cancelled", 0)
    assert jobs.cancel(job) is False


def test_job_that_was_cancelled_while_it_waited_is_not_taken_up(does):
    job = does(save_draft)

    jobs.cancel(job)

    assert (jobs.run(job.pk), jobs.next_job(), Roster.objects.count()) == (False, None, 0)


def test_running_job_is_left_to_its_worker_until_the_worker_is_silent(does, sent):
    found = []

    def work(job: Job, _progress: Progress, _saving: Saving) -> None:
        # Its message went out long ago, but the worker beats.
        Job.objects.filter(pk=job.pk).update(sent_at=ago(minutes=9))
        found.append((jobs.run(job.pk), jobs.is_running_elsewhere(job.pk), jobs.tend()))

    jobs.run(does(work).pk)

    assert found == [(False, True, 0)]


def test_worker_that_was_thought_dead_cannot_save_a_second_result(does):
    turns = []

    def work(job: Job, progress: Progress, saving: Saving) -> None:
        if not turns:
            turns.append("first")
            let_its_worker_die(job)
            assert jobs.run(job.pk)
        save_draft(job, progress, saving)

    job = does(work)

    assert jobs.run(job.pk) is False
    assert (fresh(job).status, fresh(job).attempts, Roster.objects.count()) == ("done", 2, 1)


def test_database_refuses_a_second_roster_of_one_job(does):
    job = does(save_draft)
    jobs.run(job.pk)

    with pytest.raises(Exception, match="job_id"):
        make_draft(job)


def test_heartbeat_goes_on_while_the_work_is_silent(does, settings):
    settings.JOB_STALE_S = 0.3
    beats = []

    def work(job: Job, _progress: Progress, _saving: Saving) -> None:
        first = fresh(job).heartbeat_at
        until(lambda: fresh(job).heartbeat_at > first)
        beats.append(jobs.next_job())

    jobs.run(does(work).pk)

    assert beats == [None]


def test_job_of_a_dead_worker_is_sent_out_again(does, sent):
    job = does(save_draft)
    Job.objects.filter(pk=job.pk).update(
        status="running", attempt=uuid4(), heartbeat_at=ago(minutes=5), sent_at=ago(minutes=6)
    )

    assert (jobs.tend(), sent) == (1, [job.pk, job.pk])


def test_waiting_job_is_sent_again_only_after_a_long_while(does, sent):
    job = does(save_draft)

    found = []
    for minutes in (1, 4, 6):
        Job.objects.filter(pk=job.pk).update(sent_at=ago(minutes))
        found.append(jobs.tend())

    assert found == [0, 0, 1]


def test_job_that_could_not_be_sent_is_sent_soon(monkeypatch, sent):
    with monkeypatch.context() as broken:
        broken.setattr(jobs_dispatch, "send", lambda _job_id: False)
        job = jobs.start(Job.Kind.PLAN, {})
    Job.objects.filter(pk=job.pk).update(asked_at=ago(minutes=0.2))

    assert (jobs.tend(), jobs.tend(), sent) == (1, 0, [job.pk])


def test_job_that_takes_its_workers_down_is_given_up(does):
    job = does(save_draft)
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MOST_ATTEMPTS)

    jobs.run(job.pk)

    assert (fresh(job).status, Roster.objects.count()) == ("failed", 0)
    assert "3 workers" in fresh(job).error


def test_error_is_told_in_the_language_of_who_asked(does):
    def work(*_: object) -> None:
        raise ZeroDivisionError

    job = does(work)
    user = make_account("协调员")
    user.account.language = "zh-hans"
    user.account.save()
    Job.objects.filter(pk=job.pk).update(asked_by=user)

    jobs.run(job.pk)

    assert "日志" in fresh(job).error


def test_beat_leaves_no_connection_behind(does):
    before = _connections()

    jobs.run(does(save_draft).pk)

    assert _connections() == before


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
        return cursor.fetchone()[0]


def test_the_job_of_a_roster_that_is_gone_ends_well():
    job = Job.objects.create(kind=Job.Kind.ROUTES, arguments={"roster": 0})

    assert jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.DONE, "")
