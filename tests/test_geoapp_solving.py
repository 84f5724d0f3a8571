"""Large problems are cut; the roster keeps every rule, whatever the number of workers."""

import pytest

from geoapp import solving
from geoapp.progress import silent
from geoapp.solving import is_large, solve_any
from scheduling.verify import violations
from tests.builders import draw_problem


def test_large_problem_is_cut_and_one_or_two_processes_give_the_same(settings, monkeypatch):
    monkeypatch.setattr(solving, "MOST_PEOPLE", 20)
    problem = draw_problem(seed=3, people=60, patrols=40)
    assert is_large(problem)
    found = []

    def note(
        _step: str, _share: float | None, /, *, bound: float | None = None, best: float | None = None
    ) -> None:
        if best is not None:
            found.append((bound, best))

    settings.WORKERS = 1
    alone = solve_any(problem, 1, note)
    settings.WORKERS = 2
    shared = solve_any(problem, 1, silent)

    assert alone.roster == shared.roster
    assert alone.certificate.bound == shared.certificate.bound
    assert violations(problem, alone.roster) == []
    assert found[-1] == (alone.certificate.bound, alone.certificate.cost)


@pytest.mark.parametrize(("people", "large"), [(20, False), (21, True)])
def test_problem_is_large_beyond_the_people_of_one_part(monkeypatch, people, large):
    monkeypatch.setattr(solving, "MOST_PEOPLE", 20)
    problem = draw_problem(seed=3, people=people, patrols=1)

    assert is_large(problem) is large
