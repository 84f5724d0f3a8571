"""One piece of the work on a big roster: a plain value in, a plain value out, the same on any machine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from scheduling.edit import roster_of_pairs
from scheduling.model import build_model, tightened
from scheduling.problem import Problem, Roster
from scheduling.rounding import choose_rounded


@dataclass(frozen=True)
class Job:
    """A part of a roster to choose, its pairs already thinned out."""

    problem: Problem
    seed: int
    relative_gap: float
    time_limit_s: float


@dataclass(frozen=True)
class Result:
    """The best whole roster of a part, and whether a time limit cut the search."""

    roster: Roster
    out_of_time: bool


One = TypeVar("One")
Done = TypeVar("Done")


class Run(Protocol):
    """Applies a function to values and gives the results in their order, as ``map`` does."""

    def __call__(self, work: Callable[[One], Done], jobs: Sequence[One], /) -> Iterable[Done]: ...


def do_job(job: Job) -> Result:
    """Find the best whole roster of a part; doing a job twice gives the same result twice."""
    model = build_model(job.problem)
    everyone = np.ones(len(model.pairs), dtype=np.bool_)
    choice = choose_rounded(
        tightened(model, everyone),
        relative_gap=job.relative_gap,
        seed=job.seed,
        time_limit_s=job.time_limit_s,
    )
    return Result(roster_of_pairs(job.problem, choice.pairs), choice.out_of_time)


def in_turn(work: Callable[[One], Done], jobs: Sequence[One], /) -> Iterator[Done]:
    """Do the jobs here, one after the other."""
    return map(work, jobs)
