"""The route benchmark reads public formats and does not trust the planner."""

import json
from pathlib import Path

import pytest

from benchmarks import routes
from benchmarks.route_instances import read_instances, read_references, read_top, read_toptw
from benchmarks.route_shifts import shifts
from tests.builders import make_network

# Start, two stops 3 and 4 away and 5 from each other, end at the start.
TOP = "n 4\nm 1\ntmax 12.0\n\n0 0 0\n3 0 10\n0 4 20\n0 0 0\n"
TOPTW = (
    "5 0 2 0\n0 0\n"
    "0 0.0 0.0 0.0 0.0 0 0 0.0 100.0\n"
    "1 1.0 1.0 5.0 10.0 0 1 1 3.0 50.0\n"
    "2 2.0 2.0 5.0 20.0 0 1 1 0.0 9.0\n"
)


def top_file(folder: Path) -> Path:
    file = folder / "p9.1.a.txt"
    file.write_text(TOP)
    return file


def toptw_file(folder: Path) -> Path:
    file = folder / "c101.txt"
    file.write_text(TOPTW)
    return file


def test_a_top_file_is_a_problem_from_start_to_end(tmp_path: Path):
    instance = read_top(top_file(tmp_path), "exact")

    problem = instance.problem()

    assert (instance.name, instance.paths, instance.stops()) == ("p9.1.a", 1, [1, 2])
    assert [stop.reward for stop in problem.stops] == [10, 20]
    assert problem.teams[0].ends_s == 12 * instance.unit
    assert problem.walk_m[1, 2] == 5 * instance.unit


def test_a_toptw_file_has_windows_and_its_distances_are_cut(tmp_path: Path):
    instance = read_toptw(toptw_file(tmp_path), "floor1", paths=2)

    problem = instance.problem()

    assert instance.distance[0, 1] == 1.4
    assert [(stop.opens_s, stop.closes_s, stop.dwell_s) for stop in problem.stops] == [
        (30, 500, 50),
        (0, 90, 50),
    ]
    assert [team.ends_s for team in problem.teams] == [1000, 1000]


@pytest.mark.parametrize(
    ("paths", "reward"),
    [
        ([[1, 2]], 30.0),
        ([[2], []], None),  # more paths than asked for
        ([[1, 1]], None),
        ([[3]], None),  # the end is no stop
        ([[]], 0.0),
    ],
)
def test_paths_are_checked_by_the_figures_of_the_file(
    tmp_path: Path, paths: list[list[int]], reward: float | None
):
    assert read_top(top_file(tmp_path), "exact").checked_reward(paths) == reward


def test_a_path_too_long_or_too_late_earns_nothing(tmp_path: Path):
    short = tmp_path / "short.txt"
    short.write_text(TOP.replace("12.0", "11.9"))

    assert read_top(short, "exact").checked_reward([[1, 2]]) is None
    assert read_toptw(toptw_file(tmp_path), "exact", 1).checked_reward([[2, 1]]) == 30.0
    assert read_toptw(toptw_file(tmp_path), "exact", 1).checked_reward([[1, 2]]) is None


def test_the_paths_asked_for_are_read(tmp_path: Path):
    toptw_file(tmp_path)

    found = read_instances(tmp_path, "toptw", "floor1", [1, 3])

    assert [(instance.name, instance.paths) for instance in found] == [("c101", 1), ("c101", 3)]


def test_references_are_the_best_that_was_published(tmp_path: Path):
    (tmp_path / "reference_values.csv").write_text(
        "instance,paths,published_best_of_runs,published_benchmark\nc101,2,590,600\nc102,1,360,\n"
    )

    assert read_references(tmp_path, "toptw") == {("c101", 2): 600.0, ("c102", 1): 360.0}
    assert read_references(tmp_path / "elsewhere", "top") == {}


