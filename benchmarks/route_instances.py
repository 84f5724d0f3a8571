"""Public team orienteering instances: readers, references, and an independent check of an answer.

Formats: Chao, Golden and Wasil (1996) and, with one path, Tsiligirides (1984), both without windows ("top");
Righini and Salani, and Montemanni and Gambardella, with windows ("toptw").
"""

import csv
import math
import sys
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
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.suffix.lower() in {".csv", ".md"} or file.stem.endswith("_format"):
            continue
        kept = _literature(file, form) if distance == "literature" else distance
        try:
            if form == "toptw":
                found = [read_toptw(file, kept, count) for count in paths]
            else:
                found = [instance for instance in [read_top(file, kept)] if instance.paths in paths]
        except (ValueError, IndexError) as error:
            print(f"{file.name} is no {form} instance and is left out: {error}", file=sys.stderr)
            continue
        yield from found


def _literature(file: Path, form: str) -> str:
    """How published results round the distances of this file."""
    if form == "top":
        return "exact"
    return "floor2" if file.stem.startswith("pr") else "floor1"


def read_top(file: Path, distance: str) -> Instance:
    """Read an instance without windows.

    Either the lines ``n N``, ``m P``, ``tmax T`` and then x, y and score from the start vertex to the end
    vertex; or a line ``T P`` and then x, y and score of the start, the end, and the other vertices.

    Raises:
        ValueError: If the file is neither.
    """
    lines = _lines(file)
    if lines[0][0].lower() == "n":
        vertices, paths, longest = int(lines[0][1]), int(lines[1][1]), float(lines[2][1])
        rows, end = _rows([line[:3] for line in lines[3 : 3 + vertices]], vertices), vertices - 1
    else:
        paths, longest = int(lines[0][1]), float(lines[0][0])
        rows, end = _rows([line[:3] for line in lines[1:]], len(lines) - 1), 1
    nothing = np.zeros(len(rows))
    return Instance(
        name=file.stem,
        paths=paths,
        reward=rows[:, 2],
        dwell=nothing,
        opens=nothing,
        closes=np.full(len(rows), longest),
        distance=_distances(rows[:, :2], distance),
        start=0,
        end=end,
        longest=longest,
        unit=_unit(distance, longest),
    )


def read_toptw(file: Path, distance: str, paths: int) -> Instance:
    """Two lines, then ``i x y d S f a list O C``; vertex 0 is start and end, and its C the longest path.

    Raises:
        ValueError: If the file is something else.
    """
    lines = _lines(file)
    # The first line is "k v N t", and there is a line for each of the N stops and one for vertex 0.
    vertices = [line for line in lines[2:] if len(line) >= 7][: int(lines[0][2]) + 1]
    rows = _rows([[*line[1:5], *line[-2:]] for line in vertices], max(2, len(vertices)))
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


def _lines(file: Path) -> list[list[str]]:
    """The fields of the lines that have any."""
    text = file.read_text(encoding="utf-8-sig")
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len(lines) < 3:
        raise ValueError("it has fewer than three lines")
    return lines


def _rows(fields: Sequence[Sequence[str]], wanted: int) -> FloatArray:
    if len(fields) != wanted:
        raise ValueError(f"{wanted} vertices are announced, {len(fields)} are there")
    return np.array([[float(field) for field in line] for line in fields])


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
