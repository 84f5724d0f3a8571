"""The other ways to fill a roster are fair opponents: their rosters keep every rule."""

import pytest

from benchmarks.repairs import repair_figures
from benchmarks.roster_instances import roster_instance
from benchmarks.roster_peers import PEERS
from scheduling.solve import solve
from scheduling.verify import cost, violations


@pytest.mark.parametrize("name", sorted(PEERS))
def test_a_peer_breaks_no_rule_and_is_no_better_than_the_bound(name: str) -> None:
    problem = roster_instance(60, 7, 1)

    roster = PEERS[name](problem, 1, 5.0)

    assert violations(problem, roster) == []
    assert cost(problem, roster)["total"] >= solve(problem).certificate.bound


def test_repairs_are_counted_and_timed() -> None:
    problem = roster_instance(120, 7, 1)

    figures = repair_figures(problem, solve(problem).roster, 3, 1)

    assert figures["drop_outs"] == 3
    assert {"repair_p95_cpu_s", "candidates_p95_cpu_s", "disturbed_mean", "remedies_cpu_s"} <= set(figures)