def test_each_run_is_a_line_with_its_gap(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    top_file(tmp_path)
    (tmp_path / "reference_values.csv").write_text("instance,reference_score\np9.1.a,40\n")

    routes.main(["--instances", str(tmp_path), "--format", "top", "--seconds", "0.01", "--seeds", "1-2"])

    printed = capsys.readouterr()
    lines, (summary,) = ([json.loads(line) for line in text.splitlines()] for text in printed)
    assert (summary["runs"], summary["mean_gap"], summary["mean_gap_to_best"]) == (2, 25.0, 25.0)
    assert [(line["seed"], line["reward"], line["reference"], line["gap"]) for line in lines] == [
        (1, 30.0, 40.0, 25.0),
        (2, 30.0, 40.0, 25.0),
    ]
    assert all(line["verified"] for line in lines)
    assert list(lines[0]) == [
        "engine", "instance", "paths", "seed", "seconds", "reward", "reference", "gap", "cpu_s", "verified"
    ]  # fmt: skip


def test_an_orienteering_file_ends_at_its_second_point(tmp_path: Path):
    file = tmp_path / "problem_1_budget_12.op"
    file.write_text("\ufeff12\t 1\r\n 0\t0 0\r\n\r\n0 0  0\r\n3 0\t10\r\n0 4 20 \r\n")

    (instance,) = read_instances(tmp_path, "top", "exact", [1])

    assert (instance.paths, instance.start, instance.end, instance.stops()) == (1, 0, 1, [2, 3])
    assert instance.longest == 12
    assert instance.checked_reward([[2, 3]]) == 30.0


def test_spaces_tabs_and_blank_lines_make_no_difference(tmp_path: Path):
    (tmp_path / "p7.2.a.txt").write_text(
        "\n n  4 \r\nm\t1\ntmax  12.0\n\n  0 0\t0\n3   0 10\n\n0 4 20\n0 0 0\n\n"
    )
    (tmp_path / "c101.TXT").write_text(TOPTW.replace(" ", "  \t").replace("\n", "\n\n"))

    (top,) = read_instances(tmp_path, "top", "exact", [1])
    (timed,) = read_instances(tmp_path, "toptw", "floor1", [2])

    assert (top.reward.tolist(), top.longest) == ([0, 10, 20, 0], 12)
    assert (timed.reward.tolist(), timed.longest) == ([0, 10, 20], 100)


def test_a_file_that_is_no_instance_is_named_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    top_file(tmp_path)
    (tmp_path / "a.txt").write_text(TOP.replace("n 4", "n 5"))
    (tmp_path / "notes.txt").write_text("three\nlines of\nwords")

    found = list(read_instances(tmp_path, "top", "exact", [1]))

    assert [instance.name for instance in found] == ["p9.1.a"]
    assert "a.txt is no top instance and is left out: 5 vertices are announced, 4 are there" in (
        capsys.readouterr().err
    )


def test_distances_are_rounded_as_published_results_round_them(tmp_path: Path):
    toptw_file(tmp_path)
    (tmp_path / "pr01.txt").write_text(TOPTW)

    found = list(read_instances(tmp_path, "toptw", "literature", [1]))

    assert [float(instance.distance[0, 1]) for instance in found] == [1.4, 1.41]


def test_a_peer_plans_a_shift_on_streets_and_is_verified():
    grid = [((x, y), (x + dx, y + dy)) for x in range(4) for y in range(4) for dx, dy in ((1, 0), (0, 1))]
    network = make_network(*[[(200.0 * x, 200.0 * y) for x, y in line] for line in grid])

    name, problem = next(shifts(network, seed=1))
    line = next(routes.run(routes.Case(name, problem), ["ortools"], 1, 0.1))
    _, again = routes.run(routes.Case(name, problem), ["patrolgrid"], 1, 0.1)

    assert (name, len(problem.teams), len(problem.stops)) == ("4 posts, 12 teams, 150 stops", 12, 150)
    assert line["verified"] and line["reward"] > 0
    assert (again["engine"], again["verified"]) == ("replan", True)
    assert 0 < again["reward"] < line["reward"]
