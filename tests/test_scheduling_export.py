"""An exported roster proves itself, and each corrupt row is named."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.roster_instances import roster_instance
from scheduling.city import solve_city
from scheduling.export import export_roster
from scheduling.export_read import read_problem, read_roster
from scheduling.solve import Limits, solve
from scheduling.verify import Violation
from scheduling.verify_export import verify_export
from tests.builders import draw_problem, make_crew, make_patrol, make_problem, make_volunteer

Export = dict[str, Any]


def good_export() -> Export:
    """Two patrols of two and a spare leader, as it comes back from a file."""
    people = [*make_crew(), make_volunteer(3, leader=True)]
    patrols = [make_patrol(1, risk=5, seats=(2, 3)), make_patrol(2, 67, risk=3)]
    problem = make_problem(people, patrols)
    solution = solve(problem, limits=Limits(prove_tiers=True))
    return json.loads(json.dumps(export_roster(problem, solution)))


def names(export: Export) -> set[str]:
    return {violation.rule for violation in verify_export(export)}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_was_solved_and_exported_has_no_violation(seed: int) -> None:
    problem = draw_problem(seed, 10, 7)
    solution = solve(problem, limits=Limits(prove_tiers=True))
    text = json.dumps(export_roster(problem, solution))

    export = json.loads(text)

    assert verify_export(export) == []
    assert read_roster(export) == solution.roster
    assert read_problem(export).volunteers == problem.volunteers
    assert read_problem(export).patrols == problem.patrols
    assert (read_problem(export).fixed, read_problem(export).rules) == (problem.fixed, problem.rules)


def test_roster_from_parts_proves_its_tiers_too() -> None:
    problem = roster_instance(150, 14, 2)
    solution = solve_city(problem, limits=Limits(prove_tiers=True))

    export = json.loads(json.dumps(export_roster(problem, solution)))

    assert [proof.tier for proof in solution.certificate.tier_proofs] == ["run", "seats"]
    assert verify_export(export) == []


def set_value(export: Export, path: str, value: object) -> None:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place: Any = export
    for step in steps:
        place = place[step]
    place[last] = value


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("roster/0", [3, 2], "not-sorted"),
        ("roster/0", [9, 1], "unknown-names"),
        ("roster/1", [1, 1], "twice-on-a-patrol"),
        ("problem/pairs/preference/0", 2, "tiers-differ"),
        ("problem/volunteers/0/insured_until", "2026-01-04", "insurance-lapsed"),
        ("problem/volunteers/0/trained_until", "2026-01-04", "training-lapsed"),
        ("problem/volunteers/0/weekly_cap", 0, "above-weekly-cap"),
        ("problem/patrols/0/seats_desired", 2, "seats-above-desired"),
        ("problem/rules/min_people", 4, "not-enough-people"),
        ("problem/rules/min_kinds", 3, "too-few-kinds"),
        ("problem/rules/max_per_day", 0, "too-many-a-day"),
        ("problem/rules/min_rest_h", 60, "too-little-rest"),
        ("problem/patrols/1/starts_at", "2026-01-05T20:00:00+00:00", "overlap"),
        ("certificate/cost", 1, "cost-differs"),
        ("certificate/bound_milli", 10**9, "bound-differs"),
        ("certificate/gap", 0.5, "gap-differs"),
        ("certificate/tiers/run", 12, "tiers-differ"),
        ("certificate/tier_proofs/0/cost", 1, "run-cost-differs"),
        ("certificate/tier_proofs/1/bound_milli", 10**9, "seats-bound-differs"),
        ("certificate/tier_proofs/1/gap", 0.5, "seats-gap-differs"),
        ("certificate/seed", 2, "hash-differs"),
    ],
)
def test_a_corrupt_row_is_named(path: str, value: object, rule: str) -> None:
    export = good_export()
    assert names(export) == set()

    set_value(export, path, value)

    assert rule in names(export)
    assert "hash-differs" in names(export)


def test_nobody_old_enough_is_named() -> None:
    export = good_export()
    export["problem"]["patrols"][0]["night"] = True
    for person in export["problem"]["volunteers"]:
        person["birth_year"] = 2010

    assert Violation("wrong-age-at-night", 1, 1) in verify_export(export)


def test_no_leader_is_named() -> None:
    export = good_export()
    for person in export["problem"]["volunteers"]:
        person["leader"] = False

    assert "no-leader" in names(export)


def test_a_pair_taken_away_is_named() -> None:
    export = good_export()
    for column in export["problem"]["pairs"].values():
        del column[0]

    assert Violation("pair-not-offered", 1, 1) in verify_export(export)


def test_without_its_prices_a_bound_is_not_proven() -> None:
    export = good_export()
    export["certificate"]["duals"].clear()

    assert "bound-differs" in names(export)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda export: export.pop("format"),
        lambda export: export.pop("problem"),
        lambda export: export["problem"]["volunteers"][0].pop("id"),
        lambda export: export.update(roster="none"),
        lambda export: export["certificate"]["duals"].append([1, 1, 1, 1]),
    ],
)
def test_an_unreadable_export_says_what_was_expected(spoil: Callable[[Export], object]) -> None:
    export = good_export()
    spoil(export)

    with pytest.raises(ValueError, match="expected"):
        verify_export(export)


def test_the_same_roster_is_the_same_bytes() -> None:
    problem = make_problem(make_crew(), [make_patrol(1)])

    first, second = (json.dumps(export_roster(problem, solve(problem))) for _ in range(2))

    assert first == second
