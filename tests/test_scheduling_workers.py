"""Any number of processes gives the same roster, even when one of them is killed at its work."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from benchmarks.roster import Case, run
from benchmarks.roster_workers import Workers
from scheduling.city import solve_city
from scheduling.jobs import in_turn
from scheduling.problem import Problem
from tests.builders import draw_problem

FIRST_KEYS = [
    "engine",
    "people",
    "days",
    "seed",
    "pairs",
    "cost",
    "bound",
    "gap",
    "wall_s",
    "cpu_s",
    "rss_mb",
    "violations",
    "unrun",
]


@pytest.fixture
def three_areas() -> Problem:
    problem = draw_problem(3, 40, 30)
    patrols = tuple(replace(patrol, area_id=k % 3) for k, patrol in enumerate(problem.patrols))
    return replace(problem, patrols=patrols)


def die_at_the_first_job(marker: Path, work: Callable[[object], object], job: object) -> object:
    """Do a job, unless nobody has died yet."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return work(job)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody lives to see this")


def test_two_processes_give_the_same_bytes_as_none(three_areas: Problem) -> None:
    workers = Workers(2)

    spread = solve_city(three_areas, run=workers.run, threads=2, most_people=20)

    workers.close()
    assert repr(spread) == repr(solve_city(three_areas, run=in_turn, threads=1, most_people=20))


def test_the_part_of_a_killed_process_is_taken_up_again(three_areas: Problem, tmp_path: Path) -> None:
    workers = Workers(2)
    marker = tmp_path / "died"

    def die_once(work, jobs):  # type: ignore[no-untyped-def]
        return workers.run(partial(die_at_the_first_job, marker, work), jobs)

    whole = solve_city(three_areas, run=die_once, most_people=20)

    workers.close()
    assert workers.taken_up >= 1
    assert repr(whole) == repr(solve_city(three_areas, most_people=20))


def test_a_line_of_the_benchmark_begins_with_the_agreed_keys() -> None:
    (line,) = run(Case(people=120, days=14, seed=1, workers=1))

    assert list(line)[: len(FIRST_KEYS)] == FIRST_KEYS
    assert line["violations"] == 0
    assert line["bound"] <= line["cost"]


def test_a_killed_worker_is_shown_to_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.roster_workers.KILL_AFTER_S", 0.0)

    killed, undisturbed = run(Case(people=200, days=14, seed=1, workers=2, kill=True))

    assert killed["killed"] == 1
    assert undisturbed["identical"] == 1
