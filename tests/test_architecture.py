"""Imports run one way, modules stay small, and the pure packages stay pure."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE = ("scheduling", "routing", "maps")
# What would make a result depend on more than the arguments.
IMPURE = {
    "django",
    "geoapp",
    "os",
    "time",
    "random",
    "socket",
    "subprocess",
    "requests",
    "urllib",
    "psycopg2",
}
MOST_LINES = 300
SOLVING = {
    "scheduling/bound.py",
    "scheduling/integer.py",
    "scheduling/repair_model.py",
    "scheduling/solve.py",
    "routing/choose.py",
}
OURS = (*PURE, "geoapp", "fixtures", "benchmarks", "tests")


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Top-level names of everything that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(str(node.module).split(".")[0])
    return found


@pytest.mark.parametrize("path", modules(*PURE), ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_module_imports_nothing_that_is_impure_and_no_sibling(path):
    own = path.relative_to(ROOT).parts[0]

    unwanted = imported(path) & (IMPURE | set(PURE) - {own})

    assert unwanted == set()


def test_only_one_module_imports_osmnx():
    users = [path for path in modules(*PURE, "geoapp") if "osmnx" in imported(path)]

    assert users == [ROOT / "routing" / "osm.py"]


def test_solver_types_stay_in_the_solving_modules():
    users = [path for path in modules(*PURE, "geoapp") if "ortools" in imported(path)]

    assert {str(path.relative_to(ROOT)) for path in users} <= SOLVING


def test_verifiers_share_no_code_with_the_solvers():
    solver = {"model", "solve", "bound", "integer", "columns", "plan", "search", "choose"}
    for path in [*ROOT.glob("scheduling/verify*.py"), *ROOT.glob("routing/verify*.py")]:
        names = {
            part
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom)
            for part in str(node.module).split(".")
        }

        assert names & solver == set(), path


def test_statements_and_spatial_functions_live_in_queries():
    outside = [
        path
        for path in modules("geoapp")
        if "queries" not in path.parts and "migrations" not in path.parts
        and re.search(r"\bST_|connection\.cursor", path.read_text())
    ]  # fmt: skip

    assert outside == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in modules(*PURE, "geoapp", "fixtures", "benchmarks", "tests")
        if "migrations" not in path.parts
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_module_has_at_most_300_lines(path):
    if path.name == "builders.py":
        pytest.skip("one section for each package")

    assert len(path.read_text().splitlines()) <= MOST_LINES
