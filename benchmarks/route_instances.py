"""Public team orienteering instances: readers, references, and an independent check of an answer.

Formats: Chao, Golden and Wasil (1996) without windows ("top"); Righini and Salani, and Montemanni and
Gambardella, with windows ("toptw").
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.arrays import FloatArray
from routing.problem import RouteProblem, Stop, Team

# Decimals that the literature keeps of a distance before it cuts the rest off; None keeps all.
DECIMALS = {"exact": None, "floor1": 1, "floor2": 2}
# How the literature rounds depends on the instances: not at all without windows, one decimal for those
# after Solomon, two for those after Cordeau.
DISTANCES = ("literature", *DECIMALS)
# Distances become whole numbers of the finest unit that keeps the longest path below this.
LONGEST_PATH = 5_000_000
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Instance:
    """Vertices 0..n-1, all in the file's unit of length, which is its unit of time too.

    Attributes:
        name: File name without its ending.
        paths: Number of paths to be found.
        reward: Of each vertex, shape (n,).
        dwell: Time spent at each vertex, shape (n,).
        opens: Earliest start at each vertex, shape (n,).
        closes: Latest start at each vertex, shape (n,).
        distance: From row to column, shape (n, n).
        start: Vertex where paths start.
        end: Vertex where they end.
        longest: Longest duration of a path.
        unit: Units of the planner's problem for one unit of the file.
    """

    name: str
    paths: int
    reward: FloatArray
    dwell: FloatArray
    opens: FloatArray
    closes: FloatArray
    distance: FloatArray
    start: int
    end: int
    longest: float
    unit: int

    def stops(self) -> list[int]:
        """Vertices that can be visited."""
        return [v for v in range(len(self.reward)) if v not in {self.start, self.end}]

    def problem(self) -> RouteProblem:
        """The instance as a route problem: a metre is a second, and there are ``unit`` of them."""
        longest = math.floor(self.longest * self.unit + TOLERANCE)
        stops = tuple(
            Stop(
                id=v,
                place=v,
                reward=float(self.reward[v]),
                dwell_s=round(self.dwell[v] * self.unit),
                opens_s=round(self.opens[v] * self.unit),
                closes_s=min(longest, round(self.closes[v] * self.unit)),
            )
            for v in self.stops()
        )
        team = {"starts_s": 0, "ends_s": longest, "pace_kmh": 3.6, "max_walk_m": math.inf}
        teams = tuple(Team(i, self.end, from_place=self.start, **team) for i in range(self.paths))
        return RouteProblem(stops, teams, self.distance * self.unit)

    def checked_reward(self, paths: Sequence[Sequence[int]]) -> float | None:
        """Reward of the paths by the file's own figures, None if they break a rule."""
        visited = [v for path in paths for v in path]
        allowed = set(self.stops())
        if len(visited) != len(set(visited)) or not allowed.issuperset(visited) or len(paths) > self.paths:
            return None
        if not all(self._on_time(path) for path in paths):
            return None
        return float(self.reward[visited].sum())

    def _on_time(self, path: Sequence[int]) -> bool:
        now, here = 0.0, self.start
        for v in path:
            now = max(now + self.distance[here, v], self.opens[v])
            if now > self.closes[v] + TOLERANCE:
                return False
            now, here = now + self.dwell[v], v
        return now + self.distance[here, self.end] <= self.longest + TOLERANCE


def read_instances(folder: Path, form: str, distance: str, paths: Sequence[int]) -> Iterator[Instance]:
    """Read the instances of a folder and those below it, in order of their names.

    Args:
        folder: Where the files are.
        form: "top" or "toptw".
        distance: One of ``DISTANCES``.
        paths: Numbers of paths wanted; a "top" file has its own and is left out if that is not wanted.
    """
    for file in sorted(folder.rglob("*.txt")):
        if file.stem.endswith("_format"):
            continue
        kept = _literature(file, form) if distance == "literature" else distance
        if form == "toptw":
            for count in paths:
                yield read_toptw(file, kept, count)
        elif (instance := read_top(file, kept)).paths in paths:
            yield instance


def _literature(file: Path, form: str) -> str:
    """How published results round the distances of this file."""
    if form == "top":
        return "exact"
    return "floor2" if file.stem.startswith("pr") else "floor1"


def read_top(file: Path, distance: str) -> Instance:
    """Lines ``n N``, ``m P``, ``tmax T``, then x, y and score from the start vertex to the end vertex."""
    lines = [line.split() for line in file.read_text().splitlines() if line.strip()]
    vertices, paths, longest = int(lines[0][1]), int(lines[1][1]), float(lines[2][1])
    rows = np.array([[float(field) for field in line] for line in lines[3 : 3 + vertices]])
    nothing = np.zeros(vertices)
    return Instance(
        name=file.stem,
        paths=paths,
        reward=rows[:, 2],
        dwell=nothing,
        opens=nothing,
        closes=np.full(vertices, longest),
        distance=_distances(rows[:, :2], distance),
        start=0,
        end=vertices - 1,
        longest=longest,
        unit=_unit(distance, longest),
    )


def read_toptw(file: Path, distance: str, paths: int) -> Instance:
    """Two lines, then ``i x y d S f a list O C``; vertex 0 is start and end, and its C the longest path."""
    lines = [line.split() for line in file.read_text().splitlines() if line.strip()][2:]
    rows = np.array([[float(field) for field in (*line[1:5], *line[-2:])] for line in lines])
    longest = float(rows[0, 5])
    return Instance(
        name=file.stem,
        paths=paths,
        reward=rows[:, 3],
        dwell=rows[:, 2],
        opens=rows[:, 4],
        closes=rows[:, 5],
        distance=_distances(rows[:, :2], distance),
        start=0,
        end=0,
        longest=longest,
        unit=_unit(distance, longest),
    )


def read_references(folder: Path, form: str) -> dict[tuple[str, int], float]:
    """Best published reward by instance and paths, from ``reference_values.csv`` if the folder has it."""
    file = folder / "reference_values.csv"
    if not file.exists():
        return {}
    with file.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    if form == "top":
        return {
            (row["instance"], int(row["instance"].split(".")[1])): float(row["reference_score"])
            for row in rows
        }
    columns = ("published_best_of_runs", "published_benchmark")
    return {
        (row["instance"], int(row["paths"])): max(float(row[column] or 0) for column in columns)
        for row in rows
    }


def _distances(xy: FloatArray, distance: str) -> FloatArray:
    exact = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    decimals = DECIMALS[distance]
    return exact if decimals is None else np.floor(exact * 10**decimals + TOLERANCE) / 10**decimals


def _unit(distance: str, longest: float) -> int:
    decimals = DECIMALS[distance]
    return 10 ** (int(math.log10(LONGEST_PATH / max(longest, 1.0))) if decimals is None else decimals)
